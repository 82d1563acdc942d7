"""AWQ: codes of 4 bits with scales and zero-points of groups of inputs."""

from __future__ import annotations

from quantcert.formats.awq.misreadings import MISREADINGS
from quantcert.formats.awq.reader import open_awq
from quantcert.formats.awq.settings import METHOD, translated
from quantcert.formats.misreading import register_misreadings
from quantcert.formats.registry import register_reader
from quantcert.formats.settings import SettingsSource, register_settings


def register() -> None:
    """Make the method known, where AutoAWQ states its settings, and how it is misread."""
    register_reader(METHOD, open_awq)
    register_settings(SettingsSource("quant_config.json", method=METHOD, translate=translated))
    register_misreadings(METHOD, *MISREADINGS)
