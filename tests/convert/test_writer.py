"""Checkpoint folders are written whole or not at all."""

from pathlib import Path

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.convert.writer import Source, write_checkpoint
from quantcert.errors import OutputError
from tests.support.checkpoints import weights

M = weights(3, 5)


def test_round_trip(tmp_path: Path) -> None:
    target = tmp_path / "new" / "model"
    write_checkpoint(target, {"a": 1}, {"m": Source((3, 5), M.tobytes)}, {"note": "text"})
    checkpoint = open_checkpoint(target)
    assert np.array_equal(checkpoint.read("m"), M)
    assert checkpoint.config == {"a": 1}
    assert (target / "note").read_text() == "text"
    assert len(list(target.iterdir())) == 3


def test_nothing_stays_of_a_failure(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="out: cannot be written: No space left"):
        write_checkpoint(tmp_path / "out", {}, {"m": Source((3, 5), fail)}, {})
    assert not any(tmp_path.iterdir())


def test_wrong_number_of_bytes(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="incomplete"):
        write_checkpoint(tmp_path / "out", {}, {"m": Source((3, 6), M.tobytes)}, {})
    assert not any(tmp_path.iterdir())


def test_target_in_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for target in (tmp_path, tmp_path / "file"):
        with pytest.raises(OutputError, match="is no empty folder"):
            write_checkpoint(target, {}, {}, {})
