"""What a folder states about its quantization, resolved from all places that state it.

Tools write it into config.json, into a file of their own beside it, or into both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from quantcert.containers import CONFIG_FILE, Checkpoint, read_json_object
from quantcert.errors import CheckpointError

CONFIG_KEY = "quantization_config"
"""Key of config.json that describes the quantization."""

METHOD_KEY = "quant_method"
"""Key of the settings that names the method, and so the reader."""

Translation = Callable[[dict[str, Any]], dict[str, Any]]
"""Settings in the spelling of a file to those in the spelling of config.json."""


@dataclass(frozen=True)
class SettingsSource:
    """A place where settings may stand.

    Attributes:
        file: name of a JSON file in the folder.
        key: the key of its object that holds the settings; empty if the object is the settings.
        method: the `quant_method` of settings that state none; empty if they must.
        translate: to the spelling of config.json; drops what does not tell how tensors are stored.
    """

    file: str
    key: str = ""
    method: str = ""
    translate: Translation = dict

    def __str__(self) -> str:
        """For messages."""
        return f"{self.key} of {self.file}" if self.key else self.file


_sources: list[SettingsSource] = [SettingsSource(CONFIG_FILE, CONFIG_KEY)]


def register_settings(source: SettingsSource) -> None:
    """Let settings be read from one more place.

    Raises:
        ValueError: if it is read already.
    """
    if any((known.file, known.key) == (source.file, source.key) for known in _sources):
        raise ValueError(f"{source} is already read")
    _sources.append(source)


def states_something(checkpoint: Checkpoint) -> bool:
    """Whether a folder states anything about its quantization. Raises CheckpointError."""
    return any(True for _ in _stated(checkpoint))


def stated_settings(checkpoint: Checkpoint) -> dict[str, Any]:
    """All that a folder states about its quantization.

    A place whose value is null or an empty object states nothing.

    Raises:
        CheckpointError: if a place is malformed, no place states anything, or two disagree.
    """
    found = list(_stated(checkpoint))
    if not found:
        raise CheckpointError(
            f"{checkpoint.path / CONFIG_FILE}: has no {CONFIG_KEY}; this checkpoint is not "
            "quantized, or does not say how"
        )
    (first, merged), *others = found
    for source, settings in others:
        for key in sorted(merged.keys() & settings.keys()):
            if merged[key] != settings[key]:
                raise CheckpointError(
                    f"{checkpoint.path}: {key} is {merged[key]!r} in {first}, {settings[key]!r} "
                    f"in {source}; it is not clear how the tensors are stored"
                )
        merged = {**settings, **merged}
    return merged


def _stated(checkpoint: Checkpoint) -> Iterator[tuple[SettingsSource, dict[str, Any]]]:
    """The places that state something, and what, `quant_method` included."""
    for source in _sources:
        settings = _content(checkpoint, source)
        if settings in (None, {}):
            continue
        if not isinstance(settings, dict):
            raise CheckpointError(
                f"{checkpoint.path}: {source} must be an object, is {settings!r:.80}"
            )
        default = {METHOD_KEY: source.method} if source.method else {}
        yield source, {**default, **source.translate(settings)}


def _content(checkpoint: Checkpoint, source: SettingsSource) -> Any:
    path = checkpoint.path / source.file
    if source.file == CONFIG_FILE:
        return checkpoint.config.get(source.key)
    if not path.exists():
        return None
    content = read_json_object(path)
    return content.get(source.key) if source.key else content
