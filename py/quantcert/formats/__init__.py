"""Formats of quantized matrices, a folder each, and what they have in common."""

from __future__ import annotations

from quantcert.formats.codec import Codec
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.registry import (
    Opener,
    QuantizedCheckpoint,
    default_target,
    methods,
    open_quantized,
    register_opener,
    register_reader,
    register_target,
    targets,
)
from quantcert.formats.scheme import ArrayClaim, Scheme, group_count
from quantcert.formats.settings import SettingsSource, register_settings
from quantcert.formats.stored import StoredCheckpoint, StoredMatrix
from quantcert.formats.target import Target

__all__ = [
    "ArrayClaim",
    "Codec",
    "Opener",
    "QuantizedCheckpoint",
    "QuantizedMatrix",
    "Scheme",
    "SettingsSource",
    "StoredCheckpoint",
    "StoredMatrix",
    "Target",
    "default_target",
    "group_count",
    "methods",
    "open_quantized",
    "register_opener",
    "register_reader",
    "register_settings",
    "register_target",
    "targets",
]
