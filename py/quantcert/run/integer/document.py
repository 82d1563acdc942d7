"""A proved run as a JSON document."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quantcert import __version__
from quantcert.formats import QuantizedCheckpoint
from quantcert.integer import Program
from quantcert.lean import Library
from quantcert.run.integer.beside import Beside
from quantcert.run.integer.compare import ORIGINAL
from quantcert.run.integer.prove import ProvedRun
from quantcert.run.prompt.document import module_facts
from quantcert.run.prompt.networks import PromptInputs
from quantcert.run.prompt.words import rests_on

KIND = "quantcert run"
SCHEMA = 2

_LITERALS = (
    "the kernel computes with literals of the matrices' columns, the embedding's among them, and "
    "the program's constants; they are made of the stored weights by tested Python, not by the "
    "kernel"
)
_PROGRAM = "the program is read from config.json and the tensors' shapes by tested Python"
_MEASURED = (
    "the theorems are about the integer program; how far it is from the network in real numbers is "
    "measured, not proved"
)


@dataclass(frozen=True)
class RunAbout:
    """What a run is about.

    Attributes:
        quantized: the checkpoint.
        program: its integer program.
        inputs: both networks in real numbers, if the program was compared with them.
        allowed: no logit may differ by more from the original network's; None if that is not asked.
    """

    quantized: QuantizedCheckpoint
    program: Program
    inputs: PromptInputs | None = None
    allowed: Fraction | None = None

    def files(self) -> dict[str, str]:
        """SHA-256 of every file."""
        checkpoint = self.quantized.checkpoint.files()
        return checkpoint if self.inputs is None else self.inputs.files()

    def refuse_changed(self) -> None:
        """Raise CheckpointError if a file has changed meanwhile."""
        self.quantized.checkpoint.refuse_changed()
        if self.inputs is not None:
            self.inputs.base.refuse_changed()

    def rests_on(self) -> list[str]:
        """What the theorems take from outside the kernel."""
        return run_rests_on(self.inputs)


def run_rests_on(inputs: PromptInputs | None) -> list[str]:
    """What theorems about runs take from outside the kernel; `inputs` as of `RunAbout`."""
    if inputs is None:
        return [_LITERALS, _PROGRAM, _MEASURED]
    return [_LITERALS, _PROGRAM, *rests_on(inputs.architecture)]


def run_document(about: RunAbout, library: Library, run: ProvedRun) -> dict[str, Any]:
    """The document of a run."""
    return {
        "kind": KIND,
        "schema": SCHEMA,
        "version": __version__,
        "verdict": verdict(about, run),
        "conclusion": conclusion(about, run),
        "rests_on": about.rests_on(),
        "files_sha256": about.files(),
        "library_digest": library.digest,
        "activation_bits": about.program.sizes.precision.bits,
        "tokens": list(run.tokens),
        "unit": run.unit,
        "logits": [list(row) for row in run.logits],
        "next_tokens": list(run.next_tokens),
        "max_logit_error": None if about.allowed is None else str(about.allowed),
        "beside": {found.network: _beside(found) for found in run.beside},
        "modules": [module_facts(module) for module in run.modules],
        "theorems": list(run.theorems),
    }


def verdict(about: RunAbout, run: ProvedRun) -> str:
    """PROVED, FAILED or UNPROVED."""
    if not run.accepted:
        return "UNPROVED"
    refused = _refusal(about, run)
    return refused[0] if refused else "PROVED"


def conclusion(about: RunAbout, run: ProvedRun) -> str:
    """What is proved, in one line."""
    if not run.accepted:
        return f"UNPROVED: {run.reason}"
    refused = _refusal(about, run)
    theorems = sum(len(module.theorems) for module in run.modules)
    found = "".join(f"; {beside.sentence()}" for beside in run.beside)
    told = (
        f"after {len(run.tokens)} tokens the integer program has these {len(run.logits[-1])} "
        f"logits and chooses token {run.next_tokens[-1]}{found}; {theorems} theorems accepted by "
        "the Lean kernel, about the columns that tested Python makes of the stored weights"
    )
    return f"{refused[0]}: {refused[1]}; {told}" if refused else f"PROVED: {told}"


def _refusal(about: RunAbout, run: ProvedRun) -> tuple[str, str] | None:
    """Why the run is not within what is allowed, if it is not."""
    if about.allowed is None:
        return None
    original = next(found for found in run.beside if found.network == ORIGINAL)
    return original.refusal(about.allowed)


def _beside(found: Beside) -> dict[str, Any]:
    """The program is the second network of what is stated."""
    stated = found.stated
    return {
        "module": found.module,
        "logits_differ_at_most": str(found.difference),
        "perplexity_ratio": str(stated.ratio.fraction),
        "inverse_perplexity_ratio": str(stated.inverse.fraction),
        "positions": [
            {
                "network": first,
                "program": second,
                "logits_differ_at_most": str(difference.fraction),
                "kl_at_most": str(divergence.fraction),
            }
            for first, second, difference, divergence in zip(
                stated.original,
                stated.quantized,
                stated.differences,
                stated.divergences,
                strict=True,
            )
        ],
    }
