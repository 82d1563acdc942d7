"""The GitHub Action: valid, and its steps do what its page says."""

import json
import os
import shutil
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.support.actions import ActionRun

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
GATE = ROOT / "tests" / "gate"
MODEL = GATE / "model"
SCHEMA = json.loads((ROOT / "tests" / "schemas" / "github-actions.json").read_text())
STEPS = ["Verify", "Summary", "Regression", "Verdict"]
STRICT = """
version = 1
[[layer]]
pattern = "*"
input_abs_max = 1
max_row_error = "1/1000000"
"""


def action(folder: Path, **inputs: str) -> ActionRun:
    """The action on the gate's model, with this environment's `quantcert`."""
    given = {"checkpoint": str(MODEL / "quantized"), "base": str(MODEL / "original"), **inputs}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return ActionRun(ACTION, folder, given, path)


def test_it_is_valid() -> None:
    jsonschema.validate(yaml.safe_load(ACTION.read_text()), SCHEMA)


def test_its_page_names_every_input_and_output() -> None:
    page = (ROOT / "docs" / "github-action.md").read_text()
    document = yaml.safe_load(ACTION.read_text())
    names = [*document["inputs"], *document["outputs"]]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_an_accepted_model_passes(tmp_path: Path) -> None:
    run = action(tmp_path, baseline=str(GATE / "baseline.json"), arguments="--jobs 1 --quiet")
    assert run.run("Install") == 0, run.log
    assert run.ran == STEPS
    assert run.outputs == {
        "certificate": "quantcert-evidence/certificate.json", "accepted": "true",
    }  # fmt: skip
    assert run.summary.startswith("## ✅ quantized\n")
    assert "NO REGRESSION" in run.log
    assert (tmp_path / "quantcert.sarif").exists()
    assert (tmp_path / "quantcert-junit.xml").exists()


def test_a_rejected_model_fails_at_the_end(tmp_path: Path) -> None:
    """Files and the summary are there all the same."""
    (tmp_path / "need.toml").write_text(STRICT)
    run = action(tmp_path, requirements="need.toml", arguments="--no-network")
    assert run.run("Install") == 1
    assert run.ran == ["Verify", "Summary", "Verdict"]
    assert run.outputs["accepted"] == "false"
    assert run.summary.startswith("## ❌ quantized\n")
    assert "::error::QuantCert: the checkpoint is rejected" in run.log


def test_a_weaker_model_fails_at_the_comparison(tmp_path: Path) -> None:
    baseline = json.loads((GATE / "baseline.json").read_text())
    baseline["layers"]["lm_head.weight"]["bound of W x"] = "1/1000"
    (tmp_path / "baseline.json").write_text(json.dumps(baseline))
    run = action(tmp_path, baseline="baseline.json", arguments="--no-network")
    assert run.run("Install") == 1
    assert run.ran == STEPS[:3]
    assert "QC-REGRESS-BOUND  layers/lm_head.weight: bound of W x: 0.001 -> " in run.log


def test_what_cannot_run_fails_at_once(tmp_path: Path) -> None:
    run = action(tmp_path, checkpoint="nothing $(touch injected); here")
    assert run.run("Install") == 2
    assert run.ran == ["Verify"]
    assert not (tmp_path / "injected").exists()


@pytest.mark.parametrize("package", ["", "quantcert==0.1.0"])
def test_the_install_step_uses_the_package_that_is_asked_for(tmp_path: Path, package: str) -> None:
    """With a stand-in for Python, which notes what it is called with."""
    tools = tmp_path / "tools"
    tools.mkdir()
    stand_in = tools / "python-stand-in"
    stand_in.write_text(
        "#!/usr/bin/env bash\n"
        'echo "$@" >> "$CALLS"\n'
        'if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi\n'
    )
    stand_in.chmod(0o755)
    run = action(tmp_path, package=package, python=str(stand_in))
    os.environ["CALLS"] = str(tmp_path / "calls")
    try:
        assert run.run(*STEPS) == 0, run.log
    finally:
        del os.environ["CALLS"]
    venv = tmp_path / "quantcert-venv"
    assert (tmp_path / "calls").read_text().splitlines() == [
        f"-m venv {venv}",
        f"-m pip install --quiet {package or ROOT}",
    ]
    assert (tmp_path / "path").read_text() == f"{venv}/bin\n"
    shutil.rmtree(venv)
