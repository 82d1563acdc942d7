import os
import time

import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError
from tests.support.checkpoints import weights, write_checkpoint


def rewrite(file):
    file.write_bytes(file.read_bytes())


def replace(file):
    copy = file.with_suffix(".copy")
    copy.write_bytes(file.read_bytes())
    os.utime(copy, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    copy.replace(file)


def rewrite_and_set_the_time_back(file):
    before = file.stat()
    rewrite(file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
@pytest.mark.parametrize("change", [rewrite, replace, rewrite_and_set_the_time_back, os.unlink])
def test_a_file_that_changes_after_the_opening_is_noticed(tmp_path, name, change):
    folder = write_checkpoint(tmp_path / "m", {"a": weights(2, 3)})
    checkpoint = open_checkpoint(folder)
    checkpoint.refuse_changed()
    time.sleep(0.02)  # the clock of file systems ticks more slowly than ours
    change(folder / name)
    with pytest.raises(CheckpointError, match=f"{name}: (was changed|cannot be read)"):
        checkpoint.refuse_changed()


def test_reading_changes_nothing(tmp_path):
    checkpoint = open_checkpoint(write_checkpoint(tmp_path / "m", {"a": weights(2, 3)}))
    checkpoint.read("a")
    checkpoint.files()
    checkpoint.refuse_changed()
