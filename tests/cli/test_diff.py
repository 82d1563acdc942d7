"""`quantcert diff`."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from typer.testing import CliRunner, Result

from quantcert.certificate import Certificate
from quantcert.certificate.encode import to_document, to_json
from quantcert.cli.main import app
from tests.support.certificates import CERTIFICATE, PROVED


def written(file: Path, certificate: Certificate) -> Path:
    file.write_text(to_json(to_document(certificate)))
    return file


def diff(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["diff", *(str(argument) for argument in arguments)])


def test_it_prints_and_writes_both_forms(tmp_path: Path) -> None:
    a = written(tmp_path / "a.json", replace(CERTIFICATE, layers=(PROVED,)))
    finer = replace(PROVED, bound=Fraction(1, 8))
    b = written(tmp_path / "b.json", replace(CERTIFICATE, layers=(finer,)))
    told, picture = tmp_path / "diff.json", tmp_path / "diff.svg"
    result = diff(a, b, "--json", told, "--svg", picture)
    assert result.exit_code == 0
    last = "A is better in 0 of 1 layers, B in 1, equal in 0 · bits per weight 3.75/3.75"
    assert result.stdout.splitlines()[-1] == last
    assert json.loads(told.read_text())["conclusion"] == last
    assert picture.read_text().startswith("<svg ")
    assert diff(a, b, "-q").stdout == last + "\n"
    assert "B is better" not in diff(a, a).stdout


def test_an_edited_certificate_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", CERTIFICATE)
    file.write_text(file.read_text().replace('"1/3"', '"1/9"'))
    result = diff(file, file)
    assert result.exit_code == 2
    assert "has been edited" in result.stderr
