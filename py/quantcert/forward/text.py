"""Windows of a calibration text: tokens as the model's own tokenizer makes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tokenize import TokenError

import numpy as np

from quantcert.errors import CalibrationError
from quantcert.forward.compare import Window
from quantcert.forward.tokenizer import open_tokenizer

TOKENIZER_FILE = "tokenizer.json"


def find_tokenizer(*folders: Path) -> Path:
    """The first tokenizer.json in these folders.

    Raises:
        CalibrationError: if none has one.
    """
    for folder in folders:
        if (folder / TOKENIZER_FILE).is_file():
            return folder / TOKENIZER_FILE
    raise CalibrationError(f"no {TOKENIZER_FILE} in {' or '.join(map(str, folders))}")


def token_windows(
    tokenizer_file: Path, text_file: Path, tokens: int, length: int, vocabulary: int
) -> list[Window]:
    """The first `tokens` tokens of a text in windows of `length`, or the whole text if shorter.

    Each window has the special tokens that the tokenizer puts around a text (such as [CLS] and
    [SEP]); they count. A rest of `tokens` that fills no window is left out.

    Raises:
        CalibrationError: if a file cannot be read, the text is empty, a token is not in the
            vocabulary, or the package `tokenizers` is missing.
    """
    text = _read_text(text_file)
    encodings = _encoder(tokenizer_file, length)(text)
    windows = [
        _window(tokenizer_file, ids, vocabulary) for ids in encodings[: tokens // length] if ids
    ]
    if not windows:
        raise CalibrationError(f"{text_file}: holds no token")
    return windows


def line_windows(
    tokenizer_file: Path, text_file: Path, lines: int, length: int, vocabulary: int
) -> list[Window]:
    """The first `lines` lines of a text that are not blank, each cut after `length` tokens.

    Raises:
        CalibrationError: as `token_windows`.
    """
    texts = [line for line in _read_text(text_file).splitlines() if line.strip()][:lines]
    encode = _encoder(tokenizer_file, length)
    encodings = [encode(text)[0] for text in texts]
    windows = [_window(tokenizer_file, ids, vocabulary) for ids in encodings if ids]
    if not windows:
        raise CalibrationError(f"{text_file}: holds no token")
    return windows


def _window(tokenizer_file: Path, ids: list[int], vocabulary: int) -> Window:
    window = np.array(ids, dtype=np.int64)
    if window.max() >= vocabulary:
        raise CalibrationError(
            f"{tokenizer_file}: token {window.max()} is not in 0..{vocabulary - 1}, the "
            "model's vocabulary; this is the tokenizer of another model"
        )
    return Window(window, np.zeros((window.size, 0)))


def text_tokens(tokenizer_file: Path, text: str, most: int) -> tuple[int, ...]:
    """The tokens of a text, with the special tokens that the tokenizer puts around it.

    Raises:
        CalibrationError: if there are more than `most`, the file cannot be used, or the package
            `tokenizers` is missing.
    """
    return tokens_of(tokenizer_file, most)(text)


def tokens_of(tokenizer_file: Path, most: int) -> Callable[[str], tuple[int, ...]]:
    """What `text_tokens` does, for many texts: the file is read once. Raises likewise."""
    encode = _encoder(tokenizer_file, most + 1)

    def tokens(text: str) -> tuple[int, ...]:
        ids = encode(text)[0]
        if len(ids) > most:
            raise CalibrationError(f"the text has more than {most} tokens, the model reads no more")
        return tuple(ids)

    return tokens


def vector_windows(path: Path, dim: int) -> list[Window]:
    """The vectors of a .npy file `[vectors, dim]`, as one window.

    Raises:
        CalibrationError: if the file cannot be read or holds something else.
    """
    try:
        vectors = np.load(path, allow_pickle=False)
    except OSError as error:
        raise CalibrationError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, TypeError, OverflowError, EOFError, SyntaxError, TokenError) as error:
        raise CalibrationError(f"{path}: not a .npy file of numbers: {error}") from error
    if not isinstance(vectors, np.ndarray) or vectors.dtype.kind not in "fiu":
        raise CalibrationError(f"{path}: must hold one array of real numbers")
    if vectors.ndim != 2 or vectors.shape[1] != dim or not len(vectors):
        raise CalibrationError(
            f"{path}: shape {list(vectors.shape)}, must be [vectors, {dim}] with a vector at least"
        )
    values = vectors.astype(np.float64)
    if not np.isfinite(values).all():
        raise CalibrationError(f"{path}: holds a number that is not finite")
    return [Window(np.zeros(len(values), dtype=np.int64), values)]


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CalibrationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CalibrationError(f"{path}: not UTF-8 text: {error}") from error


def _encoder(tokenizer_file: Path, length: int) -> Callable[[str], list[list[int]]]:
    """What makes the tokens of a text, in windows of at most `length`. Raises CalibrationError."""
    tokenizer = open_tokenizer(tokenizer_file, length)

    def encode(text: str) -> list[list[int]]:
        try:
            encoding = tokenizer.encode(text)
        except Exception as error:  # the library raises nothing narrower
            raise CalibrationError(f"{tokenizer_file}: cannot be used: {error}") from error
        return [encoding.ids, *(overflow.ids for overflow in encoding.overflowing)]

    return encode
