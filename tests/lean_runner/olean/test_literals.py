from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.errors import OleanError, OutputError
from quantcert.lean.olean.literals import (
    DataModule,
    read_literals,
    verify_data_module,
    write_data_module,
)
from quantcert.lean.olean.module import CompiledModule, Kind

IMPORTS = ("QuantCert.Core",)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@given(st.lists(st.integers(0, 2**200), max_size=4))
@example([0, 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64])
@example([])
def test_reads_what_was_written(folder: Path, values: list[int]) -> None:
    data = {f"Gen.w{k}": value.to_bytes(32, "little") for k, value in enumerate(values)}
    module = write_data_module(folder, "Data.M", IMPORTS, data)
    found = read_literals(module.path, "Data.M", IMPORTS)
    assert {name: int.from_bytes(limbs, "little") for name, limbs in found.items()} == {
        name: int.from_bytes(limbs, "little") for name, limbs in data.items()
    }
    verify_data_module(module)
    for name, value in zip(data, values, strict=True):
        size = max(8, (value.bit_length() + 63) // 64 * 8)
        assert module.literals[name] == hashlib.sha256(value.to_bytes(size, "little")).hexdigest()


def test_array_memory_is_the_literal(folder: Path) -> None:
    array = np.arange(1, 100_001, dtype=np.uint64)
    module = write_data_module(folder, "Data.A", IMPORTS, {"w": array.data})
    assert module.literals["w"] == hashlib.sha256(array.tobytes()).hexdigest()
    assert bytes(read_literals(module.path, "Data.A", IMPORTS)["w"]) == array.tobytes()
    assert module.path.stat().st_size < array.nbytes + 1200


def test_is_a_compiled_module_with_one_definition(folder: Path) -> None:
    module = write_data_module(folder, "Data.M", IMPORTS, {"Gen.w": b"\1" * 16})
    compiled = CompiledModule.open(module.path)
    assert compiled.imports == IMPORTS
    (constant,) = compiled.constants.values()
    assert (constant.name, constant.kind) == ("Gen.w", Kind.DEFINITION)
    assert constant.type_uses == {"Nat"}
    assert constant.value_uses == {"Nat"}


def test_every_altered_byte_is_refused(folder: Path) -> None:
    """Exhaustive over all bytes of a small module with one large and one small literal."""
    literals = {"v": b"\5", "w": b"\7" * 16}
    module = write_data_module(folder, "Data.M", IMPORTS, literals)
    content = module.path.read_bytes()
    for position in range(len(content)):
        altered = bytearray(content)
        altered[position] ^= 0x10
        module.path.write_bytes(altered)
        with pytest.raises(OleanError):
            verify_data_module(module)
    module.path.write_bytes(content)
    verify_data_module(module)


@pytest.mark.parametrize("name", ["Data.Other", "Data.M2"])
def test_module_of_another_name_is_refused(folder: Path, name: str) -> None:
    module = write_data_module(folder, "Data.M", IMPORTS, {"w": b"\7" * 16})
    with pytest.raises(OleanError, match="altered"):
        read_literals(module.path, name, IMPORTS)
    with pytest.raises(OleanError, match="altered"):
        read_literals(module.path, "Data.M", ("QuantCert",))


def test_other_definitions_are_refused(folder: Path) -> None:
    module = write_data_module(folder, "Data.M", IMPORTS, {"w": b"\7" * 16})
    claimed = DataModule("Data.M", folder, IMPORTS, {"v": module.literals["w"]})
    with pytest.raises(OleanError, match=r"defines \['w'\], expected \['v'\]"):
        verify_data_module(claimed)


@pytest.mark.parametrize("name", ["", "a b", "w.", "«w»", "1w", "a..b", "w\n"])
def test_unusual_names_are_refused(folder: Path, name: str) -> None:
    with pytest.raises(OleanError, match="is not a plain name"):
        write_data_module(folder, "Data.M", IMPORTS, {name: b"\1"})


def test_unwritable_folder(tmp_path: Path) -> None:
    (tmp_path / "Data").write_text("a file, not a folder")
    with pytest.raises(OutputError, match="cannot create the directory"):
        write_data_module(tmp_path, "Data.M", IMPORTS, {"w": b"\1"})


def test_an_untouched_module_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is dated back, so that a change of the same length at the same moment shows."""
    module = write_data_module(folder, "Data.M", IMPORTS, {"w": b"\7" * 16})
    assert time.time_ns() - module.path.stat().st_mtime_ns > 1e9
    content = module.path.read_bytes()
    monkeypatch.setattr("quantcert.lean.olean.literals.ObjectGraph.open", lambda path: 1 / 0)
    verify_data_module(module)
    with module.path.open("r+b") as file:
        file.write(content)
    with pytest.raises(ZeroDivisionError):
        verify_data_module(module)
    with pytest.raises(ZeroDivisionError):
        verify_data_module(replace(module, stamp=None))
