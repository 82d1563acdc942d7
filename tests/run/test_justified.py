"""Justifications of a requirement file beside the layers of a run, up to the exit code."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from quantcert.certificate import Justification, LayerCertificate
from quantcert.requirements import JustificationRule, load_requirements
from quantcert.run.justified import justifications
from tests.support.certificates import FAILED, PROVED
from tests.support.small_models import SmallModel, verify

DAY = date(2027, 6, 30)
TIGHT = """
version = 1
[[layer]]
pattern = "wide.weight"
input_abs_max = 1
max_row_error = 0
[[layer]]
pattern = "*"
input_abs_max = 1
max_relative_error = 1
"""
REASON = """
[[justifications]]
layer = "{layer}"
check = "{check}"
rationale = "Bounded by the monitor, analysis SA-17."
author = "A. Author"
expires = {expires}
"""


def judged(tmp_path: Path, layers: Sequence[LayerCertificate], today: date) -> Justification:
    file = tmp_path / "need.toml"
    reason = REASON.format(layer="encoder.*", check="QC-ROW-ERROR", expires=DAY)
    file.write_text(TIGHT + reason)
    (found,) = justifications(load_requirements(file), layers, today)
    return found


def test_the_layers_that_fail_the_check_are_named(tmp_path: Path) -> None:
    found = judged(tmp_path, [PROVED, FAILED], DAY)
    assert (found.layers, found.expired, found.expires) == ((FAILED.tensor,), False, "2027-06-30")
    assert judged(tmp_path, [PROVED], DAY).layers == ()


def test_the_last_day_counts_the_next_does_not(tmp_path: Path) -> None:
    assert not judged(tmp_path, [FAILED], DAY).expired
    assert judged(tmp_path, [FAILED], date(2027, 7, 1)).expired


def test_a_rule_of_the_file_is_read(tmp_path: Path) -> None:
    judged(tmp_path, [], DAY)
    need = load_requirements(tmp_path / "need.toml")
    rationale = "Bounded by the monitor, analysis SA-17."
    assert need.justifications == (
        JustificationRule("encoder.*", "QC-ROW-ERROR", rationale, "A. Author", DAY),
    )
    assert need.justifies("encoder.0.weight")
    assert not need.justifies("decoder.0.weight")


@pytest.mark.parametrize(
    ("layer", "check", "expires", "code", "words"),
    [
        ("wide.*", "QC-ROW-ERROR", "9999-01-01", 0, "ACCEPTED WITH 1 JUSTIFICATION (1 of "),
        ("wide.*", "QC-ROW-ERROR", "2020-01-01", 1, "REJECTED: justification of QC-ROW-ERROR"),
        ("tall.*", "QC-ROW-ERROR", "9999-01-01", 1, "REJECTED: justification of QC-ROW-ERROR"),
        ("wide.*", "QC-AUDIT", "9999-01-01", 2, ""),
    ],
)
def test_a_run_ends_with(
    model: SmallModel, tmp_path: Path, layer: str, check: str, expires: str, code: int, words: str
) -> None:
    need, out = tmp_path / "need.toml", tmp_path / "out"
    need.write_text(TIGHT + REASON.format(layer=layer, check=check, expires=expires))
    given = ("--base", model.original, "--requirements", need, "--out", out, "--level", "rows")
    result = verify(model.quantized, *given)
    assert result.exit_code == code, result.output
    if words:
        assert result.stdout.splitlines()[-1].startswith(words)
        (stated,) = json.loads((out / "certificate.json").read_text())["justifications"]
        assert (stated["layer"], stated["author"]) == (layer, "A. Author")
