"""Files of the cache are written whole or not at all."""

from pathlib import Path

import pytest

from quantcert.errors import OutputError
from quantcert.lean._cache import read_json, write_bytes, write_json
from tests.support.disk import largest_file


def test_what_does_not_fit_is_named_and_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    write_json(file, {"old": 1})
    with largest_file(20), pytest.raises(OutputError, match=r"a\.json.*: cannot be written: File"):
        write_json(file, {"new": "x" * 100})
    assert read_json(file) == {"old": 1}
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"gone/a: cannot be written: No such file"):
        write_bytes(tmp_path / "gone" / "a", b"")
