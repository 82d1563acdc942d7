"""Roles are the network's; a requirement file speaks where the network is not known."""

from fractions import Fraction

import pytest

from quantcert.errors import RequirementError
from quantcert.models.architecture import Unsupported
from quantcert.models.net import Architecture
from quantcert.requirements import AccumulatorRequirement, LayerRequirement, Requirements
from quantcert.roles import Role
from quantcert.run.layer_roles import layer_roles
from tests.support.networks import small_network

TABLE, MATRIX, OTHER = (
    "model.embed_tokens.weight",
    "model.layers.0.mlp.up_proj.weight",
    "other.weight",
)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Architecture:
    """A Llama network with tied embeddings."""
    return small_network(tmp_path_factory.mktemp("net"), "llama").architecture


def saying(role: Role | None, pattern: str = "*") -> Requirements:
    one = Fraction(1)
    rules = tuple(
        LayerRequirement(shape, one, one, None, role=said)
        for shape, said in ((pattern, role), ("*", None))
    )
    return Requirements("need.toml", False, "", "", AccumulatorRequirement(32, -1, 1), rules)


def test_the_network_says_what_its_matrices_do(network: Architecture) -> None:
    found = layer_roles(network, [TABLE, MATRIX, OTHER], saying(None))
    assert found == {
        TABLE: (Role.LOOKUP, Role.LINEAR),
        MATRIX: (Role.LINEAR,),
        OTHER: (Role.MATRIX,),
    }


def test_a_rule_speaks_of_what_the_network_does_not_know(network: Architecture) -> None:
    found = layer_roles(network, [TABLE, OTHER], saying(Role.TRANSPOSED, "other*"))
    assert found[OTHER] == (Role.TRANSPOSED,)
    assert found[TABLE] == (Role.LOOKUP, Role.LINEAR)


def test_a_rule_may_say_what_the_network_says(network: Architecture) -> None:
    found = layer_roles(network, [TABLE, MATRIX], saying(Role.LINEAR))
    assert found[TABLE] == (Role.LOOKUP, Role.LINEAR)


@pytest.mark.parametrize(("name", "role"), [(MATRIX, Role.TRANSPOSED), (TABLE, Role.MATRIX)])
def test_a_rule_that_contradicts_the_network_is_an_error(
    network: Architecture, name: str, role: Role
) -> None:
    with pytest.raises(RequirementError, match=f"role is '{role}', allowed for {name}: "):
        layer_roles(network, [name], saying(role))


def test_where_no_network_is_known_nothing_is() -> None:
    assert layer_roles(Unsupported("other"), [TABLE], saying(None)) == {TABLE: (Role.MATRIX,)}
