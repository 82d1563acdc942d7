"""Stand-ins for modules that a package imports but that the code of interest does not use.

For scripts that make goldens with the packing code of large packages.
"""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

GPTQMODEL = (
    "PIL",
    "requests",
    "gptqmodel.models.auto",
    "gptqmodel.models.base",
    "gptqmodel.models.definitions",
    "gptqmodel._banner",
    "pcre",
    "tokenicer",
    "defuser",
    "maturin",
)
"""What GPTQModel 7.7.0 imports but does not use to decode."""


class _StandIn(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return MagicMock(name=f"{self.__name__}.{name}")


class _Finder(MetaPathFinder, Loader):
    def __init__(self, packages: tuple[str, ...]) -> None:
        self.packages = packages

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        known = any(name == package or name.startswith(f"{package}.") for package in self.packages)
        return ModuleSpec(name, self, is_package=True) if known else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def stand_in_for(*packages: str) -> None:
    """Let imports of these packages, and of anything in them, succeed."""
    sys.meta_path.insert(0, _Finder(packages))
