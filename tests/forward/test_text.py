"""Windows of tokens or vectors, and what is refused as a text, a tokenizer or vectors."""

import sys
from pathlib import Path

import numpy as np
import pytest

from quantcert.errors import CalibrationError
from quantcert.forward.text import find_tokenizer, token_windows, vector_windows
from tests.support.networks import write_tokenizer
from tests.support.npy_files import unclosed_npy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_tokenizer(tmp_path / "tokenizer.json", special=False)
    (tmp_path / "text").write_text("w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11")
    return tmp_path


def read(folder: Path, tokens: int, length: int, vocabulary: int = 20) -> list[list[int]]:
    files = folder / "tokenizer.json", folder / "text"
    windows = token_windows(*files, tokens, length, vocabulary)
    assert all(window.x.shape == (len(window.tokens), 0) for window in windows)
    return [window.tokens.tolist() for window in windows]


def test_windows(folder: Path) -> None:
    assert read(folder, 9, 4) == [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert read(folder, 99, 4) == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11]]
    assert read(folder, 4, 4) == [[1, 2, 3, 4]]


def test_special_tokens_stand_around_each_window(folder: Path) -> None:
    write_tokenizer(folder / "tokenizer.json", special=True)
    assert read(folder, 8, 4) == [[18, 1, 2, 19], [18, 3, 4, 19]]


def test_find_tokenizer(folder: Path) -> None:
    assert find_tokenizer(folder / "absent", folder) == folder / "tokenizer.json"
    with pytest.raises(CalibrationError, match=r"no tokenizer\.json in .*absent or .*none"):
        find_tokenizer(folder / "absent", folder / "none")


def test_other_tokenizer(folder: Path) -> None:
    with pytest.raises(CalibrationError, match=r"token 4 is not in 0\.\.3, the model's vocabulary"):
        read(folder, 8, 4, vocabulary=4)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "holds no token"), (b"\xff\xfe", "not UTF-8 text"), (None, "cannot be read: No such")],
)
def test_bad_text(folder: Path, content: bytes | None, message: str) -> None:
    if content is None:
        (folder / "text").unlink()
    else:
        (folder / "text").write_bytes(content)
    with pytest.raises(CalibrationError, match=message):
        read(folder, 8, 4)


def test_bad_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(CalibrationError, match=r"tokenizer\.json: cannot be used: "):
        read(folder, 8, 4)


def test_missing_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(CalibrationError, match=r"pip install 'quantcert\[evaluate\]'"):
        read(folder, 8, 4)


def test_vectors(tmp_path: Path) -> None:
    values = np.random.default_rng(0).standard_normal((3, 2)).astype(np.float32)
    np.save(tmp_path / "v.npy", values)
    (window,) = vector_windows(tmp_path / "v.npy", 2)
    assert window.x.dtype == np.float64
    assert np.array_equal(window.x, values)
    assert window.tokens.shape == (3,)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.zeros((3, 4)), r"shape \[3, 4\], must be \[vectors, 2\]"),
        (np.zeros((0, 2)), r"shape \[0, 2\], must be .* with a vector at least"),
        (np.zeros(2), r"shape \[2\], must be"),
        (np.array([[1.0, np.inf]]), "not finite"),
        (np.array([["a", "b"]]), "must hold one array of real numbers"),
        (np.array([[None, {}]], dtype=object), r"not a \.npy file of numbers"),
    ],
)
def test_bad_vectors(tmp_path: Path, values: np.ndarray, message: str) -> None:
    np.save(tmp_path / "v.npy", values)
    with pytest.raises(CalibrationError, match=message):
        vector_windows(tmp_path / "v.npy", 2)


def test_files_that_are_no_vectors(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("1 2 3")
    np.savez(tmp_path / "two.npz", a=np.zeros((1, 2)))
    (tmp_path / "open").write_bytes(unclosed_npy())
    for name, message in (
        ("absent", "cannot be read"),
        ("text", r"not a \.npy file"),
        ("open", r"not a \.npy file"),
        ("two.npz", "must hold one array"),
    ):
        with pytest.raises(CalibrationError, match=message):
            vector_windows(tmp_path / name, 2)
