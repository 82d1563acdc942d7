"""The result of a prompt as a JSON document: numbers are exact fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from quantcert import __version__
from quantcert.lean import Library, ModuleResult
from quantcert.run.prompt.networks import PromptInputs
from quantcert.run.prompt.result import Position, PromptResult, told_differences
from quantcert.run.prompt.words import conclusion, rests_on

KIND = "quantcert prompt"
SCHEMA = 1


def prompt_document(inputs: PromptInputs, library: Library, result: PromptResult) -> dict[str, Any]:
    """The document of a result."""
    proved = result.proved
    of_logits, of_outputs = told_differences(proved)
    return {
        "kind": KIND,
        "schema": SCHEMA,
        "version": __version__,
        "verdict": result.verdict.value,
        "conclusion": conclusion(result),
        "rests_on": rests_on(inputs.architecture),
        "family": inputs.architecture.family,
        "files_sha256": inputs.files(),
        "library_digest": library.digest,
        "tokens": list(result.tokens),
        "bits": result.bits,
        "positions": [] if proved is None else [_position(p) for p in proved.positions],
        "largest_logit_difference": _number(of_logits),
        "largest_output_difference": _number(of_outputs),
        "cosine": proved and _number(proved.cosine),
        "perplexity_ratio": proved and _number(proved.ratio),
        "inverse_perplexity_ratio": proved and _number(proved.inverse),
        "modules": [module_facts(module) for module in result.modules],
    }


def _position(position: Position) -> dict[str, Any]:
    of_logits, of_outputs = told_differences(position)
    return {
        "position": position.position,
        "token": position.token,
        "verdict": position.verdict.value,
        "original": position.original,
        "quantized": position.quantized,
        "original_lead": _number(position.original_lead),
        "quantized_lead": _number(position.quantized_lead),
        "logit_difference": _number(of_logits),
        "output_difference": _number(of_outputs),
        "divergence": _number(position.divergence),
        "theorems": list(position.theorems),
    }


def module_facts(module: ModuleResult) -> dict[str, Any]:
    """A module, its verdict and its theorems."""
    return {
        "name": module.name,
        "verdict": module.verdict.value,
        "reason": module.reason,
        "source_sha256": module.source_sha256,
        "olean_sha256": module.olean_sha256,
        "theorems": [
            {
                "name": theorem.name,
                "statement_sha256": theorem.statement_sha256,
                "definitions_sha256": theorem.definitions_sha256,
                "axioms": list(theorem.axioms),
            }
            for theorem in module.theorems
        ],
    }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
