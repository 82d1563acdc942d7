"""The families of networks that are known: each module here assigns its `Family` to `FAMILY`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from quantcert.models.family import Family


def _families() -> Iterator[Family]:
    for module in pkgutil.iter_modules(__path__):
        family = importlib.import_module(f"{__name__}.{module.name}").FAMILY
        if not isinstance(family, Family):
            raise TypeError(f"{module.name}: FAMILY is no Family")
        yield family


FAMILIES: dict[str, Family] = {family.model_type: family for family in _families()}
"""The families by the `model_type` of config.json."""
