"""The page of theorems names only theorems that are in the library, each in the file it names."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from quantcert.lean import build_library, find_toolchain
from quantcert.lean.index import Entry
from quantcert.lean.olean.module import Kind

PAGE = Path(__file__).parent.parent / "docs" / "theorems.md"
LINES = [line for line in PAGE.read_text().splitlines() if line.startswith("|")]
ROWS = [line for line in LINES if not line.startswith(("| claim |", "|---"))]
# | claim | `theorem` | `file` | what it says, with (`other`: ...) for others of the same file |
ROW = re.compile(r"\|[^|]*\| `(?P<name>[\w.]+)` \| `(?P<file>[\w/]+)\.lean` \|")
ASIDE = re.compile(r"\(`([\w.]+)`[:) ]")


@pytest.fixture(scope="session")
def constants() -> Mapping[str, Entry]:
    return build_library(find_toolchain(), os.cpu_count() or 1).index


@pytest.mark.parametrize("row", ROWS)
def test_the_theorems_of_a_row_are_in_its_file(row: str, constants: Mapping[str, Entry]) -> None:
    match = ROW.match(row)
    assert match is not None, "a row names a theorem and its file"
    namespace = match["name"].rpartition(".")[0]
    for name in [match["name"], *ASIDE.findall(row)]:
        full_names = (f"QuantCert.{name}", f"QuantCert.{namespace}.{name}", name)
        found = [constants[full] for full in full_names if full in constants]
        assert found, f"{name} is not in the library"
        assert found[0].kind is Kind.THEOREM
        assert found[0].module == "QuantCert." + match["file"].replace("/", ".")


def test_the_page_has_rows() -> None:
    assert len(ROWS) > 40
