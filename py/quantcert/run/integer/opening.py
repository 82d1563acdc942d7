"""What a run of `verify-model` is asked of the integer program, opened and checked before work."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quantcert.errors import CalibrationError, StoredValueError
from quantcert.formats import QuantizedCheckpoint
from quantcert.forward.tokenizer import Tokenizer
from quantcert.integer import Program, build_program
from quantcert.integer.build import network_of
from quantcert.run.prompt.asked import AskedPrompt, PromptFile
from quantcert.run.prompt.networks import refuse_large
from quantcert.run.prompt.tokenizing import Tokenized, read_tokenized


@dataclass(frozen=True)
class OpenedRuns(Tokenized):
    """The prompts of a file and the checkpoint whose integer program reads them.

    `vocabulary` is how the tokenizer writes the tokens that it has; None without a tokenizer.
    `obstacle` says why there is no program. It is built when it is asked for, and not kept.
    """

    quantized: QuantizedCheckpoint
    file: PromptFile
    activation_bits: int
    vocabulary: Tokenizer | None
    obstacle: str = ""

    def program(self) -> Program:
        """The program. Raises as `build_program`."""
        return build_program(self.quantized, self.activation_bits)


def open_runs(
    quantized: QuantizedCheckpoint,
    file: Path,
    folders: tuple[Path, ...],
    activation_bits: int,
    most_weights: int,
) -> OpenedRuns:
    """Read a file of prompts for the integer program; the tokenizer is in one of the folders.

    Raises:
        CalibrationError: if a file cannot be read, or the program does not read the tokens.
        CheckpointError: if the checkpoint has no integer program, or too many weights.
    """
    refuse_large(folders[0], network_of(quantized), most_weights)
    asked, vocabulary = read_tokenized(file, folders)
    opened = OpenedRuns(quantized, asked, activation_bits, vocabulary)
    try:
        program = opened.program()
    except StoredValueError as error:
        return OpenedRuns(quantized, asked, activation_bits, vocabulary, str(error))
    for prompt in asked.prompts:
        _check(program, prompt, f"{file}: line {prompt.line}")
    return opened


def _check(program: Program, prompt: AskedPrompt, place: str) -> None:
    sizes, tokens = program.sizes, prompt.tokens
    if not 1 <= len(tokens) <= sizes.positions:
        raise CalibrationError(f"{place}: {len(tokens)} tokens, must be 1 to {sizes.positions}")
    named = tokens if prompt.expected is None else (*tokens, prompt.expected)
    for token in named:
        if token >= sizes.vocabulary:
            raise CalibrationError(
                f"{place}: token {token} is not in 0..{sizes.vocabulary - 1}, the vocabulary"
            )
