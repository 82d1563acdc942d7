"""Sound files of every kind that the package reads, each with what reads it."""

import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from quantcert.containers.torch.file import read_torch_tensors
from quantcert.convert import convert_gguf
from quantcert.formats import open_quantized
from quantcert.inspection import inspect_checkpoint
from quantcert.quantizer import quantize_checkpoint
from quantcert.requirements import load_requirements
from tests.support import packed_models as packed
from tests.support import torch_files
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.foreign import FORMATS, cases, golden
from tests.support.packed_folders import write_folder
from tests.support.peers.expected import EXPECTED

Read = Callable[[Path], object]

AUTO_ROUND = {
    "quant_method": "auto-round",
    "packing_format": "auto_round:auto_gptq",
    "bits": 4,
    "group_size": packed.SIZE,
    "sym": False,
    "extra_config": {"lm.*head": {"bits": 16}},
}


@dataclass(frozen=True)
class Sound:
    """A folder of files, by name, and what is called to read it; `spoiled` are worth spoiling."""

    name: str
    files: Mapping[str, bytes]
    read: Read

    @property
    def spoiled(self) -> list[str]:
        """Names of the files, sorted."""
        return sorted(self.files)

    def write(self, folder: Path, other: Mapping[str, bytes] | None = None) -> Path:
        """Write the files, some of them with other contents."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in {**self.files, **(other or {})}.items():
            (folder / name).write_bytes(content)
        return folder


def read_checkpoint(path: Path) -> None:
    """All that is read of a checkpoint under test: headers, numbers, codes, digests."""
    inspect_checkpoint(path, values=True)
    quantized = open_quantized(path)
    for name in quantized.matrices():
        quantized.read(name)
    quantized.checkpoint.files()


@cache
def sound_files() -> tuple[Sound, ...]:
    """One of every container and format, and the other files that a user hands in."""
    with tempfile.TemporaryDirectory() as folder:
        return tuple(_made(Path(folder)))


def _made(folder: Path) -> Iterator[Sound]:
    for name in ("bitsandbytes", "fp8", "mxfp4", "quanto", "torchao"):
        for case in cases(name):
            yield _folder(f"{name} {case}", golden(name, case), read_checkpoint)
    for name, (tensors, settings) in _packed().items():
        made = write_folder(folder / name, tensors, settings)
        yield _folder(name, made, read_checkpoint)
    for name in ("pair11", "alt43"):
        yield _folder(name, _own(folder / name, name), read_checkpoint)
    for path in sorted((FORMATS / "onnx" / "goldens").glob("*.onnx")):
        yield _file(f"onnx {path.stem}", "model.onnx", path.read_bytes(), read_checkpoint)
    yield from _gguf(folder)
    yield from _torch(folder)
    requirements = (Path(__file__).parents[2] / "specs/requirements/default.toml").read_bytes()
    yield _file("requirements", "need.toml", requirements, load_requirements)


def _packed() -> dict[str, Any]:
    return {
        "gptq": packed.gptq(4, 1),
        "gptq 3 bits": packed.gptq(3, 0, checkpoint_format="gptq_v2"),
        "gptq ordered": packed.ordered(),
        "auto-round": (packed.gptq(4, 1)[0], AUTO_ROUND),
        "awq": packed.awq(),
        "pack-quantized": packed.packed(3),
        "int-quantized": packed.bytes_of(),
        "nvfp4": packed.nvfp4("weight_packed", 500.0, "compressed-tensors"),
        "modelopt": packed.nvfp4("weight", 0.002, "modelopt"),
        "float-quantized": packed.fp8(),
        "mxfp4-pack-quantized": packed.mxfp4(),
    }


def _own(folder: Path, name: str) -> Path:
    tensors = {"w.weight": weights(6, 19, seed=1), "b": weights(6, seed=3)}
    original = write_checkpoint(folder / "original", tensors)
    quantize_checkpoint(original, folder / "quantized", name, 8)
    return folder / "quantized"


def _gguf(folder: Path) -> Iterator[Sound]:
    try:
        from tests.support.gguf_files import write_gguf
        from tests.support.gguf_models import FAMILIES, uniformly, write_model
    except BaseException:  # the wheels of gguf or llama.cpp are not there; a skip is no Exception
        return
    for kind in ("Q8_0", "Q4_0", "Q5_1", "MXFP4"):
        path = write_model(folder / f"{kind}.gguf", FAMILIES["llama"], kinds=uniformly(kind))
        yield _file(f"gguf {kind}", "model.gguf", path.read_bytes(), read_checkpoint)
    path = write_gguf(folder / "plain.gguf")
    yield _file("gguf to convert", "model.gguf", path.read_bytes(), _convert)


def _convert(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        convert_gguf(path, Path(folder, "converted"))


def _torch(folder: Path) -> Iterator[Sound]:
    value = {"w": torch_files.tensor(), "b": torch_files.tensor("1", (2,), (1,), 1, "HalfStorage")}
    storages = {"0": np.arange(6, dtype="<f4"), "1": np.array([1, 2, 3], dtype="<f2")}
    path = torch_files.write(folder / "m.pt", value, storages)
    yield _file("torch", "m.pt", path.read_bytes(), read_torch_tensors)
    with zipfile.ZipFile(path) as archive:
        inside = archive.read("m/data.pkl")
    yield _file("torch pickle", "data.pkl", inside, partial(_pickled, storages))


def _pickled(storages: Mapping[str, np.ndarray], path: Path) -> None:
    """Read a pickle as the one of an archive, whose checksums are then right."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(Path(folder, "m.pt"), "w") as archive:
            archive.writestr("m/data.pkl", path.read_bytes())
            for key, array in storages.items():
                archive.writestr(f"m/data/{key}", array.tobytes())
        read_torch_tensors(Path(folder, "m.pt"))


def _folder(name: str, folder: Path, read: Read) -> Sound:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != EXPECTED}
    return Sound(name, files, read)


def _file(name: str, file: str, content: bytes, read: Read) -> Sound:
    return Sound(name, {file: content}, lambda folder: read(folder / file))
