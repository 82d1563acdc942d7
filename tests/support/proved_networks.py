"""Small networks as checkpoints: an original, its quantized copy, a region, and a proved run.

Weights are random, except for those of "untied": these are stored exactly, so that the head alone
errs and its bound is below the trivial one.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.certificate import Certificate, ScopeEvidence
from quantcert.forward import CalibrateOptions, calibrate
from quantcert.lean import ResultStore
from quantcert.lean.check import store
from quantcert.quantizer import quantize_checkpoint
from quantcert.run.ledger import LedgerEntry
from quantcert.run.network_plan import NetworkPlan
from quantcert.run.open import NetworkInputs, open_run
from quantcert.run.options import VerifyOptions
from quantcert.run.verify import NETWORK, VerifyRun, finish_run, start_run
from tests.support.architectures import (
    Shapes,
    bert_config,
    bert_shapes,
    llama_config,
    llama_shapes,
    mixture_config,
    mixture_shapes,
)
from tests.support.checkpoints import write_checkpoint
from tests.support.networks import WORDS, write_tokenizer
from tests.support.operations import operations_config, operations_shapes

GROUP = 4
HEAD = "lm_head.weight"


def pooled_shapes() -> Shapes:
    """With a matrix that no block of the network reads."""
    return bert_shapes() | {"pooler.dense.weight": (8, 8), "pooler.dense.bias": (8,)}


def untied_config() -> dict[str, object]:
    return llama_config() | {"tie_word_embeddings": False, "num_hidden_layers": 1}


def untied_shapes() -> Shapes:
    return llama_shapes(1) | {HEAD: (20, 8)}


FAMILIES = {
    "bert": (bert_config, pooled_shapes),
    "llama": (llama_config, llama_shapes),
    "untied": (untied_config, untied_shapes),
    "mixture": (mixture_config, mixture_shapes),
    "operations": (operations_config, operations_shapes),
}
MATRICES = {"bert": 15, "llama": 15, "untied": 9, "mixture": 6, "operations": 14}
"""How many matrices each network has."""


@dataclass(frozen=True)
class NetworkModel:
    """Folders of an original and its quantized copy, and a region measured on them."""

    original: Path
    quantized: Path
    region: Path

    def copied(self, folder: Path) -> NetworkModel:
        """A copy that a test may spoil."""
        shutil.copytree(self.original, folder / "original")
        shutil.copytree(self.quantized, folder / "quantized")
        shutil.copy(self.region, folder / "region.json")
        return NetworkModel(folder / "original", folder / "quantized", folder / "region.json")

    def options(self, out: Path, **others: Any) -> VerifyOptions:
        """A run in both scopes unless told otherwise."""
        made = VerifyOptions(self.quantized, self.original, None, out, region=self.region)
        return replace(made, **others)


@dataclass(frozen=True)
class ProvedNetwork:
    """A model and the run that proved it."""

    model: NetworkModel
    run: VerifyRun
    certificate: Certificate

    @property
    def network(self) -> NetworkInputs:
        assert self.run.inputs.network is not None
        return self.run.inputs.network

    @property
    def plan(self) -> NetworkPlan:
        assert self.run.network is not None
        return self.run.network

    @property
    def entry(self) -> LedgerEntry:
        """What the ledger has of the network."""
        return self.run.ledger.entries[NETWORK]

    def scope(self, scope: str) -> ScopeEvidence:
        assert self.certificate.network is not None
        (found,) = (s for s in self.certificate.network.scopes if s.scope == scope)
        return found


class Networks:
    """Networks by name, each proved when it is first asked for; the store is in `cache`."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self.cache = cache
        self._proved: dict[str, ProvedNetwork] = {}

    def __getitem__(self, name: str) -> ProvedNetwork:
        if name not in self._proved:
            folder = self.folder / name
            folder.mkdir()
            model = network_model(folder, name)
            run = self.run(model.options(folder / "out"))
            self._proved[name] = ProvedNetwork(model, run, finish_run(run))
        return self._proved[name]

    def run(self, options: VerifyOptions) -> VerifyRun:
        """A run that takes what is in the store and keeps there what it finds."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(store, "cache_root", lambda: self.cache)
            return start_run(open_run(options))


def network_model(folder: Path, name: str) -> NetworkModel:
    """A model of one of the `FAMILIES`, calibrated on a text of 400 words, or 300 vectors."""
    config, shapes = (make() for make in FAMILIES[name])
    rng = np.random.default_rng(5)
    tensors = {
        tensor: exact_weights(rng, shape) if name == "untied" and tensor != HEAD
        else rng.standard_normal(shape).astype(np.float32) / 2
        for tensor, shape in shapes.items()
    }  # fmt: skip
    original = write_checkpoint(folder / "original", tensors)
    (original / "config.json").write_text(json.dumps(config))
    write_tokenizer(original / "tokenizer.json", special=name == "bert")
    model = NetworkModel(original, folder / "quantized", folder / "region.json")
    quantize_checkpoint(original, model.quantized, "pair11", GROUP)
    text, vectors = folder / "text.txt", folder / "vectors.npy"
    text.write_text(" ".join(rng.choice(WORDS, size=400)))
    np.save(vectors, rng.uniform(-1, 1, (300, 6)))
    given: tuple[Path | None, Path | None] = (text, None)
    if name == "mixture":
        given = (None, vectors)
    calibrate(
        CalibrateOptions(model.quantized, original, *given, 400, 8, model.region, lambda *_: None)
    )
    return model


def exact_weights(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Multiples of 1/16 that eleven levels hold exactly: each group has both extremes."""
    steps = rng.integers(-5, 6, shape)
    steps[..., ::GROUP], steps[..., 1::GROUP] = -5, 5
    return (steps / 16).astype(np.float32)


def checked_again(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Of these modules no result is taken from a store, and none is kept."""
    find, keep = ResultStore.find, ResultStore.keep

    def found(self: ResultStore, job: Any, required: Any) -> Any:
        return None if job.name in names else find(self, job, required)

    def kept(self: ResultStore, job: Any, *rest: Any) -> None:
        if job.name not in names:
            keep(self, job, *rest)

    monkeypatch.setattr(ResultStore, "find", found)
    monkeypatch.setattr(ResultStore, "keep", kept)
