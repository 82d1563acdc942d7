"""`verify-model` and the whole model: its options, what is printed and written, the exit code."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from quantcert.certificate import Verdict
from quantcert.certificate.encode import to_document
from tests.support.certificates import CERTIFICATE, NETWORK, REGION, WHOLE
from tests.support.made_runs import MadeRun
from tests.support.small_models import verify


def test_the_whole_model_is_the_default_and_needs_no_region(run: MadeRun, tmp_path: Path) -> None:
    assert verify("model", "--base", "original", "--out", tmp_path / "out").exit_code == 0
    assert run.options.network is True
    assert run.options.region is None


def test_the_options_reach_the_run(run: MadeRun, tmp_path: Path) -> None:
    arguments = ("model", "--base", "original", "--out", tmp_path / "out")
    verify(*arguments, "--region", "ranges.json")
    assert run.options.region == Path("ranges.json")
    verify(*arguments, "--no-network")
    assert run.options.network is False


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [((), "--base"), (("--base", "original", "--no-network"), "--network")],
)
def test_a_region_that_nothing_would_use_is_refused(
    run: MadeRun, tmp_path: Path, arguments: tuple[str, ...], missing: str
) -> None:
    out = tmp_path / "out"
    result = verify("model", *arguments, "--region", "ranges.json", "--out", out)
    assert result.exit_code == 2
    assert "--region" in result.stderr
    assert f"needs {missing}" in result.stderr
    assert not out.exists()


def test_the_whole_model_is_printed_and_written(run: MadeRun, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = verify("model", "--base", "original", "--region", "ranges.json", "--out", out)
    assert result.exit_code == 0, result.output
    assert "all inputs: whole model: error of the logits" in result.stdout
    assert "Whole model" in (out / "report.html").read_text()
    assert json.loads((out / "certificate.json").read_text()) == to_document(WHOLE)


def test_an_unproved_theorem_about_the_whole_model_rejects(run: MadeRun, tmp_path: Path) -> None:
    unproved = replace(REGION, verdict=Verdict.UNPROVED)
    run.certificate = replace(WHOLE, network=replace(NETWORK, scopes=(unproved,)))
    assert verify("model", "--base", "original", "--out", tmp_path / "out").exit_code == 1


def test_a_wider_bound_does_not_reproduce(run: MadeRun, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps(to_document(WHOLE)))
    arguments = ("model", "--base", "original", "--out", tmp_path / "out", "--reproduce", earlier)
    assert verify(*arguments).exit_code == 0
    wider = replace(REGION, bound=REGION.bound + 1, verdict=Verdict.PROVED_VACUOUS)
    run.certificate = replace(WHOLE, network=replace(NETWORK, scopes=(NETWORK.scopes[0], wider)))
    result = verify(*arguments)
    assert result.exit_code == 1
    assert "/network/scopes/region/bound: '10', the certificate has '9'" in result.stderr
    assert result.stdout.splitlines()[-1].startswith(
        "REJECTED: THE EARLIER CERTIFICATE IS NOT REPRODUCED · LAYERS ACCEPTED ("
    )


def test_a_certificate_without_the_whole_model_is_written_too(run: MadeRun, tmp_path: Path) -> None:
    run.certificate = CERTIFICATE
    out = tmp_path / "out"
    assert verify("model", "--out", out, "--no-network").exit_code == 1
    assert json.loads((out / "certificate.json").read_text())["network"] is None
