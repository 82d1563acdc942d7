"""The pre-commit hooks: readable by pre-commit, and their entries do what their page says."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pre_commit.clientlib import load_manifest

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
GATE = ROOT / "tests" / "gate"
MODEL = GATE / "model"
HOOKS = {hook["id"]: hook for hook in load_manifest(MANIFEST)}


def run(hook: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The hook's entry with arguments, in a shell."""
    command = f"{HOOKS[hook]['entry']} {shlex.join(str(a) for a in arguments)}"
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "-c", command],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_page_names_each_hook_with_its_own_arguments() -> None:
    page = (ROOT / "docs" / "pre-commit.md").read_text()
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (repository,) = yaml.safe_load(example)["repos"]
    assert [hook["id"] for hook in repository["hooks"]] == list(HOOKS)
    assert all(hook["args"] for hook in repository["hooks"])


def test_files_are_not_passed_and_the_entries_are_commands() -> None:
    for hook in HOOKS.values():
        assert hook["language"] == "python"
        assert hook["pass_filenames"] is False
        assert hook["entry"].startswith("quantcert ")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the hook that verifies leaves."""
    out = tmp_path_factory.mktemp("hook") / "evidence"
    found = run("quantcert-verify", MODEL / "quantized", "--base", MODEL / "original", "--out", out)
    assert found.returncode == 0, found.stderr
    return out / "certificate.json"


def test_the_committed_baseline_is_met(certificate: Path) -> None:
    found = run("quantcert-regress", certificate, "--baseline", GATE / "baseline.json")
    assert (found.returncode, found.stdout.split(":")[0]) == (0, "NO REGRESSION")


def test_an_edited_certificate_fails(certificate: Path, tmp_path: Path) -> None:
    edited = tmp_path / "certificate.json"
    edited.write_text(certificate.read_text().replace('"PROVED-VACUOUS"', '"PROVED"'))
    found = run("quantcert-regress", edited, "--baseline", GATE / "baseline.json")
    assert found.returncode == 2
    assert "has been edited" in found.stderr


def test_a_rejected_checkpoint_fails(tmp_path: Path) -> None:
    found = run("quantcert-verify", tmp_path / "missing", "--out", tmp_path / "out")
    assert found.returncode == 2
