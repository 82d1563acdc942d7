"""The verdict on a rotated base follows from its theorems and what was found before them."""

from dataclasses import replace

import pytest

from quantcert.certificate import Finding, RotationEvidence, Rule, Verdict, conclude
from quantcert.certificate.claims import modelled, not_shown
from tests.support.certificates import CERTIFICATE, PROVED, THEOREM

FOUND = Finding(Rule.ROTATION, "tensor a: row 1 is wrong", "a")


def evidence(*verdicts: Verdict, finding: Finding | None = None) -> RotationEvidence:
    theorems = tuple(replace(THEOREM, verdict=verdict) for verdict in verdicts)
    return RotationEvidence({}, False, ("a",), 4, (), theorems, finding)


@pytest.mark.parametrize(
    ("verdicts", "finding", "expected"),
    [
        ((Verdict.PROVED, Verdict.PROVED), None, Verdict.PROVED),
        ((Verdict.PROVED, Verdict.FAILED), FOUND, Verdict.FAILED),
        ((Verdict.PROVED, Verdict.UNPROVED), FOUND, Verdict.UNPROVED),
        ((Verdict.PROVED,), FOUND, Verdict.UNPROVED),
        ((), FOUND, Verdict.FAILED),
        ((), None, Verdict.UNPROVED),
    ],
)
def test_all_theorems_must_be_proved(
    verdicts: tuple[Verdict, ...], finding: Finding | None, expected: Verdict
) -> None:
    found = evidence(*verdicts, finding=finding)
    assert found.verdict is expected
    assert found.accepted == (expected is Verdict.PROVED)


def test_a_certificate_is_not_accepted_without_it() -> None:
    proved = replace(CERTIFICATE, layers=(PROVED,), rotation=evidence(Verdict.PROVED))
    assert proved.accepted
    assert conclude(proved).words.endswith("THE BASE COMPUTES WHAT ITS ORIGINAL DOES")
    assert any("rotates its matrices" in text for text in modelled(proved))
    assert any("rotated matrices are the stored" in text for text in not_shown(proved))
    refused = replace(proved, rotation=evidence(Verdict.FAILED, finding=FOUND), findings=(FOUND,))
    assert not refused.accepted
    assert conclude(refused).words.startswith("REJECTED: tensor a: row 1 is wrong")
    assert not replace(refused, findings=()).accepted
