"""The check of a net as a theorem for each operation, and for each position of large ones.

What the kernel computes for a declaration is forgotten with it: memory is bounded by one of them.
See `lean/QuantCert/Cert/Prompt/Steps.lean`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from quantcert.models.net import (
    Activate,
    Add,
    Attention,
    Bias,
    Input,
    LayerNorm,
    Linear,
    Lookup,
    Mul,
    Net,
    Point,
    RmsNorm,
    RmsNormHeads,
    Rope,
    Scale,
    Seq,
    output_dim,
)
from quantcert.prompts.boxes import Box
from quantcert.prompts.erf_gelu import erf_parts
from quantcert.prompts.trace import (
    AttentionTrace,
    ExponentialTrace,
    LayerNormTrace,
    LookupTrace,
    NormTrace,
    OneTrace,
    SeqTrace,
    Trace,
    TwoTrace,
)
from quantcert.statements.model_terms import mask_term, net_term, scoring_term
from quantcert.statements.prompt_terms import PromptWriter

_MOST_BITS = 1 << 16  # of the entries of a box that one declaration is about
_MOST_COLUMN_BITS = 1 << 26  # of the columns that one declaration is about
_DECIDED = "(by decide +kernel)"


@dataclass(frozen=True)
class Step:
    """`theorem name : statement := proof`."""

    name: str
    statement: str
    proof: str


@dataclass
class StepWriter:
    """Theorems about the operations of nets, whose traces `writer` has written."""

    writer: PromptWriter
    steps: list[Step] = field(default_factory=list)
    _checked: dict[str, str] = field(default_factory=dict)

    def proof(self, net: Net, trace: Trace, given: Box, dim: int) -> str:
        """The proof that the claims for a net follow.

        Its input has `dim` entries and is in `given`.
        """
        match net, trace:
            case Point(x=x), _:
                return self.proof(x, trace, given, dim)
            case Input(), _:
                return "Net.enclose_input"
            case Lookup(), LookupTrace():
                return self._lookup(trace)
            case Seq(), SeqTrace():
                first = self.proof(net.first, trace.first, given, dim)
                between = output_dim(dim, net.first)
                second = self.proof(net.second, trace.second, trace.first.out, between)
                return f"(Net.enclose_seq {first} {second})"
            case Attention(), AttentionTrace():
                return self._attention(net, trace, given, dim)
            case Add() | Mul(), TwoTrace():
                return self._two(net, trace, given, dim)
            case RmsNorm() | RmsNormHeads() | LayerNorm(), NormTrace() | LayerNormTrace():
                return self._norm(net, trace, given, dim)
            case Linear(), OneTrace():
                return self._linear(net, trace, given, dim)
            case Bias() | Scale() | Rope(), OneTrace():
                return self._one(net, trace, given, dim)
            case Activate(function="silu"), ExponentialTrace():
                return self._silu(net, trace, given, dim)
            case Activate(function="gelu"), ExponentialTrace():
                return self._erf_gelu(net, trace, given, dim)
            case _:
                return self._whole(net, trace, given, dim)

    def _whole(self, net: Net, trace: Trace, given: Box, dim: int) -> str:
        """A net whose operations are checked together."""
        term, box = self.writer.trace(net, trace, given), self.writer.box(given)
        text = f"Net.enclose known {dim} {box} {net_term(net, None)} {term} = true"
        return self._step(text, "by decide +kernel")

    def _lookup(self, trace: LookupTrace) -> str:
        rows = self.writer.lookups[self.writer.lookup_number(trace)][1]
        dim = trace.lookup.dim
        check = self._each(f"checkCopy 1 {dim}", (rows, self.writer.box(trace.out)), trace.out)
        return f"(Net.enclose_lookup rfl {_DECIDED} {_DECIDED} {_DECIDED} {check})"

    def _linear(self, net: Linear, trace: OneTrace, given: Box, dim: int) -> str:
        x = self.proof(net.x, trace.x, given, dim)
        boxes = f"{self.writer.box(trace.x.out)} {self.writer.box(trace.out)}"
        parts = self.writer.parts(net.matrix)
        size = max(_bits(trace.out), _bits(trace.x.out))
        proof = "checkParts_nil"
        for name, start in reversed(parts):
            columns = self._columns(name, *self.writer.part_size(name))
            rows = self._rows(f"checkRows {name} {start} {boxes}", size)
            proof = f"(checkParts_cons {_DECIDED} {columns} {rows} {proof})"
        matrix = f"(m := ⟨{net.columns}, [{', '.join(name for name, _ in parts)}]⟩)"
        product = f"(checkLinear_of {_DECIDED} {proof})"
        return f"(Net.enclose_linear {matrix} {x} {_DECIDED} rfl {_DECIDED} {product})"

    def _columns(self, name: str, count: int, bits: int) -> str:
        """That `count` columns of so many bits are right, some of them in each declaration."""
        size = max(1, _MOST_COLUMN_BITS // bits)
        if count <= size:
            return self._once(f"ColumnData.check {name} = true")
        total = self._once(f"ColumnData.checkTotal {name} = true")
        pairs = f"(fun c a => ColumnData.checkColumn {name} c a)"

        def dropped(start: int) -> str:
            return f"(Numbers.drop {start} {name}.columns) (Numbers.drop {start} {name}.bounds)"

        last = (count - 1) // size * size
        proof = self._once(f"allPairs {pairs} {dropped(last)} = true")
        for start in range(last - size, -1, -size):
            some = self._once(f"allPairsUpTo {pairs} {size} {dropped(start)} = true")
            proof = f"(allPairs_next (b := {start + size}) {_DECIDED} {some} {proof})"
        return f"(ColumnData.check_of {total} {proof})"

    def _rows(self, check: str, bits: int) -> str:
        return self._all(self.writer.network.length, lambda t: f"{check} {t}", bits)

    def _one(self, net: Bias | Scale | Rope, trace: OneTrace, given: Box, dim: int) -> str:
        x = self.proof(net.x, trace.x, given, dim)
        boxes = (self.writer.box(trace.x.out), self.writer.box(trace.out))
        match net:
            case Bias():
                vector = self.writer.box(self.writer.network.vectors[net.vector])
                check = f"(fun a o => checkBias 1 {net.dim} a {vector} o)"
                step = self._each(check, boxes, trace.out)
                return f"(Net.enclose_bias {x} {_DECIDED} rfl {_DECIDED} {step})"
            case Scale():
                step = self._each(f"checkScale 1 {net.dim} {net.factor}", boxes, trace.out)
                return f"(Net.enclose_scale {x} {_DECIDED} {step})"
            case Rope():
                angles = self.writer.network.angles[net.angles]
                tables = (self.writer.box(angles.cos), self.writer.box(angles.sin))
                check = f"checkRope 1 {net.heads} {net.half}"
                step = self._each(check, (*tables, *boxes), trace.out)
                return f"(Net.enclose_rope {x} {_DECIDED} rfl {_DECIDED} {step})"

    def _norm(
        self,
        net: RmsNorm | RmsNormHeads | LayerNorm,
        trace: NormTrace | LayerNormTrace,
        given: Box,
        dim: int,
    ) -> str:
        x = self.proof(net.x, trace.x, given, dim)
        box, vectors = self.writer.box, self.writer.network.vectors
        factors, ends = box(vectors[net.factors]), (box(trace.roots), box(trace.out))
        start, known = f"{x} {_DECIDED}", f"rfl {_DECIDED}"
        if isinstance(net, LayerNorm) and isinstance(trace, LayerNormTrace):
            check = (
                f"checkLayerNorm 1 {net.dim} {net.epsilon} {factors} {box(vectors[net.offsets])}"
            )
            step = self._each(check, (box(trace.x.out), box(trace.centred), *ends), trace.out)
            return f"(Net.enclose_layerNorm {start} {known} {known} {step})"
        boxes = (box(trace.x.out), *ends)
        if isinstance(net, RmsNormHeads):
            check = f"checkNormHeads 1 {net.heads} {net.head_dim} {net.epsilon} {factors}"
            step = self._each(check, boxes, trace.out)
            return f"(Net.enclose_rmsNormHeads {start} {known} {step})"
        step = self._each(f"checkRmsNorm 1 {net.dim} {net.epsilon} {factors}", boxes, trace.out)
        return f"(Net.enclose_rmsNorm {start} {known} {step})"

    def _silu(self, net: Activate, trace: ExponentialTrace, given: Box, dim: int) -> str:
        x = self.proof(net.x, trace.x, given, dim)
        table = self.writer.table(trace.table)
        constants = self._once(f"ExpTable.check {table} = true")
        check = f"(fun n => checkSilu {table} 1 n)"
        step = self._in_parts(check, str(trace.number), trace.number, net.dim, trace)
        return f"(Net.enclose_silu {x} {_DECIDED} {constants} {step})"

    def _erf_gelu(self, net: Activate, trace: ExponentialTrace, given: Box, dim: int) -> str:
        x = self.proof(net.x, trace.x, given, dim)
        table, bell = self.writer.table(trace.table), self.writer.network.bell
        assert bell is not None
        constants = self._once(f"ExpTable.check {table} = true")
        check = f"(fun n => checkErfGelu {table} {trace.number} 1 n {self.writer.box(bell)})"
        count = f"(erfParts {trace.number})"
        step = self._in_parts(check, count, erf_parts(net.dim), net.dim, trace)
        return f"(Net.enclose_erfGelu {x} {_DECIDED} rfl {constants} {step})"

    def _in_parts(
        self, check: str, count: str, parts: int, dim: int, trace: ExponentialTrace
    ) -> str:
        """That `check` of some entries holds of all `dim`, at each position and part after part.

        `count` is the term for the number of parts.
        """
        boxes = (self.writer.box(trace.x.out), self.writer.box(trace.out))
        whole = f"(byParts {count} {dim} {check})"
        if _bits(trace.out) <= _MOST_BITS:
            return self._each(whole, boxes, trace.out)
        length, size = self.writer.network.length, dim // parts
        names = []
        for t in range(length):
            first, second = (f"({box}.part {t} 0)" for box in boxes)
            proved = _conjunction(
                [
                    self._step(
                        f"{check} {size} ({first}.part 0 (Nat.mul {k} {size})) "
                        f"({second}.part 0 (Nat.mul {k} {size})) = true",
                        "by decide +kernel",
                    )
                    for k in range(parts)
                ]
            )
            sizes = f"(parts := {parts}) (len := {size})"
            proof = f"byParts_of {sizes} {' '.join([_DECIDED] * 3)} ({proved})"
            names.append(self._step(f"{whole} {first} {second} = true", proof))
        text = f"atEach2 {length} {whole} {' '.join(boxes)} = true"
        return self._step(text, _conjunction(names))

    def _two(self, net: Add | Mul, trace: TwoTrace, given: Box, dim: int) -> str:
        x, y = (self.proof(getattr(net, p), getattr(trace, p), given, dim) for p in "xy")
        boxes = [self.writer.box(part.out) for part in (trace.x, trace.y, trace)]
        name = "Add" if isinstance(net, Add) else "Mul"
        step = self._each(f"check{name} 1 {net.dim}", boxes, trace.out)
        return f"(Net.enclose_{name.lower()} {x} {y} {_DECIDED} {_DECIDED} {step})"

    def _attention(self, net: Attention, trace: AttentionTrace, given: Box, dim: int) -> str:
        parts = ("query", "key", "value")
        operands = [self.proof(getattr(net, p), getattr(trace, p), given, dim) for p in parts]
        data, scoring = self.writer.attention(trace.numbers), scoring_term(net.scoring)
        length = self.writer.network.length
        shape = f"{net.groups} {net.group} {net.head_dim} {mask_term(net.mask)} {scoring}"
        boxes = " ".join(self.writer.box(getattr(trace, p).out) for p in parts)
        out = self.writer.box(trace.out)
        numbers = self._once(f"AttentionData.check {data} {scoring} = true")
        check = f"checkHeadsAt {data} {length} {shape} {boxes} {out}"
        step = self._all(length, lambda t: f"{check} {t}", _bits(trace.out))
        sizes = " ".join([_DECIDED] * len(parts))
        return f"(Net.enclose_attention {' '.join(operands)} {sizes} {numbers} {step})"

    def _each(self, check: str, boxes: tuple[str, ...] | list[str], out: Box) -> str:
        """That `check` holds of boxes at each position."""
        length = self.writer.network.length
        names = " ".join(boxes)
        applied = check if check.startswith("(") else f"({check})"
        text = f"atEach{len(boxes)} {length} {applied} {names} = true"
        if _bits(out) <= _MOST_BITS:
            return self._step(text, "by decide +kernel")

        def at(t: int) -> str:
            return f"{applied} {' '.join(f'({name}.part {t} 0)' for name in boxes)}"

        return self._step(text, self._positions(length, at))

    def _all(self, length: int, check: Callable[[object], str], bits: int) -> str:
        """That `check` holds of each position."""
        text = f"(allBelow {length} fun t => {check('t')}) = true"
        if bits <= _MOST_BITS:
            return self._step(text, "by decide +kernel")
        return self._step(text, self._positions(length, check))

    def _positions(self, length: int, check: Callable[[int], str]) -> str:
        """A proof from a theorem for each position."""
        names = [self._step(f"{check(t)} = true", "by decide +kernel") for t in range(length)]
        return _conjunction(names)

    def _once(self, statement: str) -> str:
        """A theorem that several operations use."""
        if statement not in self._checked:
            self._checked[statement] = self._step(statement, "by decide +kernel")
        return self._checked[statement]

    def _step(self, statement: str, proof: str) -> str:
        name = f"step_{len(self.steps)}"
        self.steps.append(Step(name, statement, proof))
        return name


def _conjunction(names: list[str]) -> str:
    """A proof that all hold of which these are the proofs, one after the other."""
    return f"{'allBelow_succ (' * len(names)}rfl{''.join(f') {name}' for name in names)}"


def _bits(box: Box) -> int:
    """Bits of all midpoints."""
    return box.width * sum(map(len, box.claims))
