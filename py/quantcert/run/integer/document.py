"""A proved run as a JSON document."""

from __future__ import annotations

from typing import Any

from quantcert import __version__
from quantcert.formats import QuantizedCheckpoint
from quantcert.integer import Program
from quantcert.lean import Library
from quantcert.run.integer.prove import ProvedRun

KIND = "quantcert run"
SCHEMA = 2

RESTS_ON = (
    "the kernel computes with literals of the matrices' columns, the rows that the tokens look up, "
    "and the program's constants; they are made of the stored weights by tested Python, not by the "
    "kernel",
    "never_overflows is about embeddings, cosines and sines up to sizes that tested Python found "
    "in the checkpoint",
    "the program is read from config.json and the tensors' shapes by tested Python",
    "the theorems are about the integer program; how far it is from the network in real numbers is "
    "measured, not proved",
)
"""What the theorems take from outside the kernel."""


def run_document(
    quantized: QuantizedCheckpoint, program: Program, library: Library, run: ProvedRun
) -> dict[str, Any]:
    """The document of a run."""
    precision = program.sizes.precision
    return {
        "kind": KIND,
        "schema": SCHEMA,
        "version": __version__,
        "verdict": verdict(run),
        "conclusion": conclusion(run),
        "rests_on": list(RESTS_ON),
        "files_sha256": quantized.checkpoint.files(),
        "library_digest": library.digest,
        "activation_bits": precision.bits,
        "tokens": list(run.tokens),
        "unit": run.unit,
        "logits": [list(row) for row in run.logits],
        "next_tokens": list(run.next_tokens),
        "sources_sha256": {module.name: module.source_sha256 for module in run.modules},
        "theorems": list(run.theorems),
    }


def verdict(run: ProvedRun) -> str:
    """PROVED or UNPROVED."""
    return "PROVED" if run.accepted else "UNPROVED"


def conclusion(run: ProvedRun) -> str:
    """What is proved, in one line."""
    if not run.accepted:
        return f"UNPROVED: {run.reason}"
    theorems = sum(len(module.theorems) for module in run.modules)
    return (
        f"PROVED: after {len(run.tokens)} tokens the integer program has these "
        f"{len(run.logits[-1])} logits and chooses token {run.next_tokens[-1]}; {theorems} "
        "theorems accepted by the Lean kernel, about the columns that tested Python makes of the "
        "stored weights"
    )
