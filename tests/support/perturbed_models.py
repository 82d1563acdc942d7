"""Small networks with weights in memory, a perturbed copy, bounds of both, and forward passes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from quantcert.exact.dyadic import rounded_down, rounded_up
from quantcert.exact.vectors import pack_vector
from quantcert.forward import BlockWeights, evaluate
from quantcert.forward.recorder import RangeRecorder
from quantcert.models.architecture import read_architecture
from quantcert.models.assumption import Assumption
from quantcert.models.certificates import MatrixCert, MatrixNorms, ModelCert, vector_cert
from quantcert.models.net import Architecture, MatrixUse
from quantcert.models.region import Region, Size
from quantcert.models.sizes import NO_SIZE, size_of_entries
from tests.support import architectures as samples
from tests.support import operations

FAMILIES = {
    "bert": (samples.bert_config, samples.bert_shapes),
    "llama": (samples.llama_config, samples.llama_shapes),
    "mixtral": (samples.mixtral_config, samples.mixtral_shapes),
    "mixture": (samples.mixture_config, samples.mixture_shapes),
    operations.NAME: (operations.operations_config, operations.operations_shapes),
}
_SLACK = 1 + 1e-9  # above the rounding errors of the norms below


class ArrayWeights:
    """Tensors in memory, as a forward pass reads them."""

    def __init__(self, tensors: dict[str, np.ndarray]) -> None:
        self.tensors = tensors

    def shape(self, name: str) -> tuple[int, ...]:
        return self.tensors[name].shape

    def rows(self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()) -> np.ndarray:
        return self.tensors[name][leading][start:stop]

    def vector(self, name: str) -> np.ndarray:
        return self.tensors[name].astype(np.float64)


@dataclass(frozen=True)
class SampleModel:
    """A network, its weights, a copy whose matrices are off by about `noise`, and bounds."""

    architecture: Architecture
    original: ArrayWeights
    quantized: ArrayWeights
    cert: ModelCert

    @property
    def input_size(self) -> Size:
        dim = self.architecture.input_dim
        return size_of_entries(1, dim, Fraction(2)) if dim else NO_SIZE


def sample_model(family: str, noise: float, seed: int = 1) -> SampleModel:
    config, shapes = (make() for make in FAMILIES[family])
    rng = np.random.default_rng(seed)
    original = {name: rng.standard_normal(shape) / 2 for name, shape in shapes.items()}
    original |= {name: v.astype(np.float32) for name, v in original.items() if v.ndim == 1}
    quantized = {
        name: tensor + noise * rng.standard_normal(tensor.shape) if tensor.ndim == 2 else tensor
        for name, tensor in original.items()
    }
    architecture = read_architecture(config, shapes)
    assert isinstance(architecture, Architecture)
    head_dim = architecture.head_dim
    matrices = [
        matrix(part_of(original, use), part_of(quantized, use), head_dim)
        for use in architecture.matrices
    ]
    cert = ModelCert(
        head_dim,
        architecture.vocabulary,
        architecture.max_length,
        tuple(matrices),
        tuple(
            vector_cert(pack_vector(original[use.tensor][use.entries], int(use.plus_one)))
            for use in architecture.vectors
        ),
    )
    return SampleModel(architecture, ArrayWeights(original), ArrayWeights(quantized), cert)


def part_of(tensors: dict[str, np.ndarray], use: MatrixUse) -> np.ndarray:
    """The matrix of a use."""
    stored = tensors[use.tensor][use.part.leading]
    stored = stored.T if use.part.transposed else stored
    return stored if use.part.rows is None else stored[slice(*use.part.rows)]


def matrix(original: np.ndarray, quantized: np.ndarray, head_dim: int) -> MatrixCert:
    parts = (norms(part, head_dim) for part in (original, quantized, original - quantized))
    return MatrixCert(*original.shape, *parts)


def norms(weights: np.ndarray, head_dim: int) -> MatrixNorms:
    rows = len(weights) // head_dim * head_dim
    heads = [weights[i : i + head_dim] for i in range(0, rows, head_dim)] or [weights]
    values = (
        np.abs(weights).max(),
        np.abs(weights).sum(axis=1).max(),
        np.linalg.norm(weights, axis=1).max(),
        max(np.linalg.norm(head, 2) for head in heads),
        np.linalg.norm(weights, 2),
    )
    return MatrixNorms(*(above(value) for value in values))


def above(value: float):
    return rounded_up(Fraction(float(value) * _SLACK))


def texts(model: SampleModel, count: int = 3, length: int = 6):
    """Tokens and the vectors that the first block is given."""
    rng = np.random.default_rng(9)
    dim = model.architecture.input_dim
    for _ in range(count):
        tokens = rng.integers(0, model.architecture.vocabulary, length)
        yield tokens, rng.uniform(-2, 2, (length, dim)) if dim else np.zeros((length, 0))


def activations(model: SampleModel, weights: ArrayWeights, tokens, x, observer=None):
    """The outputs of all blocks."""
    loaded = BlockWeights(weights)
    outputs = []
    for block in model.architecture.blocks:
        x = evaluate(model.architecture, block.net, tokens, loaded, x, observer)
        outputs.append(x)
    return outputs


class Ranges(RangeRecorder):
    """Observes points and norms alone."""

    def linear(self, use: MatrixUse, x: np.ndarray, y: np.ndarray) -> None:
        """Linear layers have no region."""


def region_of(model: SampleModel) -> Region:
    """The ranges of the original network on the texts."""
    recorder = Ranges(model.architecture.head_dim)
    for tokens, x in texts(model):
        activations(model, model.original, tokens, x, recorder)
    points = {
        name: Size(above(found.entry), above(found.head), above(found.norm))
        for name, found in recorder.points.items()
    }
    lows = {
        name: rounded_down(Fraction(max(0.0, low * (2 - _SLACK))))
        for name, low in recorder.norms.items()
    }
    return Region(points, lows, "texts", "0" * 64)


def region_assumption(model: SampleModel) -> Assumption:
    """That the original network's activations stay in the ranges that they have on the texts."""
    return Assumption(
        "region", "the original activations stay in the region", region=region_of(model)
    )
