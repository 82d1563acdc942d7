"""Roles are the network's; a requirement file speaks where the network is not known."""

from fractions import Fraction
from pathlib import Path

import pytest

from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.errors import RequirementError
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
def base(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    """A Llama network with tied embeddings."""
    return open_checkpoint(small_network(tmp_path_factory.mktemp("net"), "llama").original)


def saying(role: Role | None, pattern: str = "*") -> Requirements:
    one = Fraction(1)
    rules = tuple(
        LayerRequirement(shape, one, one, None, role=said)
        for shape, said in ((pattern, role), ("*", None))
    )
    return Requirements("need.toml", False, "", AccumulatorRequirement(32, -1, 1), rules)


def test_the_network_says_what_its_matrices_do(base: Checkpoint) -> None:
    found = layer_roles(base, [TABLE, MATRIX, OTHER], saying(None))
    assert found == {
        TABLE: (Role.LOOKUP, Role.LINEAR),
        MATRIX: (Role.LINEAR,),
        OTHER: (Role.MATRIX,),
    }


def test_a_rule_speaks_of_what_the_network_does_not_know(base: Checkpoint) -> None:
    found = layer_roles(base, [TABLE, OTHER], saying(Role.TRANSPOSED, "other*"))
    assert found[OTHER] == (Role.TRANSPOSED,)
    assert found[TABLE] == (Role.LOOKUP, Role.LINEAR)


def test_a_rule_may_say_what_the_network_says(base: Checkpoint) -> None:
    found = layer_roles(base, [TABLE, MATRIX], saying(Role.LINEAR))
    assert found[TABLE] == (Role.LOOKUP, Role.LINEAR)


@pytest.mark.parametrize(("name", "role"), [(MATRIX, Role.TRANSPOSED), (TABLE, Role.MATRIX)])
def test_a_rule_that_contradicts_the_network_is_an_error(
    base: Checkpoint, name: str, role: Role
) -> None:
    with pytest.raises(RequirementError, match=f"role is '{role}', allowed for {name}: "):
        layer_roles(base, [name], saying(role))


def test_where_no_network_is_known_nothing_is(tmp_path: Path, base: Checkpoint) -> None:
    path = tmp_path / "unknown"
    path.mkdir()
    for file in Path(base.path).iterdir():
        (path / file.name).write_bytes(file.read_bytes())
    (path / "config.json").write_text('{"model_type": "other"}')
    assert layer_roles(open_checkpoint(path), [TABLE], saying(None)) == {TABLE: (Role.MATRIX,)}
