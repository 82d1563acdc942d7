"""The wheel works away from the checkout: built, installed into an empty environment, run."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.support.small_models import SmallModel

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the wheel and its dependencies alone."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    bin_folder = folder / "env" / "bin"
    pip = [sys.executable, "-m", "pip", "--python", str(bin_folder / "python")]
    subprocess.run([*pip, "install", "--quiet", "--no-compile", str(wheel)], check=True)
    return bin_folder


def run(command: Path, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [command, *map(str, arguments)],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_installed_commands_prove_a_model(
    installed: Path, model: SmallModel, tmp_path: Path
) -> None:
    done = run(installed / "quantize-model", tmp_path, model.original, "quantized", "--quiet")
    assert done.returncode == 0, done.stderr
    arguments = ("quantized", "--base", model.original, "--format", "json", "--quiet")
    done = run(installed / "verify-model", tmp_path, *arguments)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["conclusion"]["accepted"] is True
    assert (tmp_path / "proofs_gen" / "quantized" / "report.html").exists()


def test_nothing_comes_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = "import quantcert._resources as r; print(r.lean_dir()); print(r.specs_dir())"
    done = run(installed / "python", tmp_path, "-c", code)
    assert done.returncode == 0, done.stderr
    assert str(ROOT) not in done.stdout
    assert done.stdout.count("_share") == 2
