"""What llama.cpp computes of a GGUF file, against the forward pass here of the same file.

    python bench/engine.py [--json] [--prompts N] [--length N]

The file is SmolLM2-135M as shipped (Q4_1 and Q8_0), the text 300 news articles. llama.cpp rounds
the inputs of a linear layer to 8 bits, which the forward pass here does only if it is told to. Then
it rounds as llama.cpp does until a number lies so near to the middle of two codes that its float32
and our float64 take different ones; from there on other roundings follow. So the difference is
explained if it is as large as that between the two forward passes here, and vanishes in float32.
Prints, as a table or as one JSON object:

largest_difference, mean_difference   of the logarithm of the probability of any next token
..._with_8_bits                       the same, inputs of linear layers rounded here too
..._of_8_bits                         between the two forward passes here
..._in_float32                        of a copy of the file that llama.cpp has decoded to float32
top1_agreement, ..._with_8_bits       share of prompts with the same most probable token
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.copies import write_float32_copy
from bench.measure import say, show
from bench.models import SMOLLM2, fetch, news, smollm2
from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.forward import BlockWeights, QuantizedWeights, evaluate
from quantcert.forward.text import find_tokenizer, token_windows
from quantcert.models.architecture import read_architecture
from quantcert.models.net import Architecture, MatrixUse

Array = NDArray[np.float64]
Prompts = Sequence[Sequence[int]]

_BLOCK = 32  # numbers that share a scale in llama.cpp's Q8_0 and Q8_1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--prompts", type=int, default=8, help="prompts (default 8)")
    parser.add_argument("--length", type=int, default=64, help="tokens of each (default 64)")
    arguments = parser.parse_args()
    show(measure(arguments.prompts, arguments.length), arguments.json)


def measure(count: int, length: int) -> dict[str, float | str]:
    """All figures by name."""
    base, file = open_checkpoint(smollm2()), fetch(SMOLLM2)
    quantized = open_quantized(file, base)
    network = network_of(quantized)
    tokenizer = find_tokenizer(base.path)
    windows = token_windows(tokenizer, news(), count * length, length, network.vocabulary)
    prompts = [window.tokens.tolist() for window in windows]
    say("llama.cpp")
    with tempfile.TemporaryDirectory(prefix="quantcert-engine-") as folder:
        copy = Path(folder) / "float32.gguf"
        write_float32_copy(file, copy)
        theirs, plain = engine_log_probabilities([file, copy], prompts, network.vocabulary)
    figures: dict[str, float | str] = {"prompts": len(prompts), "tokens_of_a_prompt": length}
    say("forward passes")
    exact, rounded = (
        own_log_probabilities(quantized, network, prompts, eight_bits)
        for eight_bits in (False, True)
    )
    return {
        **figures,
        **differences("", exact, theirs),
        **differences("_with_8_bits", rounded, theirs),
        **differences("_of_8_bits", exact, rounded),
        **differences("_in_float32", exact, plain),
    }


def differences(name: str, left: Array, right: Array) -> dict[str, float | str]:
    """How far two arrays of logarithms are from each other."""
    difference = np.abs(left - right)
    agreement = (left.argmax(axis=1) == right.argmax(axis=1)).mean()
    return {
        f"largest_difference{name}": round(float(difference.max()), 5),
        f"mean_difference{name}": round(float(difference.mean()), 6),
        f"top1_agreement{name}": round(float(agreement), 3),
    }


def network_of(quantized: QuantizedCheckpoint) -> Architecture:
    """The network of a file by its own settings. Raises CheckpointError if it is not read."""
    checkpoint = quantized.checkpoint
    shapes = {name: tuple(checkpoint.info(name).shape) for name in quantized.plain()}
    shapes |= {name: quantized.shape(name) for name in quantized.matrices()}
    found = read_architecture(checkpoint.config, shapes)
    if not isinstance(found, Architecture):
        raise CheckpointError(f"{checkpoint.path}: {found.reason}")
    return found


def own_log_probabilities(
    quantized: QuantizedCheckpoint,
    network: Architecture,
    prompts: Prompts,
    eight_bits: bool = False,
) -> Array:
    """The logarithm of the probability of each next token, `[prompts, vocabulary]`, in float64."""
    states: list[Array] = [np.zeros((len(prompt), 0)) for prompt in prompts]
    for block in network.blocks:
        weights = BlockWeights(QuantizedWeights(quantized))
        observer = _EightBits(weights) if eight_bits else None
        for number, prompt in enumerate(prompts):
            tokens = np.array(prompt, dtype=np.int64)
            states[number] = evaluate(network, block.net, tokens, weights, states[number], observer)
    logits = np.stack([state[-1] for state in states])
    shifted: Array = logits - logits.max(axis=1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


class _EightBits:
    """Puts in place of each product the one with an input rounded as llama.cpp rounds it."""

    def __init__(self, weights: BlockWeights) -> None:
        self._weights = weights

    def point(self, name: str, x: Array) -> None:
        """Nothing."""

    def norm(self, name: str, rms: Array) -> None:
        """Nothing."""

    def gap(self, name: str, gaps: Array) -> None:
        """Nothing."""

    def linear(self, use: MatrixUse, x: Array, y: Array) -> None:
        """The product anew."""
        y[...] = rounded_to_8_bits(x) @ self._weights.matrix(use).T


def rounded_to_8_bits(x: Array) -> Array:
    """Rows in blocks of 32 numbers, each a float16 times integers up to 127.

    Source: `quantize_row_q8_0_ref` in ggml/src/ggml-quants.c of llama.cpp.
    """
    blocks = x.reshape(len(x), -1, _BLOCK).astype(np.float32)
    scales = np.abs(blocks).max(axis=2, keepdims=True) / np.float32(127)
    inverse = np.divide(1, scales, out=np.zeros_like(scales), where=scales > 0)
    products = blocks * inverse
    codes = np.copysign(np.floor(np.abs(products) + np.float32(0.5)), products)
    result: Array = (scales.astype(np.float16).astype(np.float64) * codes).reshape(x.shape)
    return result


def engine_log_probabilities(models: Sequence[Path], prompts: Prompts, vocabulary: int) -> Array:
    """What llama.cpp computes, `[models, prompts, vocabulary]`, in a process of its own.

    Raises subprocess.CalledProcessError if that ends in an error.
    """
    with tempfile.TemporaryDirectory(prefix="quantcert-engine-") as folder:
        task = {"models": list(map(str, models)), "prompts": prompts, "vocabulary": vocabulary}
        (Path(folder) / "task.json").write_text(json.dumps(task))
        command = [sys.executable, "-c", _CHILD, str(Path(__file__).parents[1]), folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        result: Array = np.load(Path(folder) / "result.npy")
    return result


_CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
from bench.engine import work
work(sys.argv[2])
"""


def work(folder: str) -> None:
    """What the process does: each model is loaded, each prompt put to it."""
    task = json.loads((Path(folder) / "task.json").read_text())
    prompts, vocabulary = task["prompts"], task["vocabulary"]
    found = [[asked(s, p, vocabulary) for p in prompts] for s in map(_server, task["models"])]
    np.save(Path(folder) / "result.npy", np.array(found))


def _server(model: str) -> Any:
    """llama.cpp with a model, on one thread of its own and without caches of less than 32 bits."""
    engine = import_module("xllamacpp")
    parameters = engine.CommonParams()
    parameters.model.path = model
    parameters.n_ctx, parameters.n_parallel, parameters.n_gpu_layers = 512, 1, 0
    parameters.cpuparams.n_threads, parameters.port = 2, 0
    parameters.cache_type_k = parameters.cache_type_v = engine.ggml_type.GGML_TYPE_F32
    parameters.warmup, parameters.verbosity = False, -1
    return engine.Server(parameters)


def asked(server: Any, prompt: Sequence[int], vocabulary: int) -> list[float]:
    """The logarithms of the probabilities of the token after a prompt."""
    request = {"prompt": list(prompt), "n_predict": 1, "n_probs": vocabulary, "temperature": 0}
    answer = server.handle_completions(request | {"cache_prompt": False})
    (place,) = answer["choices"][0]["logprobs"]["content"]
    result = [float("nan")] * vocabulary
    for entry in place["top_logprobs"]:
        result[entry["id"]] = entry["logprob"]
    return result


if __name__ == "__main__":
    main()
