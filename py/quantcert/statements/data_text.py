"""Data modules as Lean source, for small models and for readers who have a stock Lean alone.

A literal in text costs Lean time that grows with the square of its length, so a long one is
written as a sum of pieces.
"""

from __future__ import annotations

from collections.abc import Mapping

from quantcert import __version__
from quantcert.statements.render import render_text

_PIECE_BYTES = 2000


def data_source(name: str, data_import: str, literals: Mapping[str, memoryview]) -> str:
    """The source of the module `name` that defines `literals`, given as little-endian bytes.

    `data_import` is the library module that the data module imports.
    """
    terms = {literal: literal_term(bytes(data)) for literal, data in literals.items()}
    facts = {
        "name": name,
        "data_import": data_import,
        "version": __version__,
        "literals": terms,
    }
    return render_text("data.lean.j2", facts) + "\n"


def literal_term(data: bytes) -> str:
    """A Lean term for the natural number with these little-endian bytes."""
    pieces = [data[i : i + _PIECE_BYTES] for i in range(0, max(1, len(data)), _PIECE_BYTES)]
    terms = [f"{int.from_bytes(piece, 'little'):#x}" for piece in pieces]
    shifted = [f"({term} <<< {8 * _PIECE_BYTES * i})" for i, term in enumerate(terms) if i]
    return " +\n  ".join([terms[0], *shifted])


def number_term(value: int) -> str:
    """A Lean term for a natural number."""
    return literal_term(value.to_bytes(max(1, -(-value.bit_length() // 8)), "little"))
