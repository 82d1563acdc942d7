"""Outputs of the reference implementation on combinations of options, and their files.

`python -m tests.support.combination_models [FAMILY ...]` records them anew, with torch and
transformers. A file holds the tables of shapes that occur, and a line for each case: the checksum
of its configuration, the number of its table, and `ENTRIES` of its output to nine decimals.
"""

from __future__ import annotations

import json
import sys
import zlib
from dataclasses import dataclass

import numpy as np

from tests.support.architectures import Shapes
from tests.support.combination_cases import AXES, combinations
from tests.support.reference_cases import ReferenceCase
from tests.support.reference_models import FOLDER, computed

ENTRIES = (np.array([3, 3, 8, 8, 8, 8]), np.array([0, 4, 1, 3, 5, 7]))
"""Positions and entries of the outputs that are recorded."""


@dataclass(frozen=True)
class Recorded:
    """What is stored of a combination; `entries` are those of the output at `ENTRIES`."""

    checksum: int
    shapes: Shapes
    entries: np.ndarray


def checksum(case: ReferenceCase) -> int:
    """Of the configuration."""
    return zlib.crc32(json.dumps(case.config, sort_keys=True).encode())


def recorded_combinations(family: str) -> list[Recorded]:
    """In the order of `combinations`."""
    data = json.loads((FOLDER / "combinations" / f"{family}.json").read_text())
    tables = [{name: tuple(shape) for name, shape in table.items()} for table in data["shapes"]]
    return [
        Recorded(check, tables[table], np.array(entries)) for check, table, entries in data["cases"]
    ]


def write(family: str) -> None:
    """Record the combinations of a family."""
    tables: list[str] = []
    lines = []
    for case in combinations(family):
        golden = computed(case)
        table = json.dumps(golden.shapes)
        tables += [] if table in tables else [table]
        entries = golden.output[ENTRIES].round(9).tolist()
        lines.append(json.dumps([checksum(case), tables.index(table), entries]))
    shapes, cases = ",\n".join(tables), ",\n".join(lines)
    (FOLDER / "combinations").mkdir(exist_ok=True)
    text = f'{{"shapes": [\n{shapes}\n],\n"cases": [\n{cases}\n]}}\n'
    (FOLDER / "combinations" / f"{family}.json").write_text(text)


if __name__ == "__main__":
    for each in sys.argv[1:] or AXES:
        write(each)
        print(each, len(combinations(each)))
