"""Blocks of all kinds, bit for bit with llama.cpp and with the package `gguf`.

Both compute in float32, where scales are exact and the last step, if it adds an offset, rounds.
Here nothing is rounded; so what is decoded here, rounded to float32, must be theirs.
"""

import gguf
import numpy as np
import pytest

from quantcert.containers.gguf.types import TYPES
from quantcert.formats.codec import codes_of_words
from quantcert.formats.gguf.blocks import BlockKind
from quantcert.formats.gguf.kinds import BLOCK_KINDS, CODEBOOK_KINDS
from quantcert.formats.gguf.values import decoded_values
from tests.support import llama_cpp

KINDS = list(BLOCK_KINDS.values())
WITHOUT_DECODER = {"Q1_0", "Q2_0"}  # in the package gguf
SCALE_BYTES = {"MXFP4": [0], "NVFP4": [0, 1, 2, 3]}
"""Places of scales of eight bits in a block."""

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def random_blocks(kind: BlockKind, count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, kind.nbytes), dtype=np.uint8)


def decoded(kind: BlockKind, blocks: np.ndarray) -> np.ndarray:
    """By the one shape, in float64, which is exact: `[blocks, columns]`."""
    found = kind.split(blocks)
    codes = codes_of_words(kind.codec, 0)[found.words].astype(np.float64)
    with np.errstate(invalid="ignore"):
        values = np.repeat(found.scales, kind.group, axis=1) * (codes - kind.zero_point)
        if found.offsets is not None:
            values += np.repeat(found.offsets, kind.group, axis=1)
    return values


def assert_same(exact: np.ndarray, theirs: np.ndarray) -> None:
    """Equal where ours is finite."""
    good = np.isfinite(exact)
    with np.errstate(over="ignore"):  # MXFP4 reaches beyond float32
        assert np.array_equal(exact[good].astype(np.float32), theirs[good])


@each_kind
def test_sizes_are_those_of_the_container(kind: BlockKind) -> None:
    stored = TYPES[kind.number]
    assert (stored.name, stored.columns, stored.nbytes) == (kind.name, kind.columns, kind.nbytes)
    assert BLOCK_KINDS[kind.name] is kind
    assert kind.columns % kind.group == 0


@each_kind
def test_random_bytes_are_read_as_llama_cpp_reads_them(kind: BlockKind) -> None:
    blocks = random_blocks(kind, 2000)
    exact = decoded(kind, blocks)
    theirs = llama_cpp.dequantize(blocks, kind.number, kind.columns)
    assert_same(exact, theirs)
    assert np.isfinite(exact).mean() > 0.4
    if kind.name not in SCALE_BYTES:
        assert np.array_equal(np.isfinite(exact).all(axis=1), np.isfinite(theirs).all(axis=1))
    found = kind.split(blocks)
    assert found.words.shape == (2000, kind.columns)
    assert found.scales.shape == (2000, kind.columns // kind.group)
    assert int(found.words.max()) == (2 if kind.name == "TQ1_0" else 2**kind.codec.word_bits - 1)


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.name not in WITHOUT_DECODER], ids=lambda kind: kind.name
)
def test_random_bytes_are_read_as_the_package_gguf_reads_them(kind: BlockKind) -> None:
    blocks = random_blocks(kind, 500, seed=1)
    with np.errstate(all="ignore"):
        theirs = gguf.dequantize(blocks, gguf.GGMLQuantizationType(kind.number))
    assert_same(decoded(kind, blocks), theirs)


@each_kind
def test_weights_quantized_by_llama_cpp(kind: BlockKind) -> None:
    weights = np.random.default_rng(3).standard_normal((8, 512)).astype(np.float32)
    rows = llama_cpp.quantize(weights, kind.number)
    exact = decoded(kind, rows.reshape(-1, kind.nbytes)).reshape(weights.shape)
    assert np.isfinite(exact).all()
    assert_same(exact, llama_cpp.dequantize(rows, kind.number, 512))
    assert np.abs(exact - weights).mean() < 0.9 * np.abs(weights).mean()


@pytest.mark.parametrize("name", SCALE_BYTES)
def test_every_byte_of_a_scale_and_what_is_no_number(name: str) -> None:
    """llama.cpp takes the byte 0xFF of MXFP4 for 2^127 and the NaN of NVFP4 for zero."""
    kind = BLOCK_KINDS[name]
    blocks = random_blocks(kind, 256, seed=2)
    blocks[:, SCALE_BYTES[name]] = np.arange(256, dtype=np.uint8)[:, None]
    exact = decoded(kind, blocks)
    assert_same(exact, llama_cpp.dequantize(blocks, kind.number, kind.columns))
    numbers = np.isfinite(exact).all(axis=1)
    assert list(np.flatnonzero(~numbers)) == ([255] if name == "MXFP4" else list(range(127, 256)))


@each_kind
def test_a_float16_that_is_not_finite_is_never_read_as_a_number(kind: BlockKind) -> None:
    """Even where it is multiplied by zero."""
    if kind.name in SCALE_BYTES:
        return
    for value in ("nan", "inf", "-inf"):
        places = [
            place
            for place in range(0, kind.nbytes - 1, 2)
            if not np.isfinite(scales_with(kind, place, value)).all()
        ]
        has_minimum = kind.name in ("Q4_1", "Q5_1", "Q2_K", "Q4_K", "Q5_K")
        assert len(places) == (2 if has_minimum else 1)


def scales_with(kind: BlockKind, place: int, value: str) -> np.ndarray:
    """Scales and offsets of a block of zeros with this float16 at a place."""
    blocks = np.zeros((1, kind.nbytes), dtype=np.uint8)
    blocks[0, place : place + 2] = np.array([float(value)], "<f2").view(np.uint8)
    found = kind.split(blocks)
    parts = [found.scales] if found.offsets is None else [found.scales, found.offsets]
    return np.concatenate([part.astype(np.float64) for part in parts], axis=1)


@pytest.mark.parametrize("name", sorted(CODEBOOK_KINDS))
def test_codebooks_are_decoded_as_llama_cpp_decodes_them(name: str) -> None:
    number = gguf.GGMLQuantizationType[name].value
    size = (300, TYPES[number].nbytes)
    data = np.random.default_rng(4).integers(0, 256, size, dtype=np.uint8)
    values = decoded_values(data, name)
    assert_same(values.astype(np.float64), llama_cpp.dequantize(data, number, 256))
    assert np.isfinite(values).mean() > 0.4


@each_kind
def test_decoded_values_are_those_of_codes(kind: BlockKind) -> None:
    blocks = random_blocks(kind, 64, seed=5)
    values = decoded_values(blocks, kind.name)
    assert np.array_equal(values, decoded(kind, blocks), equal_nan=True)


def test_numbers_are_what_they_are() -> None:
    values = np.random.default_rng(6).standard_normal((3, 4)).astype(np.float16)
    found = decoded_values(values.view(np.uint8), "F16")
    assert found.dtype == np.float16
    assert np.array_equal(found, values)
    with pytest.raises(ValueError, match="tensors of type I32 hold no weights"):
        decoded_values(values.view(np.uint8), "I32")
