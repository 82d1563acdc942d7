"""Data modules as Lean source, for small models and for readers who have a stock Lean alone.

A literal in text costs Lean time that grows with the square of its length, so a long one is
written as a sum of pieces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quantcert import __version__
from quantcert.statements.render import render_text

_PIECE_BYTES = 2000

Limbs = bytes | bytearray | memoryview
Literal = Limbs | Sequence[Limbs]
"""A number by its little-endian bytes, or the numbers of a chain, first one first."""


def data_source(name: str, data_import: str, literals: Mapping[str, Literal]) -> str:
    """The source of the module `name` that defines `literals`, given as little-endian bytes.

    A literal is a number or the numbers of a chain.

    `data_import` is the library module that the data module imports.
    """
    terms = {literal: definition_text(data) for literal, data in literals.items()}
    facts = {
        "name": name,
        "data_import": data_import,
        "version": __version__,
        "literals": terms,
    }
    return render_text("data.lean.j2", facts) + "\n"


def chain_term(data: Sequence[Limbs]) -> str:
    """A Lean term for the list `Numbers` of the numbers with these little-endian bytes."""
    heads = "".join(f"(.cons ({literal_term(bytes(number))})\n  " for number in data)
    return f"{heads}.nil{')' * len(data)}"


def definition_text(literal: Literal) -> tuple[str, str]:
    """Type and term of a literal's definition."""
    if isinstance(literal, bytes | bytearray | memoryview):
        return "Nat", literal_term(bytes(literal))
    return "QuantCert.Numbers", chain_term(literal)


def literal_term(data: bytes) -> str:
    """A Lean term for the natural number with these little-endian bytes."""
    pieces = [data[i : i + _PIECE_BYTES] for i in range(0, max(1, len(data)), _PIECE_BYTES)]
    terms = [f"{int.from_bytes(piece, 'little'):#x}" for piece in pieces]
    shifted = [f"({term} <<< {8 * _PIECE_BYTES * i})" for i, term in enumerate(terms) if i]
    return " +\n  ".join([terms[0], *shifted])
