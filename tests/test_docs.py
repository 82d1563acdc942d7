"""The page of theorems names only theorems that are in the library, each in the file it names."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from quantcert.lean import build_library, find_toolchain
from quantcert.lean.library.index import Entry
from quantcert.lean.olean.module import Kind

PAGE = Path(__file__).parent.parent / "docs" / "theorems.md"
LINES = [line for line in PAGE.read_text().splitlines() if line.startswith("|")]
HEADS = ("| claim |", "| step |", "|---")
BODY = [line for line in LINES if not line.startswith(HEADS)]
# | claim | `theorem` | `file` | what it says, with (`other`: ...) for others of the same file |
ROW = re.compile(r"\|[^|]*\| `(?P<name>[\w.]+)` \| `(?P<file>[\w/]+)\.lean` \|")
# | step | `definition` | `file` |
STEP = re.compile(r"\|[^|]*\| `(?P<name>[\w.]+)` \| `(?P<file>Spec/[\w/]+)\.lean` \|$")
STEPS = [line for line in BODY if STEP.match(line)]
ROWS = [line for line in BODY if line not in STEPS]
INTEGER = PAGE.with_name("integer.md")
# | step | what is said of its result | `theorem` |
ERROR = re.compile(r"^\|[^|]*\|[^|]*\| `(\w+)` \|$", re.M)
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


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_a_definition_of_its_file(step: str, constants: Mapping[str, Entry]) -> None:
    match = STEP.match(step)
    assert match is not None
    entry = constants[f"QuantCert.{match['name']}"]
    assert entry.kind is Kind.DEFINITION
    assert entry.module == "QuantCert." + match["file"].replace("/", ".")


def test_rounding_errors_of_the_integer_program_are_theorems(
    constants: Mapping[str, Entry],
) -> None:
    names = ERROR.findall(INTEGER.read_text())
    assert len(names) >= 15
    for name in names:
        assert constants[f"QuantCert.Integer.{name}"].kind is Kind.THEOREM


def test_statements_about_a_network_rest_on_every_step(
    constants: Mapping[str, Entry],
) -> None:
    """The path is one path: statements about a network rest on all of its definitions."""
    roots = ["evalAll", "AssumedAll", "decodedMatrix", "packedVector", "storedMatrix", "softmax"]
    reached: set[str] = set()
    parts = ["rowsFrom", "transposeOf"]
    stack = [f"QuantCert.{name}" for name in [*roots, *parts, "Within"]]
    while stack:
        name = stack.pop()
        if name in reached or name not in constants:
            continue
        reached.add(name)
        stack += constants[name].type_uses | constants[name].value_uses
    steps = {f"QuantCert.{match['name']}" for match in map(STEP.match, STEPS) if match}
    assert steps <= reached, steps - reached


def test_the_page_has_rows() -> None:
    assert len(ROWS) > 60
    assert len(STEPS) > 12
