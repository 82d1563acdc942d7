"""`verify-model` on whole networks: exit codes and messages, reuse, reproduction, nothing left."""

import json
import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.certificate.encode import digest
from quantcert.run import literal_folder
from quantcert.statements.checkpoint import CHECKPOINT_MODULE
from tests.support.checkpoints import edit_tensor
from tests.support.proved_networks import NetworkModel, Networks, checked_again
from tests.support.small_models import verify
from tests.support.weight_runs import change_codes, flip, spoil_literals

MODULES = 6 + 4
"""What the kernel checks for the mixture: a module for each matrix, four for the network."""


@pytest.fixture
def model(networks: Networks, monkeypatch: pytest.MonkeyPatch) -> NetworkModel:
    """The mixture; runs take their results from the store that holds its proofs."""
    found = networks["mixture"].model
    monkeypatch.setattr("quantcert.lean.check.store.cache_root", lambda: networks.cache)
    return found


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where literals and other temporary files go."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(literal_folder, "_SHARED_MEMORY", tmp_path / "none")
    return folder


def run(model: NetworkModel, out: Path, *arguments: object) -> tuple[int, str, dict[str, Any]]:
    """Exit code, standard error and the certificate, {} if there is none."""
    paths = (model.quantized, "--base", model.original, "--region", model.region, "--out", out)
    result = verify(*paths, *arguments)
    file = out / "certificate.json"
    document: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return result.exit_code, result.stderr, document


def test_a_second_run_says_the_same_and_checks_nothing(
    model: NetworkModel, tmp_path: Path, scratch: Path
) -> None:
    code, _, first = run(model, tmp_path / "out")
    assert code == 0
    assert [scope["scope"] for scope in first["network"]["scopes"]] == ["all inputs", "region"]
    code, message, second = run(
        model, tmp_path / "again", "--reproduce", tmp_path / "out" / "certificate.json"
    )
    assert code == 0
    assert message.endswith("the certificate is reproduced\n")
    assert second["measurement"]["reused_modules"] == MODULES
    assert first["digest"] == second["digest"] == digest(second)
    for name in (CHECKPOINT_MODULE, "Proofs.Model_region", "Proofs.Vectors"):
        files = [tmp_path / out / "Proofs" / f"{name[7:]}.lean" for out in ("out", "again")]
        texts = [file.read_text() for file in files]
        assert texts[0] == texts[1]
    assert list(scratch.iterdir()) == []


def test_a_run_that_takes_nothing_from_the_store_says_the_same(
    model: NetworkModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, kept = run(model, tmp_path / "out")
    names = ("Proofs.Vectors", "Proofs.Model_all_inputs", "Proofs.Model_region", CHECKPOINT_MODULE)
    checked_again(monkeypatch, *names)
    code, _, fresh = run(model, tmp_path / "fresh")
    assert code == 0
    assert fresh["measurement"]["reused_modules"] == MODULES - 4
    assert fresh["digest"] == kept["digest"]


def change_region(
    model: NetworkModel, folder: Path, change: Callable[[dict], None]
) -> NetworkModel:
    """The same checkpoints with another region file."""
    document = json.loads(model.region.read_text())
    change(document)
    path = folder / "region.json"
    path.write_text(json.dumps(document))
    return NetworkModel(model.original, model.quantized, path)


def widen(document: dict) -> None:
    mantissa, p = document["points"]["mixture output"]["entry"]
    document["points"]["mixture output"]["entry"] = [mantissa + 1, p]


def test_another_region_does_not_reproduce_a_certificate(
    model: NetworkModel, tmp_path: Path
) -> None:
    run(model, tmp_path / "out")
    other = change_region(model, tmp_path, widen)
    code, message, _ = run(
        other, tmp_path / "other", "--reproduce", tmp_path / "out" / "certificate.json"
    )
    assert code == 1
    assert "differs /network/scopes/region/region/sha256" in message
    assert message.endswith("the certificate is not reproduced\n")


def refused(model: NetworkModel, out: Path) -> str:
    """The message of a run that must end with exit code 2 and write nothing."""
    code, message, _ = run(model, out)
    assert code == 2
    assert message.startswith("error: ")
    assert "Traceback" not in message
    assert not out.exists()
    return message


@pytest.mark.parametrize("place", ["points", "norms", "origin", "observed"])
def test_a_region_with_a_field_missing(model: NetworkModel, tmp_path: Path, place: str) -> None:
    def drop(document: dict) -> None:
        del document[place]

    message = refused(change_region(model, tmp_path, drop), tmp_path / "out")
    assert f"region.json: not a region: (top): '{place}' is a required property" in message


def test_the_region_of_another_checkpoint(
    model: NetworkModel, networks: Networks, tmp_path: Path
) -> None:
    other = NetworkModel(model.original, model.quantized, networks["bert"].model.region)
    message = refused(other, tmp_path / "out")
    assert "region.json: checkpoint/config.json: the region has" in message
    assert "it belongs to another checkpoint" in message


def flip_a_bit(values: np.ndarray) -> None:
    values.view(np.uint32)[1] ^= 1


def test_a_bias_that_differs_from_the_originals(model: NetworkModel, tmp_path: Path) -> None:
    """One bit: the theorems hold of networks with equal vectors only."""
    spoiled = model.copied(tmp_path)
    weights = spoiled.quantized / "model.safetensors"
    edit_tensor(weights, "experts.1.0.bias", flip_a_bit, np.float32)
    result = verify(spoiled.quantized, "--base", spoiled.original, "--out", tmp_path / "out")
    document = json.loads((tmp_path / "out" / "certificate.json").read_text())
    assert result.exit_code == 1
    (finding,) = document["findings"]
    assert (finding["rule"], finding["tensor"]) == ("QC-TENSOR-DIFFERS", "experts.1.0.bias")
    assert document["network"]["scopes"] == []


def make_nan(values: np.ndarray) -> None:
    values[0] = np.nan


def test_a_bias_that_is_no_number(model: NetworkModel, tmp_path: Path, scratch: Path) -> None:
    """In both checkpoints alike; nothing was measured on them."""
    spoiled = model.copied(tmp_path)
    for folder in (spoiled.original, spoiled.quantized):
        edit_tensor(folder / "model.safetensors", "gate.0.bias", make_nan, np.float32)
    result = verify(spoiled.quantized, "--base", spoiled.original, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "tensor gate.0.bias: element [0] is nan, must be finite" in result.stderr
    assert not (tmp_path / "out").exists()
    assert list(scratch.iterdir()) == []


def test_a_config_that_does_not_fit_the_tensors(model: NetworkModel, tmp_path: Path) -> None:
    spoiled = model.copied(tmp_path)
    for folder in (spoiled.original, spoiled.quantized):
        path = folder / "config.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"expert_hidden": 3}))
    result = verify(spoiled.quantized, "--base", spoiled.original, "--out", tmp_path / "out")
    assert result.exit_code == 0
    document = json.loads((tmp_path / "out" / "certificate.json").read_text())
    assert document["network"]["scopes"] == []
    assert "experts.0.0.weight" in result.stdout


def test_nothing_is_left_of_a_run_that_is_not_accepted(
    model: NetworkModel, tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_literals(monkeypatch, "gate.4.weight", change_codes(0, flip(0, 0, 0)))
    code, _, document = run(model, tmp_path / "out")
    assert code == 1
    assert not document["conclusion"]["accepted"]
    assert list(scratch.iterdir()) == []


def interrupt() -> None:
    raise KeyboardInterrupt


def fail() -> None:
    raise ZeroDivisionError


def terminate() -> None:
    """As a time limit or a service manager does it."""
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize(
    ("end", "place", "status", "words"),
    [
        (interrupt, "verify.write_vectors", 130, "interrupted: no output"),
        (interrupt, "network_checks.checkpoint_module", 130, "interrupted: no output"),
        (terminate, "network_checks.checkpoint_module", 143, "terminated: no output"),
        (fail, "network_checks.checkpoint_module", 2, "ZeroDivisionError"),
    ],
)
def test_nothing_is_left_of_a_run_that_ends_early(
    model: NetworkModel,
    tmp_path: Path,
    scratch: Path,
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[], None],
    place: str,
    status: int,
    words: str,
) -> None:
    """Stopped when all literals of the layers are written, and some are shared."""
    found: list[int] = []
    handler = signal.getsignal(signal.SIGTERM)

    def stopped(*_: object) -> None:
        found.append(len(list(scratch.rglob("Data/**/*.olean"))))
        assert signal.getsignal(signal.SIGTERM) != signal.SIG_DFL
        end()

    monkeypatch.setattr(f"quantcert.run.{place}", stopped)
    code, message, document = run(model, tmp_path / "out")
    assert code == status
    assert words in message
    assert found[0] >= 6
    assert document == {}
    assert list(scratch.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) == handler


def test_without_the_network_nothing_is_said_of_it(model: NetworkModel, tmp_path: Path) -> None:
    out = tmp_path / "out"
    paths = (model.quantized, "--base", model.original, "--out", out)
    result = verify(*paths, "--no-network", "--level", "rows")
    assert result.exit_code == 0
    assert json.loads((out / "certificate.json").read_text())["network"] is None
    assert not (out / "Proofs" / "Checkpoint.lean").exists()


NEED = """
version = 1
[accumulator]
width_bits = 32
activation_min = -128
activation_max = 127
[[layer]]
pattern = "*"
input_abs_max = 1
max_relative_error = 1
"""


def test_a_required_bound_that_is_not_met_rejects(
    model: NetworkModel, tmp_path: Path, scratch: Path
) -> None:
    need = tmp_path / "need.toml"
    need.write_text(f'{NEED}[network.all_inputs]\nmax_output_error = "1/1000"\n')
    code, _, document = run(model, tmp_path / "out", "--requirements", need)
    assert code == 1
    assert not document["conclusion"]["accepted"]
    assert [scope["requirement"] for scope in document["network"]["scopes"]] == ["1/1000", None]
    assert {layer["verdict"] for layer in document["layers"]} == {"PROVED"}


@pytest.mark.parametrize(
    ("scope", "options", "message"),
    [
        ("region", (), "network.region needs --region"),
        ("all_inputs", ("--no-network",), "network needs --network"),
    ],
)
def test_a_scope_that_is_required_must_be_asked_for(
    model: NetworkModel, tmp_path: Path, scope: str, options: tuple[str, ...], message: str
) -> None:
    need = tmp_path / "need.toml"
    need.write_text(f"{NEED}[network.{scope}]\nmax_output_error = 1\n")
    paths = (model.quantized, "--base", model.original, "--out", tmp_path / "out")
    result = verify(*paths, "--requirements", need, *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "out").exists()
