"""`quantcert regress`: exit codes, what is printed, what is written."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quantcert.certificate import Certificate
from quantcert.certificate.encode import to_document, to_json
from quantcert.cli.main import app
from tests.support.certificates import NETWORK, REGION, WHOLE

WIDER = replace(
    WHOLE,
    network=replace(
        NETWORK, scopes=(NETWORK.scopes[0], replace(REGION, bound=REGION.bound * Fraction(21, 20)))
    ),
)


def written(folder: Path, certificate: Certificate = WHOLE) -> Path:
    file = folder / "certificate.json"
    file.write_text(to_json(to_document(certificate)))
    return file


def regress(certificate: Path, baseline: Path, *arguments: object) -> Result:
    words = ["regress", certificate, "--baseline", baseline, *arguments]
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    file = tmp_path / "baseline.json"
    assert regress(written(tmp_path), file, "--update").exit_code == 0
    return file


def test_the_same_certificate_passes(tmp_path: Path, baseline: Path) -> None:
    result = regress(written(tmp_path), baseline)
    assert result.exit_code == 0
    assert result.stdout == "NO REGRESSION: sample shows all that the baseline holds\n"


def test_a_wider_bound_fails_and_is_said_in_both_forms(tmp_path: Path, baseline: Path) -> None:
    told = tmp_path / "diff.json"
    result = regress(written(tmp_path, WIDER), baseline, "--json", told)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "QC-REGRESS-BOUND  scopes/region: bound: 9 -> 9.45",
        "REGRESSION: 1 weaker (QC-REGRESS-BOUND)",
    ]
    assert json.loads(told.read_text())["weaker"][0]["places"] == ["scopes/region"]


@pytest.mark.parametrize(("tolerance", "code"), [("0.05", 0), ("1/20", 0), ("0.049", 1)])
def test_a_tolerance_for_all_bounds(
    tmp_path: Path, baseline: Path, tolerance: str, code: int
) -> None:
    result = regress(written(tmp_path, WIDER), baseline, "--tolerance", tolerance)
    assert result.exit_code == code


def test_update_shows_the_changes_and_is_deterministic(tmp_path: Path, baseline: Path) -> None:
    before = baseline.read_bytes()
    result = regress(written(tmp_path, WIDER), baseline, "--update")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "QC-REGRESS-BOUND  scopes/region: bound: 9 -> 9.45",
        f"Written: {baseline}",
    ]
    assert regress(written(tmp_path, WIDER), baseline).exit_code == 0
    assert regress(written(tmp_path), baseline, "--update").exit_code == 0
    assert baseline.read_bytes() == before


def test_update_keeps_tolerances(tmp_path: Path, baseline: Path) -> None:
    rule = {"pattern": "scopes/*", "share": "1/10"}
    document = {**json.loads(baseline.read_text()), "tolerances": [rule]}
    baseline.write_text(json.dumps(document))
    assert regress(written(tmp_path, WIDER), baseline).exit_code == 0
    regress(written(tmp_path, WIDER), baseline, "--update")
    assert json.loads(baseline.read_text())["tolerances"] == [rule]


def test_costs_are_noted_and_compared_when_asked_for(tmp_path: Path, baseline: Path) -> None:
    certificate = written(tmp_path)
    refused = regress(certificate, baseline, "--time-factor", "2")
    assert refused.exit_code == 2
    assert "holds no time and memory to compare with" in refused.stderr
    regress(certificate, baseline, "--update", "--costs")
    assert regress(certificate, baseline, "--time-factor", "1").exit_code == 0
    slower = replace(WHOLE, measurement=replace(WHOLE.measurement, seconds=1.6, peak_mib=91.0))
    result = regress(
        written(tmp_path, slower), baseline, "--time-factor", "1.05", "--memory-factor", "2"
    )
    assert result.exit_code == 1
    assert result.stdout.endswith("REGRESSION: 1 weaker (QC-REGRESS-TIME)\n")


def test_without_a_baseline_it_could_not_run(tmp_path: Path) -> None:
    result = regress(written(tmp_path), tmp_path / "none.json")
    assert result.exit_code == 2
    assert "is not there; --update writes it" in result.stderr


@pytest.mark.parametrize("option", ["--tolerance", "--time-factor", "--memory-factor"])
@pytest.mark.parametrize("value", ["", "-1", "a half", "1/0", "٣"])
def test_what_is_no_number_is_refused(
    tmp_path: Path, baseline: Path, option: str, value: str
) -> None:
    result = regress(written(tmp_path), baseline, option, value)
    assert result.exit_code == 2
    assert option in result.stderr
