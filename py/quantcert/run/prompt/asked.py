"""Files of prompts: a text in each line, or a JSON object in each (`.jsonl`).

    {"text": "The capital of France is", "expected": " Paris"}
    {"tokens": [1, 450, 7483], "expected": 3681}

`expected`, the token that must follow the whole prompt, is a number or a text that is one token.
Lines of nothing but blanks count for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quantcert.errors import CalibrationError
from quantcert.forward.tokenizer import Tokenizer

_KEYS = ("expected", "text", "tokens")
_OBJECTS = ".jsonl"


@dataclass(frozen=True)
class AskedPrompt:
    """A prompt of a file: its line, its text if it has one, and the token that must follow."""

    line: int
    text: str | None
    tokens: tuple[int, ...]
    expected: int | None


@dataclass(frozen=True)
class PromptFile:
    """What a file asks for. `sha256` is that of the file."""

    name: str
    sha256: str
    prompts: tuple[AskedPrompt, ...]


def read_prompts(path: Path, tokenizer: Callable[[], Tokenizer]) -> PromptFile:
    """The prompts of a file; `tokenizer` is asked for where there is a text.

    Raises:
        CalibrationError: if the file cannot be read, holds no prompt or something else, or a text
            cannot be read by the tokenizer.
    """
    try:
        data = path.read_bytes()
        text = data.decode()
    except OSError as error:
        raise CalibrationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CalibrationError(f"{path}: not UTF-8 text: {error}") from error
    read = _object if path.suffix == _OBJECTS else _text
    prompts = []
    for number, line in _lines(text):
        try:
            prompts.append(read(number, line, tokenizer))
        except CalibrationError as error:
            raise CalibrationError(f"{path}: line {number}: {error}") from error
    if not prompts:
        raise CalibrationError(f"{path}: holds no prompt")
    return PromptFile(path.name, hashlib.sha256(data).hexdigest(), tuple(prompts))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.removesuffix("\r")


def _text(number: int, line: str, tokenizer: Callable[[], Tokenizer]) -> AskedPrompt:
    return AskedPrompt(number, line, tokenizer().tokens(line), None)


def _object(number: int, line: str, tokenizer: Callable[[], Tokenizer]) -> AskedPrompt:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CalibrationError(f"not JSON: {error}") from error
    if not isinstance(found, dict):
        raise CalibrationError("must be a JSON object with text or tokens")
    for key in found:
        if key not in _KEYS:
            raise CalibrationError(f"unknown key {key!r}, allowed: {', '.join(_KEYS)}")
    if ("text" in found) == ("tokens" in found):
        raise CalibrationError("must have either text or tokens")
    text = _string(found["text"]) if "text" in found else None
    tokens = _numbers(found["tokens"]) if text is None else tokenizer().tokens(text)
    return AskedPrompt(number, text, tokens, _expected(found.get("expected"), tokenizer))


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise CalibrationError(f"text is {value!r}, must be a string")
    return value


def _numbers(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(map(_is_token, value)):
        raise CalibrationError(f"tokens is {value!r}, must be a list of numbers of tokens")
    return tuple(value)


def _is_token(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _expected(value: Any, tokenizer: Callable[[], Tokenizer]) -> int | None:
    if value is None:
        return None
    if _is_token(value):
        return int(value)
    if not isinstance(value, str):
        raise CalibrationError(f"expected is {value!r}, must be a token's number or its text")
    found = tokenizer().inner_tokens(value)
    if len(found) != 1:
        raise CalibrationError(f"expected is {value!r}, {len(found)} tokens, must be one")
    return found[0]
