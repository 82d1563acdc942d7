"""Layers after a norm: which they are, and that no input of the norm gives a larger error."""

from fractions import Fraction

import numpy as np
import pytest

from quantcert.exact.dyadic import Dyadic
from quantcert.models.after_norm import LayerAfterNorm, after_norm_claim, layers_after_norm
from quantcert.models.net import (
    Add,
    Architecture,
    Block,
    Input,
    LayerNorm,
    Linear,
    Net,
    Point,
    RmsNorm,
    Seq,
)
from tests.support.perturbed_models import FAMILIES, SampleModel, part_of, sample_model

EPSILON = Dyadic(1, 20)
NORM = RmsNorm("norm", 4, 0, EPSILON, Input())
OTHER = LayerNorm("other", 4, 0, 1, EPSILON, Input())


def found(family: str) -> dict[str, list[str]]:
    """Names of the norms that the layers of a family follow, by tensor."""
    architecture = sample_model(family, 0.0).architecture
    result: dict[str, list[str]] = {}
    for layer in layers_after_norm(architecture):
        tensor = architecture.matrices[layer.matrix].tensor
        result.setdefault(tensor, []).append(layer.norm.name)
    return result


def test_bert() -> None:
    """Query, key, value and the first layer of the MLP; no layer after attention or GELU."""
    layers = found("bert")
    expected = {}
    for layer, before in ((0, "embeddings norm"), (1, "layer 0 mlp norm")):
        stem = f"encoder.layer.{layer}"
        for role in ("query", "key", "value"):
            expected[f"{stem}.attention.self.{role}.weight"] = [before]
        expected[f"{stem}.intermediate.dense.weight"] = [f"layer {layer} attention norm"]
    assert layers == expected


def test_llama() -> None:
    """The embedding is a layer after a norm where it is the head too."""
    layers = found("llama")
    expected = {"model.embed_tokens.weight": ["head norm"]}
    for layer in range(2):
        stem = f"model.layers.{layer}"
        for role in ("q", "k", "v"):
            expected[f"{stem}.self_attn.{role}_proj.weight"] = [f"layer {layer} attention norm"]
        for role in ("gate", "up"):
            expected[f"{stem}.mlp.{role}_proj.weight"] = [f"layer {layer} mlp norm"]
    assert layers == expected


def test_routers_and_experts_follow_a_norm() -> None:
    layers = found("mixtral")
    stem = "model.layers.1.block_sparse_moe"
    for tensor in ("gate", "experts.0.w1", "experts.2.w3"):
        assert layers[f"{stem}.{tensor}.weight"] == ["layer 1 mlp norm"]
    assert f"{stem}.experts.0.w2.weight" not in layers


def test_what_reads_an_activation_function_follows_no_norm() -> None:
    assert found("mixture") == {}


def linear(matrix: int, x: Net) -> Linear:
    return Linear(4, 4, matrix, x)


def in_order(*nets: Net) -> list[tuple[int, str]]:
    """Matrices and norms of the layers found in an architecture of these blocks."""
    blocks = tuple(Block(f"block {n}", net) for n, net in enumerate(nets))
    architecture = Architecture("sample", 1, 1, 1, "hidden states", blocks, (), ())
    return [(layer.matrix, layer.norm.name) for layer in layers_after_norm(architecture)]


def test_norms_are_followed_through_blocks_points_and_sequences() -> None:
    after = Seq(Point("p", 4, NORM), linear(0, Point("q", 4, Input())))
    assert in_order(after) == [(0, "norm")]
    assert in_order(OTHER, linear(1, Input())) == [(1, "other")]
    assert in_order(Seq(Input(), OTHER), Point("p", 4, linear(2, Input()))) == [(2, "other")]


def test_what_is_added_or_computed_is_no_output_of_a_norm() -> None:
    assert in_order(linear(0, Input())) == []
    assert in_order(linear(0, Add(4, Input(), NORM))) == []
    assert in_order(NORM, Add(4, Input(), linear(0, Input())), linear(1, Input())) == [(0, "norm")]
    assert in_order(NORM, linear(0, Input()), linear(1, Input())) == [(0, "norm")]
    assert in_order(NORM, linear(0, linear(1, Input()))) == [(1, "norm")]


def test_each_layer_is_found_once_but_after_every_norm() -> None:
    twice = Add(4, linear(0, NORM), linear(0, NORM))
    assert in_order(twice) == [(0, "norm")]
    assert in_order(twice, linear(0, OTHER)) == [(0, "norm"), (0, "other")]


def stored(model: SampleModel, layer: LayerAfterNorm) -> list[np.ndarray]:
    """The original matrix, the quantized one, and the norm's vectors."""
    architecture, norm = model.architecture, layer.norm
    use = architecture.matrices[layer.matrix]
    numbers = [norm.factors, *([norm.offsets] if isinstance(norm, LayerNorm) else [])]
    vectors = [model.original.vector(architecture.vectors[n].tensor) for n in numbers]
    pair = (part_of(side.tensors, use) for side in (model.original, model.quantized))
    return [*pair, *vectors]


def output(norm: RmsNorm | LayerNorm, x: np.ndarray, vectors: list[np.ndarray]) -> np.ndarray:
    """What the norm makes of its input, by its definition."""
    if isinstance(norm, LayerNorm):
        x = x - x.mean(axis=1, keepdims=True)
    scale = np.sqrt((x**2).mean(axis=1, keepdims=True) + float(norm.epsilon.fraction))
    return x / scale * vectors[0] + (vectors[1] if isinstance(norm, LayerNorm) else 0)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("noise", [0.3, 1e-6])
def test_no_input_of_a_norm_exceeds_the_bound(family: str, noise: float) -> None:
    """Random inputs of all sizes, and those that a row of the error is most sensitive to."""
    model, rng = sample_model(family, noise), np.random.default_rng(3)
    for layer in layers_after_norm(model.architecture):
        original, quantized, *vectors = stored(model, layer)
        claim = after_norm_claim(layer, model.cert)
        error = original - quantized
        worst = np.concatenate([error, -error]) * vectors[0]
        random = rng.normal(size=(200, layer.norm.dim)) * 10 ** rng.uniform(-6, 6, (200, 1))
        y = output(layer.norm, np.concatenate([random, worst * 1e6]), vectors)
        seen = np.abs(y @ error.T).max()
        assert seen <= float(claim.bound.fraction)
        assert seen >= float(claim.bound.fraction) / 8
        assert np.abs(y @ original.T).max() <= float(claim.trivial.fraction)


def test_the_claim_is_the_product_of_its_parts() -> None:
    model = sample_model("bert", 0.1)
    for layer in layers_after_norm(model.architecture):
        claim, cert = after_norm_claim(layer, model.cert), model.cert
        assert isinstance(layer.norm, LayerNorm)
        assert claim.root.fraction**2 >= layer.norm.dim
        assert claim.factor == cert.vectors[layer.norm.factors].size.entry
        assert claim.offset == cert.vectors[layer.norm.offsets].size.norm
        size = claim.root.fraction * claim.factor.fraction + claim.offset.fraction
        exact = cert.matrices[layer.matrix].error.row_norm.fraction * size
        assert exact <= claim.bound.fraction <= exact * (1 + Fraction(1, 1 << 38))


def test_an_rms_norm_has_no_offset() -> None:
    model = sample_model("llama", 0.1)
    for layer in layers_after_norm(model.architecture):
        assert after_norm_claim(layer, model.cert).offset == Dyadic(0, 0)
