"""Weights of optimum-quanto in 8, 4 and 2 bits, as its models save them."""

from __future__ import annotations

from quantcert.formats.quanto.reader import (
    MAP_FILE,
    METHOD,
    has_map,
    open_quanto,
    open_with_original,
    translated,
)
from quantcert.formats.registry import Opener, register_opener, register_reader
from quantcert.formats.settings import SettingsSource, register_settings


def register() -> None:
    """Make the method known, and folders with the file that states it."""
    register_reader(METHOD, open_quanto)
    register_opener(Opener(METHOD, has_map, open_with_original))
    register_settings(SettingsSource(MAP_FILE, method=METHOD, translate=translated))
