"""What quantizers do to what models say: recipes of this package beside llama.cpp, RTN and GPTQ.

    python bench/quality.py [--json] [--tokens N] [--calibration N] [--only TEXT] [MODEL ...]

One text is cut in halves: all quantizers are calibrated on the second, all are judged on the first,
by the same forward pass in float32 of the same original. Embeddings are left as they are, in all of
them. Sizes are those of what is stored, scales and zero-points included. A type of llama.cpp whose
blocks of 256 columns do not divide a row gets rows that are joined, at its own size. `--only` takes
the rows whose name has a text; checkpoints of recipes are kept in `.cache/quality`, and so are
their matrices while they are made, so that a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measure import say
from bench.models import characters, minilm, news, smollm2
from bench.peers import Peer, peers
from quantcert.containers import open_checkpoint
from quantcert.exact import decode_float64
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.forward.compare import Window
from quantcert.forward.differentiate import Floating, differentiate
from quantcert.forward.functions import Array
from quantcert.forward.quality import Predictions, Quality, embedding_quality
from quantcert.forward.text import find_tokenizer, line_windows, token_windows
from quantcert.models.net import Architecture, Linear, nodes
from quantcert.pairing.parts import TensorPart
from quantcert.quantizer import (
    Effort,
    Recipe,
    Rule,
    make_choice,
    quantize_by_recipe,
    with_budget,
)
from quantcert.quantizer.calibrated import network_of
from quantcert.quantizer.moments import Moments, Relevance, Unseen
from quantcert.quantizer.relevance import Reading
from quantcert.quantizer.single import SingleWeights
from quantcert.quantizer.states import States

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "quality"
MODELS: dict[str, Callable[[], Path]] = {
    "smollm2": smollm2,
    "minilm": minilm,
    "characters": characters,
}
LEFT = (Rule("*embed*", None),)
"""Embeddings stay as they are."""

_LENGTH = 512


def recipes() -> dict[str, Recipe]:
    """Recipes of this package by the names of their rows."""
    found = {
        f"fast {name}": Recipe(Effort.FAST, make_choice(name, None), LEFT)
        for name in ("grid3", "grid35", "grid4")
    }
    kinds = (
        (Effort.DEFAULT, False, ""),
        (Effort.BEST, False, ""),
        (Effort.BEST, True, ", following"),
    )
    for effort, follow, addition in kinds:
        free = Recipe(effort, make_choice("grid4", None), LEFT, follow=follow)
        for bits in (3.0, 3.25, 3.44, 3.7, 4.0, 4.25, 4.5):
            found[f"{effort}{addition} {bits} bits"] = with_budget(free, bits)
    return found


def main() -> None:
    """Quantize, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("models", nargs="*", help=f"of {', '.join(MODELS)}; default: all")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--tokens", type=int, default=4096, help="that are judged (default 4096)")
    parser.add_argument("--calibration", type=int, default=8192, help="tokens (default 8192)")
    parser.add_argument("--only", default="", help="rows whose name has this text")
    given = parser.parse_args()
    found = {}
    for model in given.models or list(MODELS):
        if model not in MODELS:
            parser.error(f"{model}: choose of {', '.join(MODELS)}")
        found[model] = measure(MODELS[model](), model, given)
    print(json.dumps(found, indent=2) if given.json else "\n\n".join(map(_table, found.values())))


def measure(folder: Path, model: str, given: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """The figures of each row by its name."""
    held, rest = _halves()
    original = open_checkpoint(folder)
    network = network_of(original)
    cut = _windows if network.output == "logits" else _sentences
    calibration = cut(folder, network, rest, given.calibration)
    judged = cut(folder, network, held, given.tokens)
    rows: list[_Row] = [_Own(n, q) for n, q in _quantized(folder, model, calibration, given.only)]
    rows += [_Other(peer) for peer in peers() if given.only in peer.name]
    with tempfile.TemporaryDirectory(prefix="quantcert-bench-") as scratch:
        reading = Reading(original, network, calibration, States(Path(scratch) / "states"))
        judge = _Judge(reading, judged, rows)
        for number in range(len(network.blocks)):
            judge.block(number)
        return judge.figures()


class _Row:
    """A quantizer on the table."""

    name: str
    bits = 0
    weights = 0

    def matrix(self, name: str, original: Floating, moments: Mapping[str, Array]) -> Array:
        """The decoded matrix, which is counted; `moments` of inputs are those that peers need."""
        raise NotImplementedError


@dataclass
class _Own(_Row):
    """A checkpoint of this package."""

    name: str
    quantized: QuantizedCheckpoint

    def matrix(self, name: str, original: Floating, moments: Mapping[str, Array]) -> Array:
        """See `_Row`."""
        self.weights += original.size
        self.bits += int(self.quantized.bits_per_weight(name) * original.size)
        return decode_float64(self.quantized.read(name))


@dataclass
class _Other(_Row):
    """A peer."""

    peer: Peer

    def __post_init__(self) -> None:
        self.name = self.peer.name

    def matrix(self, name: str, original: Floating, moments: Mapping[str, Array]) -> Array:
        """See `_Row`."""
        decoded, bits = self.peer.quantize(original.astype(np.float32), moments[name])
        self.weights, self.bits = self.weights + original.size, self.bits + bits
        return decoded.astype(np.float64)


class _Judge:
    """Takes the original and all rows through the network together, block by block."""

    def __init__(self, reading: Reading, judged: Sequence[Window], rows: Sequence[_Row]) -> None:
        self._reading, self._judged, self._rows = reading, judged, rows
        self._states = [[window.x.astype(np.float32)] * (len(rows) + 1) for window in judged]
        self._predictions = [Predictions() for _ in rows]
        self._logits = reading.network.output == "logits"
        reading.start()

    def block(self, number: int) -> None:
        """Quantize a block, and take everything that is judged through it."""
        network = self._reading.network
        block = network.blocks[number]
        say(f"{block.name}: {len(self._rows)} quantizers")
        read = {n.matrix for n in nodes(block.net) if isinstance(n, Linear)}
        names = sorted(n for n in {network.matrices[n].tensor for n in read} if "embed" not in n)
        moments = self._moments(number, names)
        last = self._logits and number == len(network.blocks) - 1
        self._run(number, 0, {}, last=False)
        for place, row in enumerate(self._rows):
            decoded = {
                TensorPart(name): row.matrix(name, self._reading.original.read(name), moments)
                for name in names
            }
            self._run(number, place + 1, decoded, last)

    def _moments(self, number: int, names: Sequence[str]) -> dict[str, Array]:
        if not any(isinstance(row, _Other) for row in self._rows):
            return {}
        read = _read(self._reading, number)
        found = {name: read.of(TensorPart(name)) for name in names}
        return {name: own.moments for name, own in found.items() if own is not None}

    def _run(self, number: int, place: int, decoded: dict[TensorPart, Array], last: bool) -> None:
        weights = SingleWeights(self._reading.original, decoded)
        net = self._reading.network.blocks[number].net
        for window, own in zip(self._judged, self._states, strict=True):
            x, network = own[place], self._reading.network
            y, _ = differentiate(network, net, window.tokens, weights, x, Unseen())
            if last:
                self._predictions[place - 1].add(window.tokens, _doubles(own[0]), _doubles(y))
            else:
                own[place] = y

    def figures(self) -> dict[str, dict[str, Any]]:
        """Of each row by its name."""
        found = {}
        for place, row in enumerate(self._rows):
            quality: Quality
            if self._logits:
                quality = self._predictions[place].quality()
            else:
                pairs = [(_doubles(own[0]), _doubles(own[place + 1])) for own in self._states]
                quality = embedding_quality(pairs)
            found[row.name] = {"bits": row.bits / max(1, row.weights), **asdict(quality)}
        return found


def _doubles(x: Floating) -> Array:
    return x.astype(np.float64)


def _read(reading: Reading, block: int) -> Moments:
    """Take the calibration text through a block of the original."""
    moments, weights = Moments(Relevance()), SingleWeights(reading.original)
    for place in range(len(reading.windows)):
        y, _ = reading.through(block, place, weights, moments)
        reading.states.save(block + 1, place, y)
    return moments


def _halves() -> tuple[str, str]:
    text = news().read_text(encoding="utf-8")
    return text[: len(text) // 2], text[len(text) // 2 :]


def _windows(folder: Path, network: Architecture, text: str, tokens: int) -> list[Window]:
    length = min(_LENGTH, network.max_length)
    with _file(text) as file:
        return token_windows(find_tokenizer(folder), file, tokens, length, network.vocabulary)


def _sentences(folder: Path, network: Architecture, text: str, tokens: int) -> list[Window]:
    """Sentences of the text, one a window, each counted as 32 tokens."""
    lines = "\n".join(part.strip() for part in text.split(". ") if len(part) > 20)
    length, number = min(_LENGTH, network.max_length), max(3, tokens // 32)
    with _file(lines) as file:
        return line_windows(find_tokenizer(folder), file, number, length, network.vocabulary)


@contextmanager
def _file(text: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="quantcert-bench-") as folder:
        path = Path(folder) / "text.txt"
        path.write_text(text, encoding="utf-8")
        yield path


def _quantized(
    folder: Path, model: str, windows: Sequence[Window], only: str
) -> Iterator[tuple[str, QuantizedCheckpoint]]:
    """The checkpoints of recipes; those that are not kept are made."""
    for name, recipe in recipes().items():
        if only not in name:
            continue
        target = CACHE / model / f"{name.replace(' ', '-')}-{len(windows)}"
        if not target.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            read = () if recipe.effort is Effort.FAST else windows
            start = time.monotonic()
            work = target.parent / f"{target.name}.work"
            quantize_by_recipe(folder, target, recipe, read, work=work)
            shutil.rmtree(work)
            say(f"{model}: {name} took {time.monotonic() - start:.0f} s")
        yield name, open_quantized(target)


def _table(rows: dict[str, dict[str, Any]]) -> str:
    """The rows, small ones first, as Markdown."""
    names = _PREDICTIONS if "kl" in next(iter(rows.values())) else _EMBEDDINGS
    lines = ["| quantizer | bits | " + " | ".join(names) + " |", "|---" * (len(names) + 2) + "|"]
    for name, row in sorted(rows.items(), key=lambda item: item[1]["bits"]):
        cells = " | ".join(_cell(row[key]) for key in names.values())
        lines.append(f"| {name} | {row['bits']:.3f} | {cells} |")
    return "\n".join(lines)


_PREDICTIONS = {
    "KL, mean": "kl", "median": "kl_median", "99 %": "kl_99", "99.9 %": "kl_999",
    "same top token": "same_top", "perplexity ratio": "perplexity_ratio",
}  # fmt: skip
_EMBEDDINGS = {
    "cosine, mean": "cosine", "least": "least_cosine", "rank correlation": "rank_correlation",
}  # fmt: skip


def _cell(value: float | dict[str, float]) -> str:
    if isinstance(value, dict):
        return f"{value['mean']:.4f} ± {value['error']:.4f}"
    return f"{value:.4f}"


if __name__ == "__main__":
    main()
