"""GPTQ: codes of 2 to 8 bits with scales and zero-points of groups of inputs."""

from __future__ import annotations

from quantcert.formats.exports import register_form
from quantcert.formats.gptq.export import GptqForm
from quantcert.formats.gptq.misreadings import MISREADINGS
from quantcert.formats.gptq.reader import open_gptq
from quantcert.formats.gptq.settings import METHOD, translated
from quantcert.formats.misreading import register_misreadings
from quantcert.formats.registry import register_reader
from quantcert.formats.settings import SettingsSource, register_settings


def register() -> None:
    """Make the method known, where AutoGPTQ states its settings, and how it is misread."""
    register_reader(METHOD, open_gptq)
    register_settings(SettingsSource("quantize_config.json", translate=translated))
    register_misreadings(METHOD, *MISREADINGS)
    register_form(GptqForm())
