"""The report: one neutral form of a certificate that every rendering reads.

It says what there is to show and what it means, never how it looks: columns have kinds, cells are
exact numbers, verdicts and names. What is `detail` is left out where there is little room; what is
`transient` differs from run to run and has no place on a page that is to be reproducible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from quantcert.certificate import Conclusion, TheoremEvidence, Verdict
from quantcert.certificate.conclusion import LayersStanding
from quantcert.certificate.entries import Entries
from quantcert.report.sentences import Subject


class CellKind(StrEnum):
    """What the cells of a column are."""

    NAME = "name"
    TEXT = "text"
    CODE = "code"
    """Digests and commands: to be copied, not read."""
    AT_MOST = "at most"
    """Numbers that may be rounded up."""
    AT_LEAST = "at least"
    """Numbers that may be rounded down."""
    VERDICT = "verdict"
    SECONDS = "seconds"

    @property
    def numeric(self) -> bool:
        """Whether the cells are numbers."""
        return self in (CellKind.AT_MOST, CellKind.AT_LEAST, CellKind.SECONDS)


Value = str | Fraction | Verdict | None
"""What a cell holds; None where there is nothing to say."""


@dataclass(frozen=True)
class Toned:
    """A value that is to catch the eye as a verdict does."""

    value: Value
    tone: Verdict


Cell = Value | Toned


@dataclass(frozen=True)
class Column:
    """A column; those of the highest `rank` go first where there is little room, 0 never goes.

    `note` explains it in a sentence.
    """

    title: str
    kind: CellKind
    rank: int = 0
    note: str = ""
    transient: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table.

    `notes` are sentences about it, `target` is the anchor of the section that says more. A
    `settled` row needs no look: similar ones may be folded into the one with the largest `margin`.
    """

    cells: tuple[Cell, ...]
    notes: tuple[Line, ...] = ()
    target: str = ""
    settled: bool = False
    margin: Fraction | None = None


@dataclass(frozen=True)
class Line:
    """A sentence; `tone` is the verdict that it speaks of."""

    text: str
    tone: Verdict | None = None
    detail: bool = False
    transient: bool = False


@dataclass(frozen=True)
class Listing:
    """Sentences of one kind; short forms show the first `limit`."""

    lines: tuple[Line, ...]
    limit: int
    detail: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under columns: as many cells as columns. Raises ValueError for a row of another length.

    `subject` is what a row is called, `folded` what it means that one stands for n of a kind. Rows
    that are `Entries` are made when they are asked for, and not checked.
    """

    subject: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    detail: bool = False
    folded: str = "all accepted; shown is the one nearest to being refused"

    def __post_init__(self) -> None:
        """Refuse a row that does not fit the columns."""
        for row in self.rows if isinstance(self.rows, tuple) else ():
            if len(row.cells) != len(self.columns):
                raise ValueError(f"{len(row.cells)} cells in {len(self.columns)} columns")

    def without(self, unwanted: Callable[[int, Column], bool]) -> Table:
        """The table without some columns, given each one's place and itself."""
        kept = [k for k, column in enumerate(self.columns) if not unwanted(k, column)]
        columns = tuple(self.columns[k] for k in kept)

        def cut(row: Row) -> Row:
            return replace(row, cells=tuple(row.cells[k] for k in kept))

        return replace(self, columns=columns, rows=self.made(cut))

    def made(self, change: Callable[[Row], Row]) -> Sequence[Row]:
        """The rows with a change, which is made when it is asked for where the rows are."""
        if isinstance(self.rows, tuple):
            return tuple(map(change, self.rows))
        return Entries(self.rows, change)

    def empty_columns(self) -> set[int]:
        """The places of the columns in which no row has anything."""
        empty = set(range(len(self.columns)))
        for row in self.rows:
            empty = {k for k in empty if row.cells[k] is None}
            if not empty:
                break
        return empty


@dataclass(frozen=True)
class Plot:
    """A picture; `draw` makes it as an SVG element, which takes a while."""

    draw: Callable[[], str]
    detail: bool = True


@dataclass(frozen=True)
class Theorems:
    """Theorems with what the kernel and the audit said of them.

    Each is told in a sentence about the `subject`, if there is one.
    """

    theorems: Sequence[TheoremEvidence]
    subject: Subject | None = None
    detail: bool = True


@dataclass(frozen=True)
class Command:
    """A command to be pasted into a shell as it is."""

    text: str
    detail: bool = True


Item = Line | Listing | Table | Plot | Theorems | Command


@dataclass(frozen=True, slots=True)
class Section:
    """Items under a title. `level` 2 is the top; `closed` ones are opened by who wants to."""

    title: str
    items: Sequence[Item]
    level: int = 2
    anchor: str = ""
    verdict: Verdict | None = None
    detail: bool = False
    closed: bool = False


@dataclass(frozen=True)
class Run:
    """Which run made the certificate, in sentences that differ from run to run.

    `digests` are the chief ones by what they are of, `date` is when it ended (UTC, ISO 8601).
    """

    date: str
    sentences: tuple[str, ...]
    digests: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Report:
    """All there is to show of a certificate: its conclusion, a summary of it, and the sections.

    `digest` is the certificate's.

    `refused` says what is refused and what to do; it stands next to the conclusion, as does
    `beside`, which says what is not shown. `worst` is a short form of the layers,
    if there are many.
    """

    title: str
    digest: str
    conclusion: Conclusion
    summary: tuple[Line, ...]
    run: Run
    refused: Section | None
    beside: Section
    worst: Section | None
    sections: tuple[Section, ...]

    @property
    def all_sections(self) -> tuple[Section, ...]:
        """The sections, after what is refused and what is not shown."""
        first = () if self.refused is None else (self.refused,)
        return (*first, self.beside, *self.sections)

    @property
    def tone(self) -> Verdict:
        """How the conclusion is to look: neither structure alone nor justifications are success."""
        if not self.conclusion.accepted:
            return Verdict.FAILED
        partly = (LayersStanding.STRUCTURE, LayersStanding.JUSTIFIED)
        return Verdict.PROVED_VACUOUS if self.conclusion.layers in partly else Verdict.PROVED


def value_of(cell: Cell) -> Value:
    """The cell's value without its tone."""
    return cell.value if isinstance(cell, Toned) else cell


def tone_of(cell: Cell) -> Verdict | None:
    """The verdict as which the cell is to look, if any."""
    if isinstance(cell, Toned):
        return cell.tone
    return cell if isinstance(cell, Verdict) else None
