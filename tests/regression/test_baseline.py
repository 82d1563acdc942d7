"""A baseline is small, the same for the same claims, and read as strictly as it is written."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from quantcert.errors import BaselineError
from quantcert.regression.baseline import Cost, Tolerance, baseline_of, read_baseline, to_text
from quantcert.regression.compare import changes
from quantcert.regression.outcome import Outcome
from tests.support.certificates import PROVED, WHOLE
from tests.support.machine_certificates import EVERY


def document() -> dict:
    return json.loads(to_text(baseline_of(WHOLE)))


def read(folder: Path, text: str):
    file = folder / "baseline.json"
    file.write_text(text)
    return read_baseline(file)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    before = baseline_of(WHOLE, (Tolerance("blocks/*", Fraction(1, 100)),), costs=True)
    after = read(tmp_path, to_text(before))
    assert after == before
    assert changes(after, before) == []
    assert after.cost == Cost(1.5, 90.0)


@pytest.mark.parametrize("certificate", EVERY.values(), ids=EVERY)
def test_every_kind_of_certificate_has_a_baseline(tmp_path: Path, certificate) -> None:
    before = baseline_of(certificate)
    after = read(tmp_path, to_text(before))
    assert after == before
    assert list(Outcome(certificate.model, changes(after, before)).lines())[:-1] == []


def test_the_same_claims_give_the_same_bytes() -> None:
    """Times, order of layers, and the tool's folder do not count."""
    other = replace(
        WHOLE,
        layers=WHOLE.layers[::-1],
        command=("verify-model", "/elsewhere"),
        measurement=replace(WHOLE.measurement, seconds=9.0),
    )
    assert to_text(baseline_of(other)) == to_text(baseline_of(WHOLE))


def test_it_holds_no_statement_and_a_line_is_a_layer() -> None:
    text = to_text(baseline_of(WHOLE))
    assert PROVED.theorems[0].statement not in text
    lines = [line for line in text.splitlines() if line.startswith('    "encoder.')]
    assert len(lines) == len(WHOLE.layers) + len(WHOLE.network.after_norms)


def test_decimals_stand_beside_fractions() -> None:
    facts = document()["blocks"]["layer 0 mlp (region)"]
    assert (facts["alone"], facts["alone_decimal"]) == ("3/2", "1.5")
    layer = document()["layers"]["encoder.1.weight"]
    assert (layer["weight_error"], layer["weight_error_decimal"]) == ("1/9", "0.1112")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("schema_version", 2, "schema_version: 1 was expected"),
        ("layers/encoder.1.weight/weight_error", "1/0", "Fraction"),
        ("layers/encoder.1.weight/weight_error", "much", "must be a fraction such as 1/3"),
        ("layers/encoder.1.weight/weight_error", "1e99999999", "must be a fraction"),
        ("layers/encoder.1.weight/weight_error", "9" * 5000, "Exceeds the limit"),
        ("layers/encoder.1.weight/colour", "red", "'colour'"),
        ("layers/encoder.1.weight/theorems", ["none"], "'none'"),
        ("layers/encoder.1.weight/theorems", "row error", "theorems must be a list of names"),
        ("layers/encoder.1.weight/verdict", ["PROVED"], "verdict must be a number or a word"),
        ("layers/encoder.1.weight/subject", None, "not valid"),
        ("theorems/row error", {"axioms": []}, "theorems/row error lacks one of"),
        ("tolerances", [{"pattern": "*", "share": "-1"}], "share"),
    ],
)
def test_what_is_no_baseline_is_refused(
    tmp_path: Path, path: str, value: object, message: str
) -> None:
    edited = document()
    *parents, last = path.split("/")
    place = edited
    for key in parents:
        place = place[key]
    place[last] = value
    with pytest.raises(BaselineError, match=message) as caught:
        read(tmp_path, json.dumps(edited))
    assert str(caught.value).startswith(str(tmp_path / "baseline.json"))


def test_a_subject_needs_claims(tmp_path: Path) -> None:
    edited = document()
    del edited["layers"]["encoder.1.weight"]["claims"]
    with pytest.raises(BaselineError, match="a subject without claims"):
        read(tmp_path, json.dumps(edited))
