"""What is known of a generated module at the stages of its check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quantcert.errors import OleanError
from quantcert.lean.library.index import Entry, Scope
from quantcert.lean.olean.literals import DataModule, Stamp, stamp
from quantcert.lean.pattern.filled import Filled
from quantcert.lean.process.calls import Replay


@dataclass(frozen=True)
class Compiled:
    """A compiled module that passed the audit, and what the kernel has to replay of it.

    `own` are its constants, `known` those that it may use; `stamps` are those of its data modules;
    `filled` is what it was made from, if that is a pattern.
    """

    olean: Path
    content: bytes
    own: Mapping[str, Entry]
    known: Scope
    stamps: Mapping[Path, Stamp]
    replay: Replay
    filled: Filled | None = None

    @property
    def new_names(self) -> list[str]:
        """The constants that are replayed, and those of the modules that this one rests on."""
        return [*self.own, *self.known.others]

    def confirm_data(self) -> None:
        """Raise OleanError if a data module has been touched since it was verified."""
        for path, before in self.stamps.items():
            if stamp(path) != before:
                raise OleanError(f"{path.name} has been altered during the check")


@dataclass(frozen=True)
class Accepted:
    """An accepted module that later ones may import, with all that it rests on.

    All such modules lie under one folder `root`: Lean looks for the modules of a namespace only
    in the first folder that has it.
    """

    root: Path
    olean: Path
    sha256: str
    imports: tuple[str, ...]
    entries: Mapping[str, Entry]
    data: tuple[DataModule, ...]
    requires: tuple[Accepted, ...]
    filled: Filled | None = None

    def closure(self) -> dict[Path, Accepted]:
        """The module and all generated modules that it rests on, by file."""
        found = {self.olean: self}
        for required in self.requires:
            found |= required.closure()
        return found
