"""Rendered modules: names of tensors and files are data that Lean does not see."""

import re

import hypothesis.strategies as st
from hypothesis import example, given

from quantcert.formats.pair35.codes import PAIR11
from quantcert.formats.pair35.storage import pair_scheme
from quantcert.lean.check.policy import source_problem
from quantcert.requirements import AccumulatorRequirement
from quantcert.statements.catalogue import Layer, layer_module, structure_theorems

SCHEME = pair_scheme(PAIR11, 4, "F16")
SHA = "0" * 64
NAMES = st.text() | st.sampled_from(["sorry", "foo axiom", "#eval", "重み.unsafe", "-/", "`", "/-"])


def source(tensor: str, *stored: str) -> str:
    layer = Layer(3, tensor, 4, 6, SCHEME, dict.fromkeys(stored, SHA))
    theorems = structure_theorems(layer, AccumulatorRequirement(32, -128, 127))
    return layer_module(layer, layer.structure_imports, list(theorems)).source


@given(NAMES, st.lists(NAMES, max_size=3))
@example("sorry", ["x\n-/ axiom y : False /-", "`unsafe`", "set_option debug.skipKernelTC true"])
@example("\ud800", ["a\x00b"])
def test_whatever_tensors_are_called_the_text_differs_in_identifiers_alone(
    tensor: str, stored: list[str]
) -> None:
    text = source(tensor, *stored)
    assert source_problem(text) == ""
    assert text.isascii()
    assert len(text.splitlines()) == len(source("w", *map(str, range(len({*stored})))).splitlines())
    plain = re.sub(r"L003_[A-Za-z0-9_]*", "L003_w", text)
    assert re.sub(r"`_[A-Za-z0-9_]*`", "`_`", plain) == re.sub(
        r"`_[A-Za-z0-9_]*`", "`_`", source("w", *map(str, range(len({*stored}))))
    )


def test_every_input_has_its_line_though_labels_are_alike() -> None:
    assert source("w", "a.b", "a_b", "a b").count(f"- `_a_b`: {SHA}\n") == 3
