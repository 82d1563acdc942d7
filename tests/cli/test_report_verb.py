"""`quantcert report`: the forms of a certificate, exit codes, what is refused."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quantcert.certificate import Certificate
from quantcert.certificate.encode import to_document, to_json
from quantcert.cli.main import app
from quantcert.report.formats import FORMATS
from tests.support.certificates import CERTIFICATE, WHOLE


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(WHOLE, tmp_path)


def written(certificate: Certificate, folder: Path) -> Path:
    path = folder / "certificate.json"
    path.write_text(to_json(to_document(certificate)))
    return path


def ran(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_each_form_is_printed_or_written_and_is_the_same_each_time(name: str, file: Path) -> None:
    target = file.with_name("out")
    assert ran(file, "--format", name, "--output", target).exit_code == 0
    printed = ran(file, "--format", name)
    assert printed.stdout_bytes == target.read_bytes() != b""


def test_the_page_goes_beside_what_is_printed(file: Path) -> None:
    page = file.with_name("report.html")
    result = ran(file, "--html", page)
    assert (result.exit_code, result.stdout) == (0, "")
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert ran(file, "--html", page, "--format", "json").stdout == file.read_text()


def test_the_exit_code_is_that_of_the_verdict(tmp_path: Path) -> None:
    assert ran(written(CERTIFICATE, tmp_path)).exit_code == 1


def test_an_edited_certificate_is_refused(file: Path) -> None:
    document = json.loads(file.read_text())
    document["model"] = "another"
    file.write_text(json.dumps(document))
    result = ran(file)
    assert result.exit_code == 2
    assert "the certificate has been edited" in result.stderr


def test_a_format_that_is_not_known_and_an_output_without_one_are_refused(file: Path) -> None:
    for arguments in (("--format", "odt"), ("--output", "x")):
        result = ran(file, *arguments)
        assert result.exit_code == 2
    assert "needs --format" in result.stderr


def test_what_cannot_be_written_is_told(file: Path) -> None:
    result = ran(file, "--html", file.parent)
    assert result.exit_code == 2
    assert "exists and is not a file" in result.stderr
