"""What a worker leaves is taken if it is what it said, and nothing else is."""

from dataclasses import replace
from pathlib import Path

import pytest

from quantcert.cluster.left import leave, take
from quantcert.lean import DataModule, write_data_module
from quantcert.lean.olean.literals import stamp


@pytest.fixture
def data(tmp_path: Path) -> DataModule:
    literals = {"Data.A.x": bytes([5]), "Data.A.y": bytes(range(1, 10))}
    root = tmp_path / "worker"
    return write_data_module(root, "Data.A", ["QuantCert.Cert.Weights.Chunk"], literals)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "left").mkdir()
    return tmp_path / "left"


def test_what_was_left_is_taken(data: DataModule, folder: Path, tmp_path: Path) -> None:
    content = data.path.read_bytes()
    name = leave(data, str(folder))
    assert not data.path.exists()
    found = take(replace(data, root=tmp_path / "here", stamp=None), folder, name)
    assert found.path.read_bytes() == content
    assert found.stamp == stamp(found.path)
    assert list(folder.iterdir()) == []


def test_a_name_leads_nowhere_else(data: DataModule, folder: Path, tmp_path: Path) -> None:
    here = replace(data, root=tmp_path / "here")
    secret = tmp_path / "secret"
    secret.write_bytes(data.path.read_bytes())
    for name in ("../secret", str(secret), "", "0" * 32):
        with pytest.raises(ValueError, match=r"Data\.A was not left"):
            take(here, folder, name)
    assert secret.exists()


def test_other_literals_are_refused(data: DataModule, folder: Path, tmp_path: Path) -> None:
    name = leave(data, str(folder))
    other = {**data.literals, "Data.A.x": "0" * 64}
    with pytest.raises(ValueError, match=r"literal Data\.A\.x has been altered"):
        take(replace(data, root=tmp_path / "here", literals=other), folder, name)
