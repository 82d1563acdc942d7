"""What each tensor does in a network: a table, a matrix, or both where heads are tied."""

import pytest

from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.roles import matrix_roles
from quantcert.roles import Role, Use, uses
from tests.support.architectures import llama_config, llama_shapes
from tests.support.recorded_networks import network


@pytest.mark.parametrize("tied", [False, True])
def test_roles_of_a_network(tied: bool) -> None:
    config = llama_config() | {"tie_word_embeddings": tied}
    tensors = dict(llama_shapes())
    if not tied:
        tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"]
    found = read_architecture(config, tensors)
    assert not isinstance(found, Unsupported), found.reason
    roles = matrix_roles(found)
    table = (Role.LOOKUP, Role.LINEAR) if tied else (Role.LOOKUP,)
    assert roles.pop("model.embed_tokens.weight") == table
    assert set(roles.values()) == {(Role.LINEAR,)}
    assert roles.keys() == {name for name, shape in tensors.items() if len(shape) == 2} - {
        "model.embed_tokens.weight"
    }


def test_matrices_that_are_stored_exchanged() -> None:
    roles = matrix_roles(network("gpt2", "plain"))
    assert roles.pop("transformer.wte.weight") == (Role.LOOKUP, Role.LINEAR)
    assert roles.pop("transformer.wpe.weight") == (Role.LOOKUP,)
    assert len(roles) == 8
    assert set(roles.values()) == {(Role.TRANSPOSED,)}


def test_a_use_stands_once() -> None:
    assert uses((Role.LOOKUP, Role.LINEAR)) == (Use.ENTRIES, Use.ROWS)
    assert uses((Role.LINEAR, Role.MATRIX)) == (Use.ROWS, Use.COLUMNS)
