"""How one tensor is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quantcert.formats.codec import Codec


def group_count(columns: int, group_size: int) -> int:
    """Groups of a row; the last one may be shorter: `ceil(columns / group_size)`."""
    return -(-columns // group_size)


@dataclass(frozen=True)
class ArrayClaim:
    """A theorem about stored arrays.

    Attributes:
        kind: its template, `specs/lean/theorems/KIND.j2`.
        facts: what the template asks for.
        lean_import: the Lean module that proves it.
        arrays: roles of the stored arrays (see `QuantizedMatrix.stored`) that it speaks of; the
            template finds the name of each one's literal under its role.
    """

    kind: str
    facts: Mapping[str, object]
    lean_import: str
    arrays: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scheme:
    """The format of one tensor and all that its layout depends on.

    Attributes:
        format: name of the format.
        codec: how codes are packed.
        group_size: columns that share a scale and a zero-point (in each table of the codec), a
            multiple of the codec's lanes unless a row is one group.
        layout: how the parts are stored, for people and certificates: name and description.
    """

    format: str
    codec: Codec
    group_size: int
    layout: Mapping[str, str] = field(default_factory=dict, hash=False)

    def length_claims(self, rows: int, columns: int) -> tuple[ArrayClaim, ...]:
        """What is claimed of the sizes of a matrix's stored arrays; nothing by default."""
        return ()

    def range_claims(self, columns: int) -> tuple[ArrayClaim, ...]:
        """What is claimed of the stored arrays of some columns of some rows; nothing by default.

        The templates are given `place`, `first_row`, `part_rows` and `columns` as well.
        """
        return ()

    def array_bits(self, role: str, columns: int) -> int:
        """Bits of each row of a stored array of which something is claimed, for `columns` columns.

        The first bits of a longer row are the same: whole groups follow one another.
        """
        raise NotImplementedError(f"nothing is claimed of {role}")
