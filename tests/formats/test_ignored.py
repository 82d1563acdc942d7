from pathlib import Path

import pytest

from quantcert.errors import CheckpointError
from quantcert.formats.ignored import ignore_list, ignoring_pattern, refuse_ignored


@pytest.mark.parametrize(
    ("module", "patterns", "found"),
    [
        ("lm_head", ["lm_head"], "lm_head"),
        ("model.layers.1.q", ["model.layers.1"], "model.layers.1"),
        ("model.layers.11.q", ["model.layers.1"], None),
        ("model.layers.3.fc1", ["gate", "fc1"], "fc1"),
        ("model.gate_proj", ["model.gate"], None),
        ("model.q", ["model.*"], None),
        ("model.q", [""], None),
    ],
)
def test_a_pattern_is_a_module_with_its_parts_or_an_ending(module, patterns, found):
    assert ignoring_pattern(module, patterns) == found


def test_the_first_key_that_says_something_counts():
    where = Path("c")
    assert ignore_list(where, {"a": None, "b": ["x"]}, "a", "b") == ("x",)
    assert ignore_list(where, {}, "a") == ()
    with pytest.raises(CheckpointError, match="c: a must be a list of texts, is 'x'"):
        ignore_list(where, {"a": "x"}, "a")


def test_a_quantized_tensor_that_is_listed_is_refused():
    refuse_ignored(Path("c"), "a.weight", ["b"])
    with pytest.raises(
        CheckpointError, match=r"c: 'a' is listed as not quantized, but tensor a.we"
    ):
        refuse_ignored(Path("c"), "a.weight", ["a"])
