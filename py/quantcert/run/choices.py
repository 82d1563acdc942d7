"""Opens a quantized checkpoint, its original and questions, and lets both networks answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quantcert.containers import hash_file
from quantcert.errors import CalibrationError
from quantcert.forward import QuantizedWeights
from quantcert.forward.choices import ChoiceQuality, ask, measure_choices, read_questions
from quantcert.forward.text import find_tokenizer
from quantcert.run.quality import Progress, open_pair


@dataclass(frozen=True)
class ChoiceResult:
    """What was measured, and the SHA-256 of the questions."""

    choices: ChoiceQuality
    questions_sha256: str


def evaluate_choices(
    checkpoint: Path, base: Path, questions: Path, progress: Progress
) -> ChoiceResult:
    """Let both networks answer the questions of a file, see `quantcert.forward.choices`.

    Raises:
        CheckpointError: if a checkpoint is malformed, or the base is not the original.
        CalibrationError: if the network predicts no tokens, or the file or the tokenizer is unfit.
    """
    pair = open_pair(checkpoint, base)
    network = pair.network
    if network.output != "logits" or network.input_dim:
        raise CalibrationError(f"{base}: the network predicts no tokens, so it answers nothing")
    tokenizer = find_tokenizer(base, checkpoint)
    asked = ask(tokenizer, read_questions(questions), network.max_length, network.vocabulary)
    found = measure_choices(
        network,
        pair.original,
        QuantizedWeights(pair.quantized),
        asked,
        lambda done, total: progress("windows of questions", done, total),
    )
    return ChoiceResult(found, hash_file(questions))
