"""What each matrix does in a network that is known."""

from __future__ import annotations

from quantcert.models.net import Architecture, Linear, Lookup, MatrixUse, operations
from quantcert.roles import Role


def matrix_roles(architecture: Architecture) -> dict[str, tuple[Role, ...]]:
    """The roles of each tensor that the network reads as a matrix, in the order of their use."""
    found: dict[str, dict[Role, None]] = {}
    for operation in operations(architecture):
        if isinstance(operation, Lookup | Linear):
            use = architecture.matrices[operation.matrix]
            found.setdefault(use.tensor, {})[_role(operation, use)] = None
    return {tensor: tuple(roles) for tensor, roles in found.items()}


def _role(operation: Lookup | Linear, use: MatrixUse) -> Role:
    if isinstance(operation, Lookup):
        return Role.LOOKUP
    return Role.TRANSPOSED if use.part.transposed else Role.LINEAR
