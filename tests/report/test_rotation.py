"""What a report says of a base that is another original, rotated."""

from dataclasses import replace

import pytest

from quantcert.certificate import Finding, RotationEvidence, Rule, Verdict
from quantcert.report.model import Theorems
from quantcert.report.rotation import rotation_sections, rotation_theorem_sections
from tests.support.certificates import SHA, THEOREM

NETWORK = replace(THEOREM, name="Proofs.Rotation.rotated_network")
ROTATION = RotationEvidence(
    {"model.safetensors": SHA}, False, ("a", "b"), 4096, ("of this",), (THEOREM, THEOREM, NETWORK)
)


@pytest.mark.parametrize(
    ("residual", "kind"),
    [
        (False, "values and outputs of attention ("),
        (True, "values and outputs of attention, and the stream between blocks ("),
    ],
)
def test_what_is_rotated_and_what_it_rests_on(residual: bool, kind: str) -> None:
    section, rests = rotation_sections(replace(ROTATION, residual=residual))
    told, _ = section.items
    assert told.text == f"Rotated: {kind}2 matrices, 4,096 weights): PROVED"
    assert told.tone is Verdict.PROVED
    listing, files = rests.items
    assert [line.text for line in listing.lines] == ["of this"]
    assert files.rows[0].cells == ("model.safetensors", SHA)


def test_each_theorem_is_about_a_matrix_and_the_last_about_the_whole() -> None:
    (section,) = rotation_theorem_sections(ROTATION)
    assert section.verdict is Verdict.PROVED
    assert all(isinstance(item, Theorems) for item in section.items)
    told = [(item.subject.name, item.theorems) for item in section.items]
    assert told == [("a", (THEOREM,)), ("b", (THEOREM,)), ("the whole model", (NETWORK,))]


def test_where_nothing_was_stated_there_are_no_theorems() -> None:
    refused = replace(ROTATION, theorems=(), finding=Finding(Rule.ROTATION, "row 1 is wrong", "a"))
    assert list(rotation_theorem_sections(refused)) == []
    assert next(rotation_sections(refused)).items[0].tone is Verdict.FAILED
    assert list(rotation_sections(None)) == list(rotation_theorem_sections(None)) == []
