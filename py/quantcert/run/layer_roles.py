"""What each quantized matrix does: as its network says, else as the requirement file says."""

from __future__ import annotations

from collections.abc import Iterable

from quantcert.errors import RequirementError
from quantcert.models.architecture import Unsupported
from quantcert.models.net import Architecture
from quantcert.models.roles import matrix_roles
from quantcert.requirements import Requirements
from quantcert.roles import Role


def layer_roles(
    network: Architecture | Unsupported, matrices: Iterable[str], requirements: Requirements
) -> dict[str, tuple[Role, ...]]:
    """The roles of each matrix; "matrix" where neither says.

    Raises RequirementError for a rule that says something else than the network.
    """
    known = {} if isinstance(network, Unsupported) else matrix_roles(network)
    return {name: _roles(name, known.get(name, ()), requirements) for name in matrices}


def _roles(name: str, known: tuple[Role, ...], requirements: Requirements) -> tuple[Role, ...]:
    rule = requirements.for_layer(name)
    if rule is None or rule.role is None:
        return known or (Role.MATRIX,)
    if not known:
        return (rule.role,)
    if rule.role not in known:
        raise RequirementError(
            f"{requirements.source}: layer pattern {rule.pattern!r}: role is {rule.role.value!r}, "
            f"allowed for {name}: {', '.join(known)}, as config.json says"
        )
    return known
