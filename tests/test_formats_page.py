"""The page of formats names what is there: readers, Lean definitions, levels of evidence."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from quantcert import formats
from quantcert.formats.gguf.kinds import BLOCK_KINDS, CODEBOOK_KINDS
from quantcert.lean import build_library, find_toolchain
from quantcert.lean.library.index import Entry
from quantcert.lean.olean.module import Kind

PAGE = (Path(__file__).parent.parent / "docs" / "formats.md").read_text()
FOLDER = Path(formats.__file__).parent
READERS = {path.name for path in FOLDER.iterdir() if (path / "__init__.py").exists()}
# | stored as | `formats/NAME` | `definition` (`file`), or none | source | codes or values |
ROW = re.compile(
    r"\| (?P<stored>[^|]+) \| `formats/(?P<reader>\w+)` \| "
    r"(?:none|`(?P<name>[\w.]+)` \(`(?P<file>Spec/[\w/]+)\.lean`\)) \| "
    r"(?P<source>[^|]+) \| (?P<evidence>codes|values) \|"
)
LINES = [line for line in PAGE.splitlines() if "`formats/" in line and line.startswith("|")]


@pytest.fixture(scope="session")
def constants() -> Mapping[str, Entry]:
    return build_library(find_toolchain(), os.cpu_count() or 1).index


def row(line: str) -> re.Match[str]:
    match = ROW.fullmatch(line)
    assert match is not None, line
    return match


def test_every_reader_has_a_row_and_no_other() -> None:
    assert {row(line)["reader"] for line in LINES} == READERS


def test_definitions_are_in_the_library(constants: Mapping[str, Entry]) -> None:
    named = [match for match in map(row, LINES) if match["name"]]
    assert len(named) > 15
    for match in named:
        entry = constants[f"QuantCert.{match['name']}"]
        assert entry.kind is Kind.DEFINITION
        assert entry.module == "QuantCert." + match["file"].replace("/", ".")


def test_kinds_of_blocks_have_rows_with_their_evidence() -> None:
    rows = [match for match in map(row, LINES) if match["reader"] == "gguf"]
    for kinds, evidence in ((BLOCK_KINDS, "codes"), (CODEBOOK_KINDS, "values")):
        stored = [match["stored"] for match in rows if match["evidence"] == evidence]
        for kind in kinds:
            assert any(f"`{kind}`" in names for names in stored), kind


def test_the_definition_of_a_kind_is_its_own() -> None:
    for match in map(row, LINES):
        if match["reader"] == "gguf" and match["name"]:
            name = match["name"].removeprefix("Gguf.").upper()
            assert match["stored"] == f"GGUF `{name}`"
