"""The summary for a job's page: verdict first, rows few, names escaped."""

from dataclasses import replace

import pytest

from quantcert.certificate.claims import not_shown
from quantcert.certificate.conclusion import conclude
from quantcert.report.machine.markdown import markdown
from tests.support.certificates import CERTIFICATE, FAILED, PROVED, WHOLE
from tests.support.machine_certificates import EVERY, JUSTIFIED, SHARDED, STRANGE_NAME
from tests.support.reports import source_of


def text(certificate) -> str:
    return markdown(source_of(certificate)).decode()


@pytest.mark.parametrize("certificate", EVERY.values(), ids=EVERY)
def test_the_verdict_comes_first_and_what_is_not_shown_last(certificate) -> None:
    lines = text(certificate).splitlines()
    assert lines[0].startswith(("## ✅", "## ⚠️") if certificate.accepted else "## ❌")
    assert lines[2].startswith("**")
    assert len([line for line in lines if line.startswith("- ")]) >= len(not_shown(certificate))
    assert certificate.accepted or any(line.startswith("### ") for line in lines)


def test_structure_alone_and_a_justified_failure_are_no_success() -> None:
    assert text(JUSTIFIED).startswith("## ⚠️ sample")
    assert text(WHOLE).startswith("## ✅ sample")
    accepted = replace(SHARDED, layers=(PROVED,))
    assert text(accepted).startswith("## ⚠️ sample")


def test_the_words_are_those_of_the_conclusion() -> None:
    assert conclude(WHOLE).words.replace("_", "\\_") in text(WHOLE)


def test_many_rows_are_cut() -> None:
    layers = tuple(replace(PROVED, tensor=f"l{k}.weight") for k in range(40))
    page = text(replace(CERTIFICATE, layers=layers))
    assert page.count("| l") == 30 + 1  # the heading is "layer"
    assert "and 10 more" in page


def test_a_name_is_text_and_nothing_else() -> None:
    page = text(STRANGE_NAME)
    assert "\\|c\\ud800\\<\\&\\>\\`" in page
    assert FAILED.reason.replace("_", "\\_") in page
