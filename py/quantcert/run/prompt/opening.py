"""What a run of `verify-model` is asked about prompts, opened and checked before any work."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quantcert.errors import CalibrationError, StoredValueError
from quantcert.forward.tokenizer import Tokenizer
from quantcert.models.net import Architecture
from quantcert.run.prompt.asked import AskedPrompt, PromptFile
from quantcert.run.prompt.networks import PromptInputs
from quantcert.run.prompt.plan import PromptPlan, plan_prompts
from quantcert.run.prompt.tokenizing import Tokenized, read_tokenized
from quantcert.run.prompt.verify import check_tokens


@dataclass(frozen=True)
class OpenedPrompts(Tokenized):
    """The prompts of a file and the networks that they are put to.

    `vocabulary` is how the tokenizer writes the tokens that it has; None without a tokenizer.
    `obstacle` says why no theorem can be had. `plans` are those of the prompts, in their order;
    none if weights cannot be read.
    """

    inputs: PromptInputs
    file: PromptFile
    vocabulary: Tokenizer | None
    obstacle: str
    plans: tuple[PromptPlan, ...] = ()


def open_prompts(
    inputs: PromptInputs,
    file: Path,
    folders: tuple[Path, ...],
    obstacle: str = "",
    bits: int | None = None,
) -> OpenedPrompts:
    """Read a file of prompts, and plan; the tokenizer is in one of the folders.

    Raises:
        CalibrationError: if a file cannot be read, or the network does not read the tokens.
    """
    asked, vocabulary = read_tokenized(file, folders)
    for prompt in asked.prompts:
        try:
            _check(inputs.architecture, prompt)
        except CalibrationError as error:
            raise CalibrationError(f"{file}: line {prompt.line}: {error}") from error
    plans = () if obstacle else _plans(inputs, asked, bits)
    return OpenedPrompts(inputs, asked, vocabulary, obstacle, plans)


def _plans(inputs: PromptInputs, asked: PromptFile, bits: int | None) -> tuple[PromptPlan, ...]:
    """The plans; none if a number is spoiled, which is found again where it can be told."""
    try:
        return tuple(plan_prompts(inputs, ((p.line, p.tokens) for p in asked.prompts), bits))
    except StoredValueError:
        return ()


def _check(architecture: Architecture, prompt: AskedPrompt) -> None:
    check_tokens(architecture, prompt.tokens)
    if prompt.expected is not None and architecture.encodes:
        raise CalibrationError("expected: the model is an encoder, which has no next tokens")
    if prompt.expected is not None and prompt.expected >= architecture.vocabulary:
        raise CalibrationError(
            f"expected is {prompt.expected}, must be a token of 0..{architecture.vocabulary - 1}"
        )
