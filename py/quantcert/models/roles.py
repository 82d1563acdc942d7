"""What each matrix does in a network that is known."""

from __future__ import annotations

from quantcert.models.net import Architecture, Linear, Lookup, operations
from quantcert.roles import Role


def matrix_roles(architecture: Architecture) -> dict[str, tuple[Role, ...]]:
    """The roles of each tensor that the network reads as a matrix, in the order of their use."""
    found: dict[str, dict[Role, None]] = {}
    for operation in operations(architecture):
        match operation:
            case Lookup():
                role = Role.LOOKUP
            case Linear():
                role = Role.LINEAR
            case _:
                continue
        found.setdefault(architecture.matrices[operation.matrix].tensor, {})[role] = None
    return {tensor: tuple(roles) for tensor, roles in found.items()}
