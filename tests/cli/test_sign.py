"""`quantcert sign` and `quantcert verify-signature`."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quantcert.certificate import Certificate, FileDigest
from quantcert.certificate.encode import to_document, to_json
from quantcert.cli.main import app
from tests.support.certificates import CERTIFICATE, WHOLE
from tests.support.keys import write_keys


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def certificate_in(folder: Path, certificate: Certificate = WHOLE) -> Path:
    """A certificate about the checkpoint `folder/model`."""
    checkpoint = folder / "model"
    checkpoint.mkdir(exist_ok=True)
    (checkpoint / "model.safetensors").write_bytes(b"weights")
    files = (FileDigest("model.safetensors", hashlib.sha256(b"weights").hexdigest()),)
    file = folder / "certificate.json"
    file.write_text(to_json(to_document(replace(certificate, files=files))))
    return file


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("in-toto", "https://in-toto.io/attestation/test-result/v0.1: WARNED"),
        ("vsa", "https://slsa.dev/verification_summary/v1: PASSED"),
    ],
)
def test_what_is_signed_is_verified(tmp_path: Path, statement: str, told: str) -> None:
    private, public = write_keys(tmp_path)
    certificate, envelope = certificate_in(tmp_path), tmp_path / "envelope.json"
    signed = run("sign", certificate, "--key", private, "-o", envelope, "--statement", statement)
    assert signed.exit_code == 0
    found = run(
        "verify-signature", envelope, "--key", public,
        "--checkpoint", tmp_path / "model", "--certificate", certificate,
    )  # fmt: skip
    assert (found.exit_code, found.stdout) == (0, f"SIGNED: {told}\n")


def test_a_rejected_certificate_is_signed_as_what_it_is(tmp_path: Path) -> None:
    private, public = write_keys(tmp_path)
    envelope = tmp_path / "envelope.json"
    certificate = certificate_in(tmp_path, CERTIFICATE)
    assert run("sign", certificate, "--key", private, "-o", envelope).exit_code == 1
    found = run("verify-signature", envelope, "--key", public)
    assert found.exit_code == 0
    assert "test-result/v0.1: FAILED (no checkpoint was given to compare)" in found.stdout


def test_other_files_and_another_key_are_told(tmp_path: Path) -> None:
    private, public = write_keys(tmp_path)
    certificate, envelope = certificate_in(tmp_path), tmp_path / "envelope.json"
    run("sign", certificate, "--key", private, "-o", envelope)
    (tmp_path / "model" / "model.safetensors").write_bytes(b"height")
    certificate.write_text(certificate.read_text() + " ")
    checked = run(
        "verify-signature", envelope, "--key", public,
        "--checkpoint", tmp_path / "model", "--certificate", certificate,
    )  # fmt: skip
    assert checked.exit_code == 1
    weights, other, last = checked.stdout.splitlines()
    assert "model.safetensors: has SHA-256" in weights
    assert "certificate.json: has SHA-256" in other
    assert last == "SIGNED, BUT NOT ABOUT THESE FILES"
    (tmp_path / "other").mkdir()
    _, foreign = write_keys(tmp_path / "other")
    refused = run("verify-signature", envelope, "--key", foreign)
    assert refused.exit_code == 1
    assert refused.stdout.startswith("NOT SIGNED: no signature in ")


def test_an_edited_certificate_is_not_signed(tmp_path: Path) -> None:
    private, _ = write_keys(tmp_path)
    certificate, envelope = certificate_in(tmp_path), tmp_path / "envelope.json"
    certificate.write_text(certificate.read_text().replace('"sample"', '"simple"'))
    result = run("sign", certificate, "--key", private, "-o", envelope)
    assert result.exit_code == 2
    assert "has been edited" in result.stderr
    assert not envelope.exists()
