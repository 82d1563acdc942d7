"""The pages: the same bytes each time, fonts of their own, text that is no markup."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import typst

from quantcert import __version__
from quantcert._resources import specs_dir
from quantcert.certificate import Certificate
from quantcert.errors import OutputError
from quantcert.report.pdf import pdf_report
from quantcert.report.pdf_data import pdf_data
from tests.support.certificates import CERTIFICATE, PROVED, THEOREM, WHOLE
from tests.support.prompt_evidence import PROMPTS
from tests.support.reports import report_of

MANY = replace(
    WHOLE, layers=tuple(replace(PROVED, tensor=f"encoder.{k}.weight") for k in range(20))
)
ASKED = replace(WHOLE, prompts=PROMPTS)
ODD = replace(CERTIFICATE, model='#panic() $x$ *a* "b" \\ <c> `d`')


def titles(certificate: Certificate) -> list[str]:
    data = pdf_data(report_of(certificate), __version__)
    return [section["title"] for part in data["parts"] for section in part["sections"]]


def text_of(pages: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    file = folder / "report.pdf"
    file.write_bytes(pages)
    run = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return run.stdout.decode()


@pytest.mark.parametrize("certificate", [CERTIFICATE, WHOLE, MANY, ODD, ASKED])
def test_the_same_certificate_gives_the_same_bytes(certificate: Certificate) -> None:
    pages = pdf_report(report_of(certificate))
    assert pages.startswith(b"%PDF-")
    assert b"D:20261126093000" in pages
    assert pages == pdf_report(report_of(certificate))


def test_another_date_of_the_run_is_another_document() -> None:
    later = replace(CERTIFICATE.measurement, date="2027-01-02T03:04:05Z")
    assert pdf_report(report_of(replace(CERTIFICATE, measurement=later))) != pdf_report(
        report_of(CERTIFICATE)
    )


def test_the_fonts_that_are_asked_for_are_carried_by_typst() -> None:
    carried = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True).families()
    template = (specs_dir() / "typst" / "report.typ").read_text()
    fonts = re.findall(r"font: (\(.*?\)|\".*?\")", template)
    asked = {name for font in fonts for name in re.findall(r"\"(.*?)\"", font)}
    assert asked == {"Libertinus Serif", "DejaVu Sans Mono"}
    assert asked <= set(carried)


def test_the_first_page_has_the_verdict_beside_what_is_not_shown() -> None:
    data = pdf_data(report_of(CERTIFICATE), __version__)
    assert data["conclusion"].startswith("REJECTED")
    assert data["standing"] == "no"
    assert data["beside"][0] == "Task accuracy of the quantized model, or of the original."
    assert any("Linux x86_64, 2 processors" in line for line in data["run"])
    assert data["digests"][0][0] == "certificate"
    assert "What is not shown" not in titles(CERTIFICATE)


def test_many_layers_are_worst_first_and_complete_in_an_annex() -> None:
    assert "Layers" in titles(WHOLE)
    found = titles(MANY)
    assert found.index("Layers, the worst first") < found.index("Annex: all layers")
    assert found.index("Annex: all layers") < found.index("Annex: theorems")
    data = pdf_data(report_of(MANY), __version__)
    tables = {
        section["title"]: item
        for part in data["parts"]
        for section in part["sections"]
        for item in section["items"]
        if item["kind"] == "table"
    }
    assert len(tables["Layers, the worst first"]["rows"]) == 15
    assert len(tables["Annex: all layers"]["rows"]) == 20


def test_names_and_statements_are_shown_as_they_are(tmp_path: Path) -> None:
    lean = replace(THEOREM, statement="∀ θ, ⟨1, 2⟩ ≤ θ → θ ∧ ¬ ∃ Ŵ, α × β")
    odd = replace(ODD, layers=(replace(PROVED, theorems=(lean,)),))
    text = text_of(pdf_report(report_of(odd)), tmp_path)
    assert ODD.model in text
    assert lean.statement in text
    assert "\u200b" not in text
    assert f"page 2 of {text.count(chr(12))}" in text


def test_characters_without_a_shape_are_escaped() -> None:
    odd = replace(CERTIFICATE, model="Ŵ → 重み 🙂 é")
    assert pdf_data(report_of(odd), __version__)["title"] == r"Ŵ → \u91cd\u307f \U0001f642 é"


def test_without_typst_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(OutputError, match=r"pip install 'quantcert\[pdf\]'"):
        pdf_report(report_of(CERTIFICATE))
