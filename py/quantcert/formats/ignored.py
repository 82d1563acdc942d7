"""Modules that a checkpoint's settings say were not quantized, as transformers reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quantcert.errors import CheckpointError

_PLAIN = re.compile(r"[\w.-]*")


def ignore_list(where: Path, settings: dict[str, Any], *keys: str) -> tuple[str, ...]:
    """The patterns under the first of the keys that is there; none if it is null.

    Raises:
        CheckpointError: if it is no list of texts.
    """
    for key in keys:
        value = settings.get(key)
        if value is not None:
            if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
                raise CheckpointError(f"{where}: {key} must be a list of texts, is {value!r:.80}")
            return tuple(value)
    return ()


def ignoring_pattern(module: str, patterns: Sequence[str]) -> str | None:
    """The first pattern by which a module is not quantized.

    As `should_convert_module` of transformers: a pattern stands for modules that begin with it, up
    to a dot, and for those that end with it. Patterns with more than names are not tried: they are
    regular expressions of a foreign file.
    """
    for pattern in patterns:
        begins = module == pattern or module.startswith(f"{pattern.rstrip('.')}.")
        if pattern and _PLAIN.fullmatch(pattern) and (begins or module.endswith(pattern)):
            return pattern
    return None


def refuse_ignored(where: Path, tensor: str, patterns: Sequence[str]) -> None:
    """Refuse a quantized tensor of a module that is said not to be quantized.

    Raises:
        CheckpointError: naming the tensor and the pattern.
    """
    pattern = ignoring_pattern(tensor.rpartition(".")[0], patterns)
    if pattern is not None:
        raise CheckpointError(
            f"{where}: {pattern!r} is listed as not quantized, but tensor {tensor} is; whoever "
            "follows the list reads its codes as weights"
        )
