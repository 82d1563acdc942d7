"""The operations of a run as equations with their proofs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quantcert.integer import Matrix
from quantcert.integer.activation import FACTOR_LIMIT, silu
from quantcert.integer.narrow import fitting_shifts
from quantcert.integer.norm import NORM_BITS, Norm
from quantcert.integer.rounding import Ints, round_shift
from quantcert.statements.integer_terms import (
    CHECK,
    DECIDED,
    SPARE_BITS,
    WIDE_BITS,
    Item,
    TermWriter,
)

SIZES = "sizes"

OFFSET = WIDE_BITS - SPARE_BITS
"""Digits of wide vectors are larger than entries by `2**OFFSET`."""


@dataclass(frozen=True)
class Claim:
    """A claimed vector: `name`, a list of integers, is the digits of the number `digits`."""

    name: str
    values: Ints

    @property
    def digits(self) -> str:
        """The name of the number."""
        return f"{self.name}_digits"


class OperationWriter:
    """Adds claims and equations to the module that `writer` writes."""

    def __init__(self, writer: TermWriter) -> None:
        """Nothing has been claimed."""
        self._writer = writer
        self.mul = f"(mulChecked {writer.entry_bits})"

    def claim(self, name: str, values: Ints) -> Claim:
        """Define a vector."""
        return self._claim(name, values, self._writer.proving)

    def state(self, name: str, values: Ints) -> Claim:
        """Define a vector that statements mention."""
        return self._claim(name, values, self._writer.stated)

    def _claim(self, name: str, values: Ints, among: list[Item]) -> Claim:
        found = Claim(name, values)
        among.append(Item(name, "List Int", self._writer.ints(found.digits, values)))
        return found

    def define(self, name: str, kind: str, term: str) -> None:
        """Define something that proofs mention."""
        self._writer.proving.append(Item(name, kind, term))

    def prove(self, name: str, statement: str, term: str) -> str:
        """Add a theorem; its name."""
        self._writer.proving.append(Item(name, statement, term, True))
        return name

    def same(self, name: str, computed: str, claimed: str, check: str = "same") -> str:
        """A theorem that the kernel computes the claimed integers."""
        return self.prove(name, f"{check} ({computed}) {claimed} = true", DECIDED)

    def norm(self, constants: tuple[str, str, Norm], x: Claim, out: Claim) -> str:
        """`out` is the norm of `x`; `constants` are a term, the digits of its factors, and it."""
        term, factors, norm = constants
        unit = self._writer.program.sizes.unit
        shift, proof = self._shift(x, (1 << NORM_BITS - 1) - 1)
        epsilon = int(round_shift(np.array([norm.epsilon]), 2 * shift)[0])
        numbers = (
            f"(F := {unit}) (E := {epsilon}) (w := {WIDE_BITS}) (o := {OFFSET}) (k := {shift})"
        )
        named = f"(n := {len(x.values)}) (X := {x.digits}) (G := {factors}) (Y := {out.digits})"
        stated = f"rmsNorm {SIZES}.wide {term} {x.name} = {out.name}"
        given = f"{numbers} {named} (epsilon := {norm.epsilon}) {proof} {CHECK} {CHECK}"
        return self.prove(f"{out.name}_eq", stated, f"norm_fast {given}")

    def sum(self, x: Claim, y: Claim, out: Claim) -> str:
        """`out` is the sum of `x` and `y`."""
        stated = f"addAll {x.name} {y.name} = {out.name}"
        return self.prove(f"{out.name}_eq", stated, self._sum(x.digits, y.digits, out))

    def gate(self, gate: Claim, up: Claim, out: Claim) -> str:
        """`out` is the gated product."""
        sizes, table = self._writer.program.sizes, self._writer.program.scores.table
        active = self.claim(f"active_{out.name}", silu(table, gate.values, sizes.unit))
        (k, left), (m, right) = (self._shift(v, FACTOR_LIMIT) for v in (active, up))
        stated = f"Integer.gate {SIZES}.powers {SIZES}.wide {gate.name} {up.name} = {out.name}"
        if k or m:
            steps = self._slow_gate(gate, up, active, out, (k, m))
            return self.prove(
                f"{out.name}_eq", stated, f"gate_of {steps[0]} {left} {right} {steps[1]}"
            )
        numbers = f"(T := powers) (F := {sizes.unit}) (w := {WIDE_BITS}) (o := {OFFSET})"
        named = f"(n := {len(up.values)}) (G := {gate.digits}) (U := {up.digits})"
        given = f"{numbers} {named} (A := {active.digits}) (H := {out.digits})"
        proof = f"gate_fast {given} {CHECK} {left} {right} {CHECK}"
        return self.prove(f"{out.name}_eq", stated, proof)

    def _slow_gate(
        self, gate: Claim, up: Claim, active: Claim, out: Claim, shifts: tuple[int, int]
    ) -> tuple[str, str]:
        """The steps of a gated product whose factors are shifted."""
        k, m = shifts
        acted = f"{gate.name}.map (silu {SIZES}.powers {SIZES}.wide)"
        first = self.same(f"{active.name}_eq", acted, active.name)
        entry = f"roundShift (roundShift x ({k} : Nat) * roundShift y ({m} : Nat))"
        unit = f"(({SIZES}.wide : Int) - (({k} : Nat) : Int) - (({m} : Nat) : Int))"
        product = f"List.zipWith (fun x y => {entry} {unit}) {active.name} {up.name}"
        return first, self.same(f"{out.name}_product", product, out.name)

    def product(self, linear: str, name: str, matrix: Matrix, x: Claim, out: Claim) -> str:
        """`out` is the layer `linear` of `x`, whose columns are called `name`."""
        stated = f"{linear}.apply {self.mul} {SIZES}.bits {x.name} = {out.name}"
        proof = self._fast(name, matrix, x, out)
        if proof is None:
            computed = f"{linear}.apply {self.mul} {SIZES}.bits {x.name}"
            proof = f"same_sound {self.same(f'{out.name}_same', computed, out.name)}"
        return self.prove(f"{out.name}_eq", stated, proof)

    def _fast(self, name: str, matrix: Matrix, x: Claim, out: Claim) -> str | None:
        """The proof with all rows at once; None where digits or shifts do not allow it."""
        precision, parts = self._writer.precision, self._writer.packed[name]
        limit = (1 << precision.bits - 1) - 1
        k, i = shift_claim(x.values, limit)
        s = matrix.exponent - k
        reach = 3 * matrix.shape[1] << parts[0].bits + self._writer.entry_bits
        fits = parts[0].width == WIDE_BITS and reach + (1 << max(s - 1, 0)) < 1 << WIDE_BITS - 1
        small = k + self._writer.entry_bits <= OFFSET and 1 < s < WIDE_BITS
        if precision.by_block or len(parts) > 1 or not fits or not small:
            return None
        rounded = out if matrix.bias is None else self._unbiased(matrix.bias, out)
        numbers = {"b": self._writer.entry_bits, "w": WIDE_BITS, "o": OFFSET, "k": k, "s": s}
        numbers |= {"n": matrix.shape[1], "limit": limit, "i": i}
        named = {"C": f"⟨{name}_0, {name}_0_checked⟩", "X": x.digits, "O": rounded.digits}
        given = " ".join(f"({key} := {value})" for key, value in {**numbers, **named}.items())
        steps = f"rfl rfl rfl rfl {CHECK} {CHECK} {CHECK} {CHECK}"
        if matrix.bias is None:
            return f"apply_fast {given} {steps}"
        bias = f"(B := {name}_bias) (Y := {out.digits})"
        return f"apply_fast_bias {given} {bias} {steps} rfl {CHECK} {CHECK}"

    def _unbiased(self, bias: Ints, out: Claim) -> Claim:
        return self.claim(f"unbiased_{out.name}", out.values - bias)

    def _sum(self, x: str, y: str, out: Claim) -> str:
        numbers = f"(w := {WIDE_BITS}) (o := {OFFSET}) (n := {len(out.values)})"
        named = f"(X := {x}) (Y := {y}) (Z := {out.digits})"
        return f"checkSum_sound {numbers} {named} {CHECK}"

    def _shift(self, x: Claim, limit: int) -> tuple[int, str]:
        """The least shift of a vector, and the proof that it is."""
        k, i = shift_claim(x.values, limit)
        numbers = f"(limit := {limit}) (w := {WIDE_BITS}) (o := {OFFSET}) (n := {len(x.values)})"
        return (
            k,
            f"(checkShift_sound {numbers} (X := {x.digits}) (k := {k}) (i := {i}) {CHECK})",
        )


def shift_claim(values: Ints, limit: int) -> tuple[int, int]:
    """The least shift, and the place of an entry that does not fit after a smaller one."""
    k = int(fitting_shifts(values, limit)[0])
    if not k:
        return 0, 0
    return k, int(np.argmax(np.abs(round_shift(values, k - 1)) > limit))
