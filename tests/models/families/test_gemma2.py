"""Gemma 2. Outputs are compared in `tests/forward/test_reference.py`."""

from fractions import Fraction

import numpy as np
import pytest

from quantcert.models.architecture import read_architecture
from quantcert.models.compare import compare_configs
from quantcert.models.net import Architecture, Attention, Point, RmsNorm, Scale, SoftCap, operations
from tests.support.recorded_networks import network, reason
from tests.support.reference_models import recorded


def test_embeddings_are_scaled_with_the_root_in_float32() -> None:
    (scale,) = (net for net in operations(network("gemma2", "plain")) if isinstance(net, Scale))
    assert scale.factor.fraction == Fraction(float(np.float32(8**0.5)))


@pytest.mark.parametrize(
    ("stated", "root"),
    [
        ({}, float(np.float32(12**0.5))),
        ({"dtype": "float32"}, float(np.float32(12**0.5))),
        ({"torch_dtype": "float64"}, float(np.float32(12**0.5))),
        ({"torch_dtype": "bfloat16"}, 3.46875),
        ({"dtype": "float16", "torch_dtype": "bfloat16"}, 3.46484375),
        ({"dtype": None, "torch_dtype": "bfloat16"}, 3.46875),
    ],
)
def test_the_root_is_rounded_to_the_dtype_of_the_model(
    stated: dict[str, object], root: float
) -> None:
    golden = recorded("gemma2")["loaded in bfloat16"]
    config = {key: value for key, value in golden.config.items() if key != "dtype"}
    found = read_architecture(config | stated, golden.shapes)
    assert isinstance(found, Architecture)
    (scale,) = (net for net in operations(found) if isinstance(net, Scale))
    assert scale.factor.fraction == Fraction(root)


def test_configs_differ_in_a_dtype_that_changes_the_root() -> None:
    config = recorded("gemma2")["loaded in bfloat16"].config
    other = compare_configs(config, config | {"dtype": "float16"})
    (failed,) = other.failed
    assert str(failed) == (
        "factor of embeddings, by dtype is 3.46875 in the original, 3.46484375 in the checkpoint"
    )
    whole = config | {"hidden_size": 16}  # its root is a number of all dtypes
    assert compare_configs(whole, whole | {"dtype": "float16"}).failed == ()


def test_scores_and_windows_of_layers() -> None:
    plain, capped = (
        [net for net in operations(network("gemma2", case)) if isinstance(net, Attention)]
        for case in ("plain", "scores capped")
    )
    assert [net.mask for net in plain] == [3, "causal"]
    assert {net.root for net in plain} == {7}
    assert {net.cap.fraction for net in plain if net.cap} == {50}
    assert {net.root for net in capped} == {256}
    assert {net.cap.fraction for net in capped if net.cap} == {Fraction(1, 4)}
    nets = operations(network("gemma2", "no caps"))
    assert {net.cap for net in nets if isinstance(net, Attention)} == {None}


def test_logits_are_capped_last() -> None:
    head = network("gemma2", "plain").blocks[-1].net
    assert isinstance(head, Point)
    assert head.name == "head capped"
    assert isinstance(head.x, SoftCap)
    assert head.x.cap.fraction == 30
    assert network("gemma2", "no caps").blocks[-1].net == head.x.x


def test_norms_stand_before_and_after_and_their_factors_are_stored_less_one() -> None:
    found = network("gemma2", "plain")
    assert all(use.plus_one for use in found.vectors if "norm" in use.tensor)
    norms = {net.name: net.factors for net in operations(found) if isinstance(net, RmsNorm)}
    tensors = {name: found.vectors[number].tensor for name, number in norms.items()}
    stem = "model.layers.1"
    assert tensors["layer 1 attention norm"] == f"{stem}.input_layernorm.weight"
    assert tensors["layer 1 attention added norm"] == f"{stem}.post_attention_layernorm.weight"
    assert tensors["layer 1 mlp norm"] == f"{stem}.pre_feedforward_layernorm.weight"
    assert tensors["layer 1 mlp added norm"] == f"{stem}.post_feedforward_layernorm.weight"
    assert len(norms) == 9


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"use_bidirectional_attention": True}, "use_bidirectional_attention true is not"),
        ({"sliding_window": None}, "sliding_window must be an integer >= 1, is null"),
        ({"final_logit_softcapping": 0}, "final_logit_softcapping must be a positive number"),
        ({"query_pre_attn_scalar": 7.5}, "query_pre_attn_scalar must be an integer"),
        ({"hidden_activation": None}, "hidden_activation must be"),
        ({"dtype": "int8"}, 'dtype must be "float32" or "float16" or "bfloat16" or "float64", is'),
    ],
)
def test_what_is_not_supported(changes: dict[str, object], expected: str) -> None:
    assert expected in reason("gemma2", "plain", **changes)
