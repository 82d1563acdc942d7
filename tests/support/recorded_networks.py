"""Networks of the recorded cases, read from their configuration and shapes with changes."""

from __future__ import annotations

from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.net import Architecture
from tests.support.reference_models import recorded


def read(family: str, case: str, **changes: object) -> Architecture | Unsupported:
    """The network of a case, other values in its configuration."""
    golden = recorded(family)[case]
    return read_architecture(golden.config | changes, golden.shapes)


def network(family: str, case: str, **changes: object) -> Architecture:
    """The network of a case; it must be supported."""
    found = read(family, case, **changes)
    assert isinstance(found, Architecture), found
    return found


def reason(family: str, case: str, **changes: object) -> str:
    """Why the network of a case with other values is not supported."""
    found = read(family, case, **changes)
    assert isinstance(found, Unsupported)
    return found.reason
