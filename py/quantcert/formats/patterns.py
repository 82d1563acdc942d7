"""Regular expressions of foreign files."""

from __future__ import annotations

import re
from functools import cache

from quantcert.errors import CheckpointError

_QUANTIFIERS = 4
_REPEATED_GROUP = re.compile(r"\)[*+{]")


@cache
def compiled(where: str, pattern: str) -> re.Pattern[str]:
    """A pattern of a foreign file, unless trying it could take for ever.

    Raises:
        CheckpointError: if it could, or it is none; `where` says whose it is.
    """
    if len(re.findall(r"[*+{]", pattern)) > _QUANTIFIERS or _REPEATED_GROUP.search(pattern):
        raise CheckpointError(f"{where}: pattern {pattern!r:.80} repeats too much")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise CheckpointError(f"{where}: pattern {pattern!r:.80}: {error}") from error
