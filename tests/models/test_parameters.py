"""Where the matrices and vectors of a network are in the tensors of a checkpoint."""

import pytest

from quantcert.models.config import NotSupportedError
from quantcert.models.net import Input, Linear, MatrixUse, VectorUse
from quantcert.models.parameters import WHOLE, Parameters, Place
from quantcert.pairing.parts import TensorPart

PLACES = {
    "whole": (WHOLE, (3, 4), TensorPart("m")),
    "rows": (Place(2, 8), (8, 4), TensorPart("m", (2, 5))),
    "transposed": (Place(transposed=True), (4, 3), TensorPart("m", None, True)),
    "columns": (Place(2, 8, transposed=True), (4, 8), TensorPart("m", (2, 5), True)),
    "entry": (Place(entry=1, entries=6), (6, 3, 4), TensorPart("m", leading=(1,))),
    "rows of an entry": (
        Place(2, 8, entry=0, entries=6),
        (6, 8, 4),
        TensorPart("m", (2, 5), leading=(0,)),
    ),
    "columns of an entry": (
        Place(2, 8, True, 5, 6),
        (6, 4, 8),
        TensorPart("m", (2, 5), True, (5,)),
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_matrix_is_where_its_place_says(name: str) -> None:
    place, shape, part = PLACES[name]
    parameters = Parameters({"m": shape})
    assert parameters.matrix("m", 3, 4, place) == 0
    assert parameters.matrices == (MatrixUse(part, 3, 4),)
    other = Parameters({"m": (*shape[:-1], shape[-1] + 1)})
    with pytest.raises(NotSupportedError, match=r"tensor m: shape .* config.json asks for"):
        other.matrix("m", 3, 4, place)


def test_what_is_used_twice_keeps_its_number() -> None:
    parameters = Parameters({"a": (4, 2), "b": (4, 2), "v": (4,)})
    places = (Place(0, 4), Place(2, 4))
    assert [parameters.matrix("a", 2, 2, place) for place in (*places, *places)] == [0, 1, 0, 1]
    assert [parameters.matrix("b", 2, 2, places[0]), parameters.matrix("a", 4, 2)] == [2, 3]
    assert [parameters.vector("v", 2, place=place) for place in (*places, *places)] == [0, 1, 0, 1]
    assert parameters.vector("v", 2, place=places[0], plus_one=True) == 2
    assert [use.part.rows for use in parameters.vectors] == [(0, 2), (2, 4), (0, 2)]


def test_a_stack_has_no_ending_and_its_bias_would() -> None:
    shapes = {"x.weight": (4, 2), "x.bias": (4,), "experts": (3, 4, 2)}
    parameters = Parameters(shapes)
    net = parameters.linear("experts", 4, 2, Input(), False, Place(entry=2, entries=3))
    assert net == Linear(4, 2, 0, Input())
    parameters.linear("x", 4, 2, Input(), True)
    assert [use.tensor for use in parameters.matrices] == ["experts", "x.weight"]
    assert parameters.vectors == (VectorUse(TensorPart("x.bias"), 4),)
    with pytest.raises(NotSupportedError, match=r"tensor y\.weight is missing"):
        parameters.linear("y", 4, 2, Input(), False)
