"""The levels of evidence that can be asked for."""

from __future__ import annotations

from enum import StrEnum


class BaseLevel(StrEnum):
    """How deep the evidence goes when there is an original."""

    weights = "weights"
    rows = "rows"
