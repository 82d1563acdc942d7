"""Logits of llama.cpp itself, of the same files: names, rows, norms and settings are what it reads.

Its inputs of linear layers are rounded to 8 bits where weights are stored in blocks. With the same
rounding here the difference vanishes, as long as no number lies so near to the middle of two codes
that float32 and float64 take different ones: from there on other roundings follow.
"""

import re
from pathlib import Path

import numpy as np
import pytest

from bench import engine
from quantcert.formats import open_quantized
from tests.support.gguf_models import (
    FAMILIES,
    HEADS,
    VOCABULARY,
    Arrays,
    Family,
    uniformly,
    write_model,
)

PROMPTS = [[5, 9, 3, 17, 8, 11, 2], [4, 4, 19]]
TOKENS = [[token] for token in range(12)]
DECODERS = {name: family for name, family in FAMILIES.items() if family.architecture != "bert"}
ATTENTION = re.compile(r"[qk]_proj|qkv_proj|c_attn")
ROUNDING = {"gemma2": 0.01, "gemma3": 0.01}
"""Theirs, where the function of the MLP is a table of float16; 0.0005 elsewhere."""

Computed = dict[str, tuple[Path, np.ndarray]]
"""Files with what llama.cpp computes of them, `[prompts, vocabulary]`."""


def arrays_of(family: Family) -> Arrays:
    """With attention to few positions, so that it matters which rows meet."""
    return {
        name: array * np.float32(6 if ATTENTION.search(name) else 1)
        for name, array in family.arrays().items()
    }


def not_reordered(arrays: Arrays) -> Arrays:
    """Arrays that come out of the converter's reordering as if it had been left out."""
    changed = dict(arrays)
    for name, array in arrays.items():
        if name.endswith("q_proj.weight"):
            pairs = array.reshape(HEADS, -1, 2, array.shape[1])
            changed[name] = pairs.swapaxes(1, 2).reshape(array.shape)
    return changed


def computed(paths: dict[str, Path], prompts: engine.Prompts) -> Computed:
    found = engine.engine_log_probabilities(list(paths.values()), prompts, VOCABULARY)
    return {name: (path, result) for (name, path), result in zip(paths.items(), found, strict=True)}


@pytest.fixture(scope="module")
def families(tmp_path_factory: pytest.TempPathFactory) -> Computed:
    """A file of each family in float32, and one with wrong rows."""
    folder = tmp_path_factory.mktemp("families")
    changed = {name: (family, arrays_of(family)) for name, family in DECODERS.items()}
    llama = FAMILIES["llama"]
    changed["not reordered"] = (llama, not_reordered(arrays_of(llama)))
    paths = {
        name: write_model(folder / f"{n}.gguf", *parts, uniformly("F32"), tokens=True)
        for n, (name, parts) in enumerate(changed.items())
    }
    return computed(paths, PROMPTS)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Computed:
    """A Llama in blocks."""
    folder, llama = tmp_path_factory.mktemp("blocks"), FAMILIES["llama"]
    paths = {
        kind: write_model(folder / f"{kind}.gguf", llama, kinds=uniformly(kind), tokens=True)
        for kind in ("Q8_0", "Q5_0")
    }
    return computed(paths, TOKENS)


def differences(
    path: Path, theirs: np.ndarray, prompts: engine.Prompts, eight_bits: bool = False
) -> np.ndarray:
    """The largest of the logarithms of probabilities, for each prompt."""
    quantized = open_quantized(path)
    network = engine.network_of(quantized)
    ours = engine.own_log_probabilities(quantized, network, prompts, eight_bits)
    largest: np.ndarray = np.abs(ours - theirs).max(axis=1)
    return largest


@pytest.mark.parametrize("name", DECODERS)
def test_the_engine_computes_the_same_network(families: Computed, name: str) -> None:
    assert differences(*families[name], PROMPTS).max() < ROUNDING.get(name, 0.0005)


def test_rows_in_another_order_would_be_seen(families: Computed) -> None:
    """The weights of the family, against what llama.cpp computes of others."""
    path, theirs = families["llama"][0], families["not reordered"][1]
    assert differences(path, theirs, PROMPTS).max() > 0.02


@pytest.mark.parametrize("kind", ["Q8_0", "Q5_0"])
def test_the_difference_of_blocks_is_the_rounding_of_inputs(blocks: Computed, kind: str) -> None:
    exact, rounded = (differences(*blocks[kind], TOKENS, bits) for bits in (False, True))
    assert exact.min() > 0.001
    assert rounded.min() < 1e-6
    assert np.median(rounded) < 0.6 * np.median(exact)
