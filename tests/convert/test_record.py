"""The record of a rotation, and what is refused."""

import json
from pathlib import Path

import pytest

from quantcert.convert.record import RotationRecord, read_record, write_record
from quantcert.errors import CheckpointError


def test_it_is_read_back(tmp_path: Path) -> None:
    record = RotationRecord(True, {"config.json": "5" * 64})
    write_record(tmp_path, record)
    assert read_record(tmp_path) == record


def test_a_folder_without_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"has no rotation\.json"):
        read_record(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": 2}, "is no record of a rotation in version 1"),
        ({"kind": "other"}, "is no record"),
        ({"residual": 1}, "needs residual"),
        ({"original_sha256": []}, "needs residual"),
    ],
)
def test_a_malformed_one_is_refused(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    write_record(tmp_path, RotationRecord(False, {}))
    path = tmp_path / "rotation.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(CheckpointError, match=message):
        read_record(tmp_path)
