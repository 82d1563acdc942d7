"""Reader of AutoRound folders: each module's words, read as GPTQ's or AWQ's are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quantcert.containers import Checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats.auto_round.settings import METHODS, RoundSettings, parse_settings
from quantcert.formats.awq.reader import awq_matrix
from quantcert.formats.awq.settings import BITS, AwqSettings
from quantcert.formats.gptq.reader import gptq_matrix
from quantcert.formats.gptq.settings import GptqSettings
from quantcert.formats.misplaced import Misplaced, kind, plain_modules, plain_though_quantized
from quantcert.formats.stored import StoredCheckpoint, StoredMatrix

_SUFFIX = ".qweight"


def open_auto_round(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    """The reader that is registered for both spellings of the method.

    Raises:
        CheckpointError: if the settings or the stored tensors are not as they must be.
    """
    parsed = parse_settings(checkpoint.path, settings)
    stems = [n.removesuffix(_SUFFIX) for n in checkpoint.names() if n.endswith(_SUFFIX)]
    if not stems:
        raise CheckpointError(f"{checkpoint.path}: {METHODS[0]}, but no tensor is named *{_SUFFIX}")
    matrices = [_matrix(checkpoint, stem, parsed) for stem in stems]
    return StoredCheckpoint(checkpoint, [*matrices, *_left_plain(checkpoint, parsed, stems)])


def _matrix(checkpoint: Checkpoint, stem: str, settings: RoundSettings) -> StoredMatrix:
    own = settings.of(stem)
    where = f"{checkpoint.path}: tensor {stem}{_SUFFIX}"
    if not own.is_quantized:
        raise CheckpointError(
            f"{where}: is quantized, but the settings say that {stem} has {own.bits} bits"
        )
    if not settings.awq:
        wanted = GptqSettings(
            own.bits, own.group_size, own.symmetric, False, settings.version, False, False
        )
        return gptq_matrix(checkpoint, stem, wanted)
    if own.bits != BITS:
        raise CheckpointError(
            f"{where}: words of AWQ with codes of {own.bits} bits, only {BITS} are read"
        )
    return awq_matrix(checkpoint, stem, AwqSettings(own.group_size, own.symmetric))


def _left_plain(
    checkpoint: Checkpoint, settings: RoundSettings, stems: list[str]
) -> Iterator[Misplaced]:
    """Matrices that are stored unquantized though their like in other layers are not."""
    kinds = {kind(stem) for stem in stems}
    for module in plain_modules(checkpoint, stems):
        if kind(module) in kinds and settings.of(module).is_quantized:
            yield plain_though_quantized(METHODS[0], checkpoint.info(f"{module}.weight"))
