"""The package's own 3.5-bit formats, `alt43` and `pair11`: two codes in a word of 7 bits."""

from __future__ import annotations

from quantcert.formats.pair35.codes import ALT43, PAIR11
from quantcert.formats.pair35.reader import open_pairs
from quantcert.formats.pair35.settings import METHOD
from quantcert.formats.pair35.target import PairTarget
from quantcert.formats.registry import register_reader, register_target


def register() -> None:
    """Make the formats known."""
    register_reader(METHOD, open_pairs)
    register_target(PairTarget(PAIR11, "two base-11 digits in 7 bits"), default=True)
    register_target(
        PairTarget(
            ALT43,
            "a 4-bit and a 3-bit code in 7 bits, each with its own scale and zero-point",
        )
    )
