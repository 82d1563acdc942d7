"""What a matrix does in a model, and the errors that count there."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a stored matrix [rows, columns] does; a tensor that is used twice has two roles."""

    LINEAR = "linear"
    """`W x`: each row makes an output."""
    TRANSPOSED = "transposed"
    """`x W`: each column makes an output."""
    LOOKUP = "lookup"
    """A table: its rows are outputs."""
    MATRIX = "matrix"
    """Not known: whatever is claimed of `W x` is claimed of `x W` as well."""


class Use(StrEnum):
    """An operation whose error is bounded."""

    ROWS = "W x"
    COLUMNS = "x W"
    ENTRIES = "a row of W"

    @property
    def line(self) -> str:
        """What makes an output."""
        return "column" if self is Use.COLUMNS else "row"


_USES = {
    Role.LINEAR: (Use.ROWS,),
    Role.TRANSPOSED: (Use.COLUMNS,),
    Role.LOOKUP: (Use.ENTRIES,),
    Role.MATRIX: (Use.ROWS, Use.COLUMNS),
}


def uses(roles: tuple[Role, ...]) -> tuple[Use, ...]:
    """The operations of a matrix with these roles, each once."""
    return tuple(dict.fromkeys(use for role in roles for use in _USES[role]))
