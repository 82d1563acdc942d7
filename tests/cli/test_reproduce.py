"""A certificate is reproduced by the same inputs and by nothing else."""

import json
from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate.encode import digest
from tests.support.checkpoints import edit_tensor
from tests.support.small_models import SmallModel, copied, verify


@pytest.fixture(scope="module")
def certified(model: SmallModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of the small model."""
    out = tmp_path_factory.mktemp("certified")
    assert verify(model.quantized, "--base", model.original, "--out", out).exit_code == 0
    return out / "certificate.json"


def reproduce(model: SmallModel, certificate: Path, out: Path, *arguments: object) -> tuple:
    result = verify(
        model.quantized, "--base", model.original, "--out", out, "--reproduce", certificate,
        *arguments,
    )  # fmt: skip
    return result.exit_code, result.stderr


def test_the_same_inputs_reproduce_it(model: SmallModel, certified: Path, tmp_path: Path) -> None:
    code, message = reproduce(model, certified, tmp_path / "out")
    assert code == 0
    assert message.endswith("the certificate is reproduced\n")


def test_the_certificate_that_is_compared_is_kept(model: SmallModel, certified: Path) -> None:
    before = certified.read_bytes()
    code, message = reproduce(model, certified, certified.parent)
    assert code == 2
    assert f"is or contains {certified}, which must not be replaced" in message
    assert certified.read_bytes() == before


def test_another_checkpoint_does_not(model: SmallModel, certified: Path, tmp_path: Path) -> None:
    """One bit of one original weight is other, and every claim of the run is true."""

    def flip(values: np.ndarray) -> None:
        values.view(np.uint32)[2, 3] ^= 1

    other = copied(model, tmp_path)
    edit_tensor(other.original / "model.safetensors", "wide.weight", flip, np.float32)
    code, message = reproduce(other, certified, tmp_path / "out")
    assert code == 1
    assert "differs /base_files/model.safetensors/sha256" in message
    assert "/layers/wide.weight/tensor_sha256/wide.weight (original)" in message
    assert message.endswith("the certificate is not reproduced\n")


def test_a_weaker_level_does_not(model: SmallModel, certified: Path, tmp_path: Path) -> None:
    code, message = reproduce(model, certified, tmp_path / "out", "--level", "rows")
    assert code == 1
    assert "differs /level: 'rows', the certificate has 'weights'" in message


@pytest.mark.parametrize("repaired", [False, True])
def test_an_edited_certificate_is_refused(
    model: SmallModel, certified: Path, tmp_path: Path, repaired: bool
) -> None:
    """With its digest as it was the file is refused; with a new digest the claim differs."""
    document = json.loads(certified.read_text())
    document["layers"][0]["bound"] = "1/1000"
    if repaired:
        document["digest"] = digest(document)
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps(document))
    code, message = reproduce(model, edited, tmp_path / "out")
    assert code == (1 if repaired else 2)
    expected = "the certificate has '1/1000'" if repaired else "the certificate has been edited"
    assert expected in message


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "not JSON"), ("{}", "not a certificate: (top): 'schema' is a required property")],
)
def test_what_is_no_certificate_is_refused(
    model: SmallModel, tmp_path: Path, text: str, message: str
) -> None:
    file = tmp_path / "certificate.json"
    file.write_text(text)
    code, shown = reproduce(model, file, tmp_path / "out")
    assert code == 2
    assert f"{file}: {message}" in shown
