"""A certificate is checked again from the files that it names, by somebody who has only these."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quantcert.certificate.encode import digest
from quantcert.cli.main import app
from tests.support.small_models import SmallModel, verify

NEED = """
version = 1
[[layer]]
pattern = "*"
input_abs_max = 2
max_row_error = 4
"""


@pytest.fixture(scope="module")
def certified(model: SmallModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of the small model under requirements of a file that is gone."""
    folder = tmp_path_factory.mktemp("certified")
    need = folder / "need.toml"
    need.write_text(NEED)
    found = verify(
        model.quantized, "--base", model.original, "--out", folder / "out", "--requirements", need,
        "--sarif", folder / "found.sarif", "--junit", folder / "cases.xml",
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    need.unlink()
    return folder / "out" / "certificate.json"


def check(certificate: Path, *arguments: object) -> Result:
    words = ["check", certificate, *arguments]
    return CliRunner().invoke(app, [str(word) for word in words])


def edited(folder: Path, certificate: Path, change) -> Path:
    """The certificate with a change, and the digest that fits it."""
    document = json.loads(certificate.read_text())
    change(document)
    document["digest"] = digest(document)
    file = folder / "edited.json"
    file.write_text(json.dumps(document))
    return file


def test_files_elsewhere_reproduce_every_claim(
    model: SmallModel, certified: Path, tmp_path: Path
) -> None:
    """Folders of other names, no requirement file."""
    shutil.copytree(model.quantized, tmp_path / "theirs")
    result = check(certified, tmp_path / "theirs", "--base", model.original)
    assert (result.exit_code, result.stdout.splitlines()) == (
        0,
        [
            "note /model: 'theirs', the certificate has 'quantized'",
            "REPRODUCED: every claim of the certificate, which is accepted",
        ],
    ), result.output


def test_a_claim_that_does_not_hold_is_told(
    model: SmallModel, certified: Path, tmp_path: Path
) -> None:
    def better(document: dict) -> None:
        document["layers"][0]["max_abs_error"] = "1/1000000"

    result = check(edited(tmp_path, certified, better), model.quantized, "--base", model.original)
    assert result.exit_code == 1
    line, last = result.stdout.splitlines()
    assert line.startswith("differs /layers/wide.weight/max_abs_error: '")
    assert last == "NOT REPRODUCED: 1 claims differ"


def test_other_files_are_not_checked(model: SmallModel, certified: Path) -> None:
    result = check(certified, model.original, "--base", model.original)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].startswith("NOT CHECKED: 2 inputs are not those of")
    quiet = check(certified, model.original, "--base", model.original, "-q")
    assert quiet.stdout.splitlines() == result.stdout.splitlines()[-1:]


def test_an_edited_certificate_could_not_be_run(
    model: SmallModel, certified: Path, tmp_path: Path
) -> None:
    file = tmp_path / "edited.json"
    file.write_text(certified.read_text().replace('"1/', '"2/', 1))
    result = check(file, model.quantized, "--base", model.original)
    assert result.exit_code == 2
    assert "has been edited" in result.stderr


def test_the_run_wrote_sarif_and_junit_too(certified: Path) -> None:
    folder = certified.parents[1]
    log = json.loads((folder / "found.sarif").read_text())
    (note,) = log["runs"][0]["results"]
    assert (note["ruleId"], note["level"]) == ("QC-NETWORK-UNSUPPORTED", "note")
    assert "<testcase " in (folder / "cases.xml").read_text()
