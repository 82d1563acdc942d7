"""Module names are identifiers, whatever the tensor is called."""

import re

import hypothesis.strategies as st
from hypothesis import example, given

from quantcert.lean.check.policy import source_problem
from quantcert.statements.naming import label, module_name


def test_the_tensor_can_be_read_in_the_name() -> None:
    name = module_name(7, "encoder.layer.0.output.dense.weight")
    assert name == "Proofs.L007_encoder_layer_0_output_dense_weight"


@given(st.integers(0, 2000), st.text())
@example(0, "")
@example(3, "../../etc/passwd\n«x»")
@example(3, "a" * 500)
def test_any_tensor_gives_an_identifier(index: int, tensor: str) -> None:
    assert re.fullmatch(r"Proofs\.L[0-9]{3,}_[A-Za-z0-9_]*", module_name(index, tensor))
    assert len(module_name(index, tensor)) < 110


@given(st.text())
@example("sorry")
@example("#eval")
@example("x -/ axiom `y`\n")
def test_no_word_of_a_label_stands_alone(name: str) -> None:
    assert re.fullmatch(r"_[A-Za-z0-9_]*", label(name))
    assert source_problem(f"/-- {label(name)} -/ `{label(name)}`") == ""
