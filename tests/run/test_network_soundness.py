"""Forward passes of small networks against the bounds that the kernel has proved of them.

The bounds of every block are worked out again as they stand in the proved modules, and inputs are
searched that come near them: all kinds of texts, and blocks that are given inputs at the edge of
what they may be given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pytest

from quantcert.exact.dyadic import Dyadic
from quantcert.forward import BlockWeights, OriginalWeights, QuantizedWeights, evaluate
from quantcert.forward.recorder import RangeRecorder
from quantcert.models.bounds import NOTHING, Bounds, exact_bounds
from quantcert.models.certificates import ModelCert
from quantcert.models.net import Block, MatrixUse, output_dim
from quantcert.models.planner import make_plan
from quantcert.models.region import Region, Size
from tests.support.networks import WORDS
from tests.support.proved_networks import FAMILIES, Networks, ProvedNetwork

SLACK = 1e-9
"""Of a bound, for the rounding of float64."""
TEXTS = 40


@dataclass(frozen=True)
class Claim:
    """What is proved of a block: `after` if its inputs have the bounds `before`."""

    block: Block
    input_dim: int
    before: Bounds
    after: Bounds
    alone: Size


class Seen(RangeRecorder):
    """What the original network does on a text."""

    def linear(self, use: MatrixUse, x: np.ndarray, y: np.ndarray) -> None:
        """Layers are of no interest."""


class Pair:
    """Both networks of a model, block by block."""

    def __init__(self, proved: ProvedNetwork) -> None:
        self.architecture = proved.network.architecture
        self.weights = (
            BlockWeights(OriginalWeights(proved.run.inputs.base)),
            BlockWeights(QuantizedWeights(proved.run.inputs.quantized)),
        )

    def run(self, side: int, block: Block, tokens: np.ndarray, x: np.ndarray, observer=None):
        return evaluate(self.architecture, block.net, tokens, self.weights[side], x, observer)


@pytest.fixture(scope="module", params=list(FAMILIES))
def proved(request, networks: Networks) -> ProvedNetwork:
    return networks[request.param]


@pytest.fixture(scope="module")
def pair(proved: ProvedNetwork) -> Pair:
    return Pair(proved)


def regions(proved: ProvedNetwork) -> Mapping[str, Region | None]:
    assert proved.network.region is not None
    return {"all inputs": None, "region": proved.network.region.region}


def claims(proved: ProvedNetwork, scope: str) -> list[Claim]:
    """The claims of a scope; their numbers are those of the certificate."""
    plan, region = proved.plan, regions(proved)[scope]
    architecture = proved.network.architecture
    dim = architecture.input_dim
    cert = ModelCert(
        architecture.head_dim,
        architecture.vocabulary,
        architecture.max_length,
        tuple(matrix.cert for matrix in plan.matrices),
        tuple(vector.cert for vector in plan.vectors),
    )
    before = exact_bounds(input_size(proved)) if dim else NOTHING
    found = []
    for block, stated in zip(architecture.blocks, proved.scope(scope).blocks, strict=True):
        after = make_plan(block.net, cert, before, dim, region).claim
        equal = exact_bounds(before.original)
        alone = make_plan(block.net, cert, equal, dim, region).claim.error
        assert stated.accumulated == after.error.entry.fraction
        assert stated.alone in (None, alone.entry.fraction)
        found.append(Claim(block, dim, before, after, alone))
        before, dim = after, output_dim(dim, block.net)
    return found


def input_size(proved: ProvedNetwork) -> Size:
    """Six entries up to one: what the default requirements say of inputs."""
    (use, *_) = proved.network.architecture.matrices
    rule = proved.run.inputs.requirements.for_layer(use.tensor)
    assert rule is not None
    assert rule.input_abs_max == 1
    root = Dyadic(int(np.ceil(np.sqrt(6) * 2**40)), 40)
    return Size(Dyadic(1, 0), root, root)


def inputs(proved: ProvedNetwork) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Tokens and vectors: random ones, the same token again and again, corners of the cube."""
    architecture, rng = proved.network.architecture, np.random.default_rng(11)
    length, dim = architecture.max_length, architecture.input_dim
    if dim:
        corners = np.array([[(n >> i & 1) * 2.0 - 1 for i in range(dim)] for n in range(1 << dim)])
        for x in (corners, rng.uniform(-1, 1, (TEXTS, dim)), np.zeros((1, dim)), np.eye(dim)):
            yield np.zeros(len(x), dtype=np.int64), x
        return
    rows = [np.full(length, token) for token in range(architecture.vocabulary)]
    rows += [rng.integers(0, architecture.vocabulary, length) for _ in range(TEXTS)]
    rows += [row[:1] for row in rows[:3]]
    for tokens in rows:
        yield tokens, np.empty((len(tokens), 0))


def within(value: np.ndarray, bound: Dyadic) -> None:
    """No number is above a bound."""
    limit = float(bound.fraction)
    assert np.abs(value).max(initial=0) <= limit * (1 + SLACK) + 1e-12


def holds(value: np.ndarray, size: Size, head_dim: int) -> None:
    """Entries, heads and the whole of each row have the bounds."""
    within(value, size.entry)
    within(np.linalg.norm(value, axis=1), size.norm)
    heads = value.shape[1] // head_dim
    split = value[:, : heads * head_dim].reshape(len(value), heads, head_dim)
    within(np.linalg.norm(split, axis=2), size.head)


def in_region(region: Region, seen: Seen) -> bool:
    """Whether all that the region assumes is true of what was seen."""
    return all(
        found.entry <= float(region.points[name].entry.fraction)
        and found.head <= float(region.points[name].head.fraction)
        and found.norm <= float(region.points[name].norm.fraction)
        for name, found in seen.points.items()
    ) and all(low >= float(region.norms[name].fraction) for name, low in seen.norms.items())


def assert_passes_hold(
    proved: ProvedNetwork, pair: Pair, stated: list[Claim], tokens: np.ndarray, x: np.ndarray
) -> Seen:
    """Follow both networks; each block is also given the original's input."""
    head_dim = pair.architecture.head_dim
    seen = Seen(head_dim)
    y = yhat = x
    for claim in stated:
        alone = pair.run(1, claim.block, tokens, y)
        y = pair.run(0, claim.block, tokens, y, seen)
        yhat = pair.run(1, claim.block, tokens, yhat)
        holds(y, claim.after.original, head_dim)
        holds(yhat, claim.after.quantized, head_dim)
        holds(y - yhat, claim.after.error, head_dim)
        holds(y - alone, claim.alone, head_dim)
    return seen


def test_no_text_exceeds_the_bounds_for_all_inputs(proved: ProvedNetwork, pair: Pair) -> None:
    stated = claims(proved, "all inputs")
    for tokens, x in inputs(proved):
        assert_passes_hold(proved, pair, stated, tokens, x)


def ordinary_inputs(proved: ProvedNetwork) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Inputs like those of the calibration; the texts of an encoder have their special tokens."""
    architecture, rng = proved.network.architecture, np.random.default_rng(12)
    for _ in range(100):
        if architecture.input_dim:
            yield np.zeros(1, dtype=np.int64), rng.uniform(-1, 1, (1, architecture.input_dim))
            continue
        tokens = rng.integers(0, len(WORDS), 8)
        if architecture.family == "bert":
            tokens[0], tokens[-1] = len(WORDS), len(WORDS) + 1
        yield tokens, np.empty((8, 0))


def test_no_text_in_the_region_exceeds_its_bounds(proved: ProvedNetwork, pair: Pair) -> None:
    """Of the texts that are tried only those count on which the region's assumptions are true."""
    region, stated = regions(proved)["region"], claims(proved, "region")
    assert region is not None
    everything, inside = claims(proved, "all inputs"), 0
    for tokens, x in ordinary_inputs(proved):
        if in_region(region, assert_passes_hold(proved, pair, everything, tokens, x)):
            assert_passes_hold(proved, pair, stated, tokens, x)
            inside += 1
    assert 5 <= inside < 100


def at_the_edge(rng: np.random.Generator, size: Size, shape: tuple[int, int], head_dim: int):
    """Rows with the bounds of a size that one of them is near to: corners, directions, noise."""
    kind = rng.integers(3)
    x = np.sign(rng.normal(size=shape)) if kind == 0 else rng.normal(size=shape)
    if kind == 2:
        x = np.eye(shape[1])[rng.integers(shape[1], size=shape[0])]
    heads = shape[1] // head_dim
    split = x[:, : heads * head_dim].reshape(shape[0], heads, head_dim)
    sizes = [np.abs(x).max(1), np.linalg.norm(split, axis=2).max(1), np.linalg.norm(x, axis=1)]
    limits = [float(bound.fraction) for bound in (size.entry, size.head, size.norm)]
    ratios = [limit / found for limit, found in zip(limits, sizes, strict=True)]
    return x * np.min(ratios, axis=0)[:, None]


@pytest.mark.parametrize("seed", range(3))
def test_blocks_keep_their_bounds_at_the_edge_of_their_inputs(
    proved: ProvedNetwork, pair: Pair, seed: int
) -> None:
    """Inputs that no text gives, with errors of either sign: the theorems speak of them too."""
    rng = np.random.default_rng(seed)
    head_dim, vocabulary = pair.architecture.head_dim, pair.architecture.vocabulary
    length = pair.architecture.max_length
    for claim in claims(proved, "all inputs"):
        if claim.input_dim == 0:
            continue
        for _ in range(60):
            shape, tokens = (length, claim.input_dim), rng.integers(0, vocabulary, length)
            x = at_the_edge(rng, claim.before.original, shape, head_dim)
            shift = at_the_edge(rng, claim.before.error, shape, head_dim)
            xhat = x + shift if rng.integers(2) else x - np.abs(shift) * np.sign(x)
            y = pair.run(0, claim.block, tokens, x)
            holds(y, claim.after.original, head_dim)
            holds(y - pair.run(1, claim.block, tokens, x), claim.alone, head_dim)
            if np.abs(xhat).max() <= float(claim.before.quantized.entry.fraction):
                yhat = pair.run(1, claim.block, tokens, xhat)
                holds(y - yhat, claim.after.error, head_dim)


def test_no_probability_changes_more_than_proved(networks: Networks) -> None:
    """The network whose head alone errs: its proved factor is not far from what is observed."""
    proved = networks["untied"]
    pair, ratio = Pair(proved), proved.scope("all inputs").probability_ratio
    assert ratio is not None
    largest = 1.0
    for tokens, x in inputs(proved):
        y = yhat = x
        for block in pair.architecture.blocks:
            y, yhat = pair.run(0, block, tokens, y), pair.run(1, block, tokens, yhat)
        logs = [z - np.log(np.exp(z).sum(1, keepdims=True)) for z in (y, yhat)]
        largest = max(largest, float(np.exp(np.abs(logs[0] - logs[1]).max())))
    assert 1.01 < largest <= float(ratio)


@pytest.mark.parametrize("name", ["untied", "bert"])
def test_a_bound_below_what_is_observed_would_be_found(networks: Networks, name: str) -> None:
    """The comparison is not idle: bounds a thousand times smaller do not stand."""
    proved = networks[name]
    pair, found = Pair(proved), 0
    for claim in claims(proved, "all inputs"):
        small = Size(*(Dyadic(b.mantissa, b.p + 10) for b in vars(claim.alone).values()))
        tokens, x = next(inputs(proved))
        if claim.input_dim:
            x = at_the_edge(
                np.random.default_rng(0),
                claim.before.original,
                (len(tokens), claim.input_dim),
                pair.architecture.head_dim,
            )
        error = pair.run(0, claim.block, tokens, x) - pair.run(1, claim.block, tokens, x)
        if not error.any():
            continue
        found += 1
        with pytest.raises(AssertionError):
            holds(error, small, pair.architecture.head_dim)
    assert found
