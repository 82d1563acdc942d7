"""Where the Lean sources, templates and schemas are: in the wheel, or in the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shared(name: str) -> Path:
    """The folder `name`, packaged as `quantcert/_share/name` or at the top of the checkout.

    Raises FileNotFoundError if neither exists.
    """
    for root in (_PACKAGE / "_share", _PACKAGE.parents[1]):
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"no folder {name!r} beside the package {_PACKAGE}")


def lean_dir() -> Path:
    """The folder of the Lean sources (`QuantCert.lean` and `QuantCert/`)."""
    return _shared("lean")


def specs_dir() -> Path:
    """The folder of the templates, requirement files and JSON schemas."""
    return _shared("specs")
