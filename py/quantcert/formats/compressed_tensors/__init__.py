"""compressed-tensors: integers packed or not, FP8, NVFP4 and MXFP4, by groups of modules."""

from __future__ import annotations

from quantcert.containers import CONFIG_FILE
from quantcert.formats.compressed_tensors.export import PackedForm
from quantcert.formats.compressed_tensors.reader import open_compressed
from quantcert.formats.compressed_tensors.settings import METHOD
from quantcert.formats.exports import register_form
from quantcert.formats.registry import register_reader
from quantcert.formats.settings import SettingsSource, register_settings


def register() -> None:
    """Make the method known, and the key under which config.json once stated its settings."""
    register_reader(METHOD, open_compressed)
    register_settings(SettingsSource(CONFIG_FILE, "compression_config", METHOD))
    register_form(PackedForm())
