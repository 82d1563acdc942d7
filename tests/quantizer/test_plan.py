import json

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError, QuantizeError
from quantcert.formats.pair35.codes import PAIR11
from quantcert.pairing.parts import TensorPart
from quantcert.quantizer import plan as module
from quantcert.quantizer.plan import matrices_of, plan_matrices, plan_matrix
from quantcert.quantizer.recipe import Effort, Recipe, Rule, make_choice
from tests.support.checkpoints import edit_header, weights, write_checkpoint
from tests.support.matrices import target_of


def opened(folder, **tensors):
    return open_checkpoint(write_checkpoint(folder, tensors))


def pair11(*rules):
    return Recipe(Effort.FAST, make_choice("pair11", 4), rules)


def test_matrices_are_the_two_dimensional_tensors_of_floats(tmp_path):
    source = opened(
        tmp_path,
        bias=weights(3),
        kernel=weights(2, 2, 2),
        matrix=weights(2, 3),
        half=weights(2, 3, dtype=np.float16),
        integers=np.ones((2, 3), np.int64),
        empty=weights(0, 3),
    )
    assert sorted(matrices_of(source)) == ["half", "matrix"]


def test_a_source_that_cannot_be_quantized_is_refused(tmp_path):
    with pytest.raises(QuantizeError, match="a: has no matrix of floating-point numbers"):
        matrices_of(opened(tmp_path / "a", bias=weights(3)))
    small = np.ones((2, 2), dtype=np.uint8)
    edit_header(
        opened(tmp_path / "b", w=small).path / "model.safetensors",
        lambda header: header["w"].update(dtype="F8_E4M3"),
    )
    with pytest.raises(QuantizeError, match="tensor w: dtype F8_E4M3 cannot be quantized"):
        matrices_of(open_checkpoint(tmp_path / "b"))
    with pytest.raises(QuantizeError, match="c: the name w_scale is taken"):
        plan_matrices(opened(tmp_path / "c", w=weights(2, 2), w_scale=weights(1)), pair11())
    opened(tmp_path / "d", w=weights(2, 2))
    (tmp_path / "d" / "config.json").write_text(json.dumps({"quantization": {"bits": 4}}))
    with pytest.raises(QuantizeError, match="d: is quantized already"):
        matrices_of(open_checkpoint(tmp_path / "d"))


def test_the_plan_looks_at_all_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BLOCK_ELEMENTS", 8)
    ordinary, tiny = weights(5, 4), weights(5, 4)
    tiny[4] *= 2.0**-30
    source = opened(tmp_path, ordinary=ordinary, tiny=tiny)
    plan = plan_matrix(source, "ordinary", TensorPart("ordinary"), target_of(PAIR11), 4)
    assert (plan.scale_dtype, plan.shape) == (np.float16, (5, 4))
    assert [(t.name, t.dtype, t.shape) for t in plan.planned] == [
        ("ordinary_packed", "U8", (5, 2)),
        ("ordinary_scale", "F16", (5, 1, 1)),
        ("ordinary_zero_point", "U8", (5, 1)),
    ]
    plan = plan_matrix(source, "tiny", TensorPart("tiny"), target_of(PAIR11), 4)
    assert (plan.scale_dtype, plan.planned[1].dtype) == (np.float32, "F32")


def test_a_weight_that_is_not_finite_is_refused(tmp_path):
    values = weights(3, 4)
    values[2, 1] = np.inf
    with pytest.raises(CheckpointError, match=r"tensor w: element \[2, 1\] is inf"):
        plan_matrix(opened(tmp_path, w=values), "w", TensorPart("w"), target_of(PAIR11), 4)


def test_rules_say_what_matrices_get(tmp_path):
    source = opened(tmp_path, a=weights(2, 4), b=weights(2, 4), head=weights(3, 4))
    rules = Rule("head", None), Rule("[bh]*", make_choice("alt43", 2))
    plans = plan_matrices(source, pair11(*rules))
    assert [(p.name, p.target.name, p.group_size) for p in plans] == [
        ("a", "pair11", 4),
        ("b", "alt43", 2),
    ]


def test_rules_that_fit_nothing_or_everything_are_refused(tmp_path):
    source = opened(tmp_path, a=weights(2, 4))
    with pytest.raises(QuantizeError, match="no matrix is named b"):
        plan_matrices(source, pair11(Rule("b", None)))
    with pytest.raises(QuantizeError, match="every matrix is ignored"):
        plan_matrices(source, pair11(Rule("*", None)))
