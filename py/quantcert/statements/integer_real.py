"""The module that holds proved logits of an integer program in a box, to be compared."""

from __future__ import annotations

from quantcert.integer import Program
from quantcert.integer.trace import Trace
from quantcert.prompts.boxes import Box, exact_box
from quantcert.statements.integer_head import HeadPart, head_parts
from quantcert.statements.integer_operations import OFFSET
from quantcert.statements.integer_run import RunParts, beginnings
from quantcert.statements.integer_terms import CHECK, WIDE_BITS, IntegerModule, Item, TermWriter
from quantcert.statements.prompt_comparison import Compared

REAL_IMPORTS = (
    "QuantCert.Cert.Integer.Packed",
    "QuantCert.Cert.Integer.Real",
    "QuantCert.Cert.Prompt.Tokens",
    "QuantCert.Spec.Integer.Tables",
)


def integer_box(program: Program, trace: Trace, scale: int) -> Box:
    """The logits after each token, in units of `2**-scale`, which are not coarser than theirs."""
    shift = scale - program.sizes.unit
    return exact_box(scale, [[int(v) << shift for v in row] for row in trace.logits])


def real_module(
    name: str,
    program: Program,
    trace: Trace,
    run: str,
    parts: RunParts,
    scale: int,
    data_module: str | None = None,
) -> IntegerModule:
    """The module about the box `integer_box`, from the logits that the module `run` proves.

    With `data_module` the numbers are left to that module, which the source imports.
    """
    writer, box = TermWriter(program), integer_box(program, trace, scale)
    size = -(-box.width * program.sizes.vocabulary // 64) * 8
    mids = [
        writer.number(f"mids_{t}", mid.to_bytes(size, "little")) for t, mid in enumerate(box.mids())
    ]
    zeros = ", ".join("0" for _ in mids)
    term = f"⟨{scale}, {box.width}, {box.radius_width}, [{', '.join(mids)}], [{zeros}]⟩"
    writer.stated.append(Item("outputs", "Box", term))
    holds = _Holds(box.width, scale - program.sizes.unit, parts, list(head_parts(program.head)))
    facts = {
        "run": run,
        "tokens": trace.tokens,
        "length": len(trace.tokens),
        "vocabulary": program.sizes.vocabulary,
        "shift": holds.shift,
        "places": [
            {"logits": f"{run}.logits{suffix}", "holds": holds.proof(t)}
            for t, suffix in enumerate(beginnings(trace.tokens))
        ],
    }
    imports = (*REAL_IMPORTS, run)
    return writer.module(name, "integer_real.lean.j2", imports, facts, data_module)


def integer_program(module: str, run: str, tokens: tuple[int, ...]) -> Compared:
    """The program of the module `run` as one side of a comparison; `module` holds its box."""
    term = f"Integer.Program.realLogits R {run}.program [{', '.join(map(str, tokens))}]"
    return Compared(module, "integer", "integer program", term)


class _Holds:
    """Proofs that the digits of the box are the logits, part after part of the head."""

    def __init__(self, width: int, shift: int, parts: RunParts, head: list[HeadPart]) -> None:
        self.shift = shift
        self._width, self._parts, self._head = width, parts, head

    def proof(self, t: int) -> str:
        """At position `t`."""
        end = self._head[-1].stop
        proof = "hold_nil"
        for part in reversed(self._head):
            digits = f"{self._parts.heads[part.module]}.logits_{t}_{part.place}_digits"
            numbers = {"v": WIDE_BITS, "w": self._width, "o": OFFSET, "s": self.shift}
            numbers |= {"start": part.start, "next": part.stop, "n": part.rows}
            numbers |= {"m": end - part.stop, "c": end - part.start}
            given = " ".join(f"({key} := {value})" for key, value in numbers.items())
            named = f"(X := mids_{t}) (P := {digits})"
            proof = f"(hold_cons {given} {named} {CHECK} {CHECK} {CHECK} {proof})"
        return proof
