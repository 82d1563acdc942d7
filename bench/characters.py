"""A language model of characters, small enough to be proved whole in a minute.

A Llama of two layers reads the characters of 300 news articles in lower case. Its body is random;
its head is fitted to the text, by gradient descent on the logarithm of the probability of each next
character. It knows little English, but what it does not know is not random either.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.convert.writer import Source, write_checkpoint
from quantcert.forward.evaluate import evaluate
from quantcert.forward.weights import BlockWeights
from quantcert.models.architecture import read_architecture
from quantcert.models.net import Architecture

LETTERS = " abcdefghijklmnopqrstuvwxyz.,'-"
HIDDEN, INNER, LAYERS, HEADS, LENGTH = 64, 128, 2, 4, 64
WINDOWS, STEPS, RATE = 60, 150, 1.0
BRANCH = 0.25  # of what an attention or a gate adds, so that the character itself counts most

CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_act": "silu",
    "hidden_size": HIDDEN,
    "intermediate_size": INNER,
    "max_position_embeddings": LENGTH,
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "num_key_value_heads": HEADS,
    "rms_norm_eps": 1e-5,
    "tie_word_embeddings": False,
    "vocab_size": len(LETTERS),
}

Array = NDArray[Any]


def write_character_model(text: str, folder: Path, seed: int = 0) -> None:
    """A checkpoint of the model of a text, with its tokenizer. The same text gives the same one."""
    tensors = _random(np.random.default_rng(seed))
    states, following = _states(_Held(tensors), numbers(text)[: WINDOWS * LENGTH])
    tensors["lm_head.weight"] = _fitted(states, following)
    sources = {name: Source(array.shape, array.tobytes) for name, array in tensors.items()}
    write_checkpoint(folder, CONFIG, sources, {"tokenizer.json": json.dumps(_tokenizer())})


def numbers(text: str) -> list[int]:
    """The characters of a text that the model knows, as tokens."""
    place = {letter: number for number, letter in enumerate(LETTERS)}
    return [place[letter] for letter in " ".join(text.lower().split()) if letter in place]


def _tokenizer() -> dict[str, object]:
    """Each character is a token, as the package `tokenizers` stores it."""
    vocabulary = {letter: number for number, letter in enumerate(LETTERS)}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {
            "type": "Split",
            "pattern": {"Regex": "."},
            "behavior": "Isolated",
            "invert": False,
        },
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": " "},
    }


def _random(generator: np.random.Generator) -> dict[str, Array]:
    def matrix(rows: int, columns: int, size: float = 1.0) -> Array:
        scaled: Array = size * generator.standard_normal((rows, columns)) / np.sqrt(columns)
        return scaled.astype(np.float16).astype(np.float32)

    ones = np.ones(HIDDEN, dtype=np.float32)
    tensors: dict[str, Array] = {
        "model.embed_tokens.weight": matrix(len(LETTERS), HIDDEN),
        "model.norm.weight": ones,
        "lm_head.weight": np.zeros((len(LETTERS), HIDDEN), dtype=np.float32),
    }
    for layer in range(LAYERS):
        stem = f"model.layers.{layer}"
        tensors |= {f"{stem}.{norm}_layernorm.weight": ones for norm in ("input", "post_attention")}
        for name in "qkvo":
            size = BRANCH if name == "o" else 1.0
            tensors[f"{stem}.self_attn.{name}_proj.weight"] = matrix(HIDDEN, HIDDEN, size)
        for name in ("gate", "up"):
            tensors[f"{stem}.mlp.{name}_proj.weight"] = matrix(INNER, HIDDEN)
        tensors[f"{stem}.mlp.down_proj.weight"] = matrix(HIDDEN, INNER, BRANCH)
    return tensors


def _states(weights: _Held, tokens: list[int]) -> tuple[Array, Array]:
    """What the head is given after each token of each window, and the tokens that follow."""
    shapes = {name: array.shape for name, array in weights.tensors.items()}
    network = read_architecture(CONFIG, shapes)
    assert isinstance(network, Architecture)
    head, held = _Head(), [BlockWeights(weights) for _ in network.blocks]
    windows = np.array(tokens[: len(tokens) // LENGTH * LENGTH]).reshape(-1, LENGTH)
    for window in windows:
        x = np.zeros((LENGTH, 0))
        for block, each in zip(network.blocks, held, strict=True):
            x = evaluate(network, block.net, window, each, x, head)
    states = np.stack(head.inputs)[:, :-1]
    return states.reshape(-1, HIDDEN), windows[:, 1:].reshape(-1)


class _Held:
    """Tensors in memory, as a forward pass reads them."""

    def __init__(self, tensors: dict[str, Array]) -> None:
        self.tensors = tensors

    def shape(self, name: str) -> tuple[int, ...]:
        """Extent of each axis."""
        return self.tensors[name].shape

    def rows(self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()) -> Array:
        """Rows of a matrix."""
        found: Array = self.tensors[name][leading][start:stop].astype(np.float64)
        return found

    def vector(self, name: str) -> Array:
        """A vector."""
        return self.tensors[name].astype(np.float64)


class _Head:
    """Keeps what the last linear layer is given."""

    def __init__(self) -> None:
        self.inputs: list[Array] = []

    def point(self, name: str, x: Array) -> None:
        """Nothing."""

    def norm(self, name: str, rms: Array) -> None:
        """Nothing."""

    def gap(self, name: str, gaps: Array) -> None:
        """Nothing."""

    def linear(self, use: object, x: Array, y: Array) -> None:
        """Keep the input of the head."""
        if str(use) == "lm_head.weight":
            self.inputs.append(x)


def _fitted(states: Array, following: Array) -> Array:
    """The head that makes the text's own next characters likely."""
    head = np.zeros((len(LETTERS), HIDDEN))
    wanted = np.eye(len(LETTERS))[following]
    for _ in range(STEPS):
        scores = states @ head.T
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        head -= (
            RATE * ((powers / powers.sum(axis=1, keepdims=True) - wanted).T @ states) / len(states)
        )
    result: Array = head.astype(np.float16).astype(np.float32)
    return result
