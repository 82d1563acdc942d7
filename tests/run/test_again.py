"""What a certificate is checked again with follows from the certificate and the places of files."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from quantcert.certificate import (
    Certificate,
    ExportEvidence,
    FileDigest,
    NormCertificate,
    RotationEvidence,
)
from quantcert.certificate.encode import to_document
from quantcert.containers.hashing import hash_file
from quantcert.errors import CertificateError
from quantcert.requirements import load_requirements
from quantcert.run.again import Places, compared, options_again, other_inputs
from quantcert.run.options import Level
from tests.support.certificates import (
    ALL_INPUTS,
    CERTIFICATE,
    NETWORK,
    PROVED,
    REGION,
    THEOREM,
    WHOLE,
    norms,
)
from tests.support.prompt_evidence import PROMPTS
from tests.support.run_evidence import RUNS


def certified(folder: Path, certificate: Certificate) -> tuple[Certificate, Places]:
    """The certificate as one of files that lie in a folder, the places of which are returned."""
    for name in ("model", "base"):
        (folder / name).mkdir()
        (folder / name / "model.safetensors").write_text(name)
    files = {
        name: (FileDigest("model.safetensors", hash_file(folder / name / "model.safetensors")),)
        for name in ("model", "base")
    }
    found = replace(
        certificate,
        files=files["model"],
        base_files=files["base"],
        requirements_sha256=load_requirements(None).sha256,
    )
    return found, Places(folder / "model", folder / "base")


def test_the_same_files_are_right_and_others_are_told(tmp_path: Path) -> None:
    certificate, places = certified(tmp_path, CERTIFICATE)
    assert list(other_inputs(certificate, places)) == []
    (tmp_path / "base" / "model.safetensors").write_text("bass")
    (line,) = other_inputs(certificate, places)
    assert line.startswith(f"{tmp_path}/base/model.safetensors: has SHA-256 ")


def test_files_of_ranges_and_prompts_are_compared(tmp_path: Path) -> None:
    certificate, places = certified(tmp_path, replace(WHOLE, prompts=PROMPTS))
    file = tmp_path / "any.json"
    file.write_text("{}")
    other = tmp_path / "other"
    other.write_text("the cat")
    lines = list(other_inputs(certificate, replace(places, region=file, prompts=other)))
    assert [line.partition(":")[0] for line in lines] == [str(file), str(other)]


def test_so_are_prompts_of_the_integer_program(tmp_path: Path) -> None:
    runs = replace(RUNS, activation_bits=8)
    certificate, places = certified(tmp_path, replace(CERTIFICATE, runs=runs))
    given = replace(places, integer_prompts=tmp_path / "other")
    given.integer_prompts.write_text("the cat")
    (line,) = other_inputs(certificate, given)
    assert line.startswith(f"{given.integer_prompts}: has SHA-256 ")
    again = options_again(certificate, given, tmp_path)
    assert (again.integer_prompts, again.activation_bits) == (given.integer_prompts, 8)
    with pytest.raises(CertificateError, match="--integer-prompts: is needed"):
        list(other_inputs(certificate, places))


def test_what_was_rotated_or_exported_is_compared(tmp_path: Path) -> None:
    certificate, places = certified(tmp_path, CERTIFICATE)
    files = {"model.safetensors": "0" * 64}
    certificate = replace(
        certificate,
        rotation=RotationEvidence(files, False, (), 0, (), ()),
        export=ExportEvidence("gguf", files, ()),
    )
    for name in ("unrotated", "small"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.safetensors").write_text(name)
    given = replace(places, rotated_from=tmp_path / "unrotated", exported_from=tmp_path / "small")
    lines = list(other_inputs(certificate, given))
    assert [line.partition(":")[0] for line in lines] == [
        f"{tmp_path}/unrotated/model.safetensors",
        f"{tmp_path}/small/model.safetensors",
    ]
    again = options_again(certificate, given, tmp_path)
    assert (again.rotated_from, again.exported_from) == (given.rotated_from, given.exported_from)


def test_another_default_is_told(tmp_path: Path) -> None:
    certificate, places = certified(tmp_path, CERTIFICATE)
    (line,) = other_inputs(replace(certificate, requirements_sha256="0" * 64), places)
    assert line.startswith("the default requirements of this version have SHA-256")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"base": None}, "--base: is needed for this certificate"),
        ({"region": Path("r")}, "--region: was not used for this certificate"),
        ({"prompts": Path("p")}, "--prompts: was not used for this certificate"),
        ({"rotated_from": Path("p")}, "--rotated-from: was not used for this certificate"),
        ({"exported_from": Path("p")}, "--exported-from: was not used for this certificate"),
    ],
)
def test_files_that_are_missing_or_too_many_are_refused(
    tmp_path: Path, given: dict, message: str
) -> None:
    certificate, places = certified(tmp_path, CERTIFICATE)
    with pytest.raises(CertificateError, match=message):
        list(other_inputs(certificate, replace(places, **given)))


def test_assumptions_of_the_python_interface_are_refused(tmp_path: Path) -> None:
    scopes = (ALL_INPUTS, replace(REGION, region=None))
    network = replace(NETWORK, scopes=scopes, observed_in=None)
    certificate, places = certified(tmp_path, replace(WHOLE, network=network))
    with pytest.raises(CertificateError, match="region: is assumed by the Python interface"):
        list(other_inputs(certificate, places))


def options(folder: Path, certificate: Certificate):
    return options_again(certificate, Places(Path("q"), Path("b")), folder, jobs=3)


def test_the_requirements_are_those_of_the_certificate(tmp_path: Path) -> None:
    assert options(tmp_path, CERTIFICATE).requirements is None
    own = replace(
        CERTIFICATE, requirements_default=False, requirements_source="../x/need.toml",
        requirements_text="version = 1\n",
    )  # fmt: skip
    file = options(tmp_path, own).requirements
    assert file == tmp_path / "need.toml"
    assert file.read_text() == "version = 1\n"


def test_what_was_asked_is_asked_again(tmp_path: Path) -> None:
    found = options(tmp_path, CERTIFICATE)
    assert (found.level, found.network, found.gram, found.norms) == (
        Level.ROWS,
        False,
        False,
        False,
    )
    assert (found.jobs, found.today) == (3, date(2026, 11, 26))
    assert options(tmp_path, WHOLE).gram is True  # the error's operator norm is by Grams
    assert options(tmp_path, WHOLE).network is True
    frobenius = norms(1, NormCertificate.FROBENIUS)
    plain = replace(NETWORK, matrices=(replace(NETWORK.matrices[0], error=frobenius),))
    assert options(tmp_path, replace(WHOLE, network=plain)).gram is False
    with_norms = replace(PROVED, theorems=(replace(THEOREM, kind="weights-norms"),))
    assert options(tmp_path, replace(CERTIFICATE, layers=(with_norms,))).norms is True


def test_bits_are_those_of_all_prompts_or_found_again(tmp_path: Path) -> None:
    assert options(tmp_path, replace(WHOLE, prompts=PROMPTS)).prompt_bits == 40
    first, second = PROMPTS.prompts
    mixed = replace(PROMPTS, prompts=(first, replace(second, bits=48)))
    assert options(tmp_path, replace(WHOLE, prompts=mixed)).prompt_bits is None
    assert options(tmp_path, WHOLE).prompt_bits is None


def test_names_of_files_of_prompts_are_no_claims() -> None:
    before = replace(WHOLE, prompts=PROMPTS, runs=RUNS)
    prompts, runs = replace(PROMPTS, file="p.txt"), replace(RUNS, file="i.txt")
    after = replace(before, prompts=prompts, runs=runs)
    found = compared(to_document(after), to_document(before))
    assert found.reproduced
    named = [note.partition(":")[0] for note in found.notes]
    assert named == ["/prompts/file", "/runs/file"]


def test_names_and_versions_are_no_claims() -> None:
    expected = to_document(WHOLE)
    renamed = replace(
        WHOLE,
        model="elsewhere",
        tool=replace(WHOLE.tool, version="9"),
        network=replace(NETWORK, observed_in=replace(NETWORK.observed_in, file="r.json")),
    )
    found = compared(to_document(renamed), expected)
    assert found.reproduced
    assert [note.partition(":")[0] for note in found.notes] == [
        "/model", "/tool/version", "/network/observed_in/file",
    ]  # fmt: skip


def test_a_bound_is_a_claim() -> None:
    wider = replace(WHOLE, layers=(replace(PROVED, bound=Fraction(1, 2)), *WHOLE.layers[1:]))
    found = compared(to_document(wider), to_document(WHOLE))
    assert not found.reproduced
    assert any(line.startswith("/layers/encoder.<0>.weight/bound: '1/2'") for line in found.claims)
