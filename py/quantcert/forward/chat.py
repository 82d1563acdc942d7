"""Messages as one text, by the chat template that a checkpoint's folder holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from quantcert.containers import read_json_object
from quantcert.errors import CalibrationError

CONFIG_FILE, TEMPLATE_FILE = "tokenizer_config.json", "chat_template.jinja"

Message = Mapping[str, str]
"""A message: `role` and `content`."""


def chat_text(folder: Path, messages: Sequence[Message]) -> str:
    """The messages, and how an answer begins; special tokens are in the text.

    Templates are rendered as the package `transformers` renders them without tools and documents,
    in a sandbox of Jinja: they reach nothing but the messages and the tokens around a text.

    Raises:
        CheckpointError: if a settings file is no JSON object.
        CalibrationError: if there is no template, or it refuses the messages.
    """
    file = folder / CONFIG_FILE
    settings = read_json_object(file) if file.is_file() else {}
    source = _template(folder, settings)
    special = {name: _token(settings.get(name)) for name in ("bos_token", "eos_token")}
    try:
        text: str = (
            _environment()
            .from_string(source)
            .render(
                messages=[dict(message) for message in messages],
                tools=None,
                documents=None,
                add_generation_prompt=True,
                **special,
            )
        )
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise CalibrationError(f"{folder}: the chat template: {error}") from error
    return text


def read_messages(path: Path) -> list[Message]:
    """The messages of a JSON file: a list of objects with `role` and `content`.

    Raises CalibrationError for anything else.
    """
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise CalibrationError(f"{path}: cannot be read as JSON: {error}") from error
    if not isinstance(found, list) or not found or not all(map(_is_message, found)):
        raise CalibrationError(f"{path}: must be a list of objects with texts role and content")
    return found


def _is_message(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == {"role", "content"}
        and all(isinstance(text, str) for text in entry.values())
    )


def _template(folder: Path, settings: Mapping[str, Any]) -> str:
    """That of its own file, else of the settings; of several the one named `default`."""
    file = folder / TEMPLATE_FILE
    if file.is_file():
        try:
            return file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CalibrationError(f"{file}: cannot be read: {error}") from error
    found = settings.get("chat_template")
    if isinstance(found, list):
        named = {e.get("name"): e.get("template") for e in found if isinstance(e, dict)}
        found = named.get("default")
    if not isinstance(found, str):
        raise CalibrationError(
            f"{folder}: has no chat template ({TEMPLATE_FILE}, or chat_template in {CONFIG_FILE})"
        )
    return found


def _token(entry: object) -> str:
    """A special token: its text, or an object with the text as `content`."""
    text = entry.get("content") if isinstance(entry, dict) else entry
    return text if isinstance(text, str) else ""


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _refuse
    environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    return environment


def _to_json(value: object, ensure_ascii: bool = False, **options: Any) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, **options)


def _refuse(message: object) -> str:
    raise TemplateError(str(message))
