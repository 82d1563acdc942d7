"""Which modules a scheme is for: by name, by pattern or by class.

A text that begins with "re:" is a pattern for the beginning of a name; another one is a name, or
the class of a module, which a file of tensors does not tell: "Linear" stands for all that may be.
Source: `match_name` and `match_targets` in utils/match.py of compressed-tensors 0.20.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from quantcert.errors import CheckpointError
from quantcert.formats.compressed_tensors.settings import METHOD, WeightScheme
from quantcert.formats.patterns import compiled

_PATTERN = "re:"
_CLASSES = ("Linear", "Embedding")


def matching(where: Path, module: str, texts: Iterable[str]) -> str | None:
    """The first text that names a module or whose pattern fits it.

    Args:
        where: the folder, for messages.
        module: its name.
        texts: names and patterns.

    Raises:
        CheckpointError: for a pattern that is none, or that is too costly.
    """
    for text in texts:
        if text == module:
            return text
        pattern = text.removeprefix(_PATTERN)
        if pattern != text and compiled(f"{where}: {METHOD}", pattern).match(module):
            return text
    return None


def scheme_of(
    where: Path, module: str, schemes: Sequence[WeightScheme]
) -> tuple[WeightScheme | None, bool]:
    """The scheme of a quantized module, and whether it is for the name, not for a class.

    Raises:
        CheckpointError: if there are several.
    """
    named = [scheme for scheme in schemes if matching(where, module, scheme.targets)]
    found = named or [s for s in schemes if any(name in s.targets for name in _CLASSES)]
    if len(set(found)) > 1:
        raise CheckpointError(
            f"{where}: {METHOD}: several groups of config_groups are for module {module}"
        )
    return (found[0] if found else None), bool(named)
