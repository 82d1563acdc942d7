"""Weights of optimum-quanto in 8 bits, as its models save them."""

from __future__ import annotations

from quantcert.formats.quanto.reader import METHOD, open_quanto, translated
from quantcert.formats.registry import register_reader
from quantcert.formats.settings import SettingsSource, register_settings


def register() -> None:
    """Make the method known, and the file that states it."""
    register_reader(METHOD, open_quanto)
    register_settings(SettingsSource("quanto_qmap.json", method=METHOD, translate=translated))
