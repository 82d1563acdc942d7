"""The package as a library."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import quantcert
from quantcert import api
from quantcert.certificate.encode import to_document
from quantcert.errors import OutputError, QuantCertError
from quantcert.formats import default_target
from quantcert.models.assumption import Assumption
from quantcert.outputs import write_marker
from quantcert.run.command import verify_command
from quantcert.run.options import Level, VerifyOptions
from tests.support.certificates import CERTIFICATE, WHOLE
from tests.support.made_runs import MadeRun
from tests.support.small_models import SmallModel


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> MadeRun:
    """Runs whose certificate is made by hand."""
    made = MadeRun()
    monkeypatch.setattr(api, "verify_checkpoint", made)
    return made


def test_a_rejection_is_a_certificate(run: MadeRun) -> None:
    run.certificate = CERTIFICATE
    assert quantcert.verify("model") is CERTIFICATE
    assert not CERTIFICATE.accepted


def test_what_is_asked_for_reaches_the_run(run: MadeRun) -> None:
    short = Assumption("short texts")
    quantcert.verify(
        "model",
        "original",
        "need.toml",
        level="rows",
        region="region.json",
        assumptions=[short],
        jobs=3,
        reuse=False,
        network=False,
        norms=True,
        gram=True,
        evaluate="text.txt",
        evaluate_tokens=64,
        rotated_from="unrotated",
        exported_from="quantized",
        export_data=True,
        lean="lake",
        toolchain_digest="5" * 64,
    )
    asked = VerifyOptions(
        checkpoint=Path("model"),
        base=Path("original"),
        requirements=Path("need.toml"),
        out=None,
        wanted_level=Level.ROWS,
        region=Path("region.json"),
        assumptions=(short,),
        jobs=3,
        reuse=False,
        network=False,
        norms=True,
        gram=True,
        evaluate=Path("text.txt"),
        evaluate_tokens=64,
        rotated_from=Path("unrotated"),
        exported_from=Path("quantized"),
        export_data=True,
        lean="lake",
        toolchain_digest="5" * 64,
    )
    assert run.options == replace(asked, command=verify_command(asked))


def test_little_has_to_be_said(run: MadeRun) -> None:
    quantcert.verify("model")
    command = ("quantcert", "verify", "model")
    made = VerifyOptions(Path("model"), None, None, command=command)
    assert run.options == made


def test_outputs_are_written_only_if_there_is_a_folder_for_them(
    run: MadeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run.sources = {"Proofs.A.Part000": "text"}
    quantcert.verify("model")
    assert [*tmp_path.iterdir()] == []
    quantcert.verify("model", out="evidence")
    out = tmp_path / "evidence"
    assert (out / "Proofs" / "A" / "Part000.lean").read_text() == "text"
    assert json.loads((out / "certificate.json").read_text()) == to_document(WHOLE)
    assert "Whole model" in (out / "report.html").read_text()


def test_a_folder_of_something_else_is_refused_before_the_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(api, "verify_checkpoint", lambda *_: 1 // 0)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputError):
        quantcert.verify("model", out=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["rotated_from", "exported_from"])
def test_what_is_read_is_not_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setattr(api, "verify_checkpoint", lambda *_: 1 // 0)
    write_marker(tmp_path / "out", Path("model"))
    (tmp_path / "out" / "source").mkdir()
    given: dict[str, Any] = {name: tmp_path / "out" / "source"}
    with pytest.raises(OutputError, match=r"out: is or contains .*source, which must not"):
        api.run(VerifyOptions(Path("model"), None, None, tmp_path / "out", **given))


def test_a_checkpoint_is_quantized_and_verified(model: SmallModel, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    seen: list[int] = []
    quantcert.quantize(
        model.original, copy, group_size=8, progress=lambda done, *_: seen.append(done)
    )
    assert seen[-1] == 6 * 19 + 11 * 8
    quantized = quantcert.open_quantized(copy)
    formats = {quantized.scheme(name).format for name in quantized.matrices()}
    assert formats == {default_target().name}
    certificate = quantcert.verify(copy, base=model.original, level="rows")
    assert certificate.accepted
    assert certificate.network is not None


def test_an_unknown_format_is_an_error_of_the_package(model: SmallModel, tmp_path: Path) -> None:
    with pytest.raises(QuantCertError):
        quantcert.quantize(model.original, tmp_path / "copy", format="none")
