"""ModelOpt: NVFP4 whose global scale multiplies, and FP8."""

from __future__ import annotations

from quantcert.formats.modelopt.reader import open_modelopt
from quantcert.formats.modelopt.settings import METHOD, translated
from quantcert.formats.registry import register_reader
from quantcert.formats.settings import SettingsSource, register_settings


def register() -> None:
    """Make the method known, and the file in which it states its settings."""
    register_reader(METHOD, open_modelopt)
    register_settings(SettingsSource("hf_quant_config.json", "quantization", METHOD, translated))
