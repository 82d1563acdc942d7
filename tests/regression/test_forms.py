"""Forms of theorems: numbers and the names of a checkpoint are no part of them."""

from dataclasses import replace

import pytest

from quantcert.certificate import TheoremEvidence, Verdict
from quantcert.regression.forms import Forms, claims_digest, kind_of
from tests.support.certificates import SHA, THEOREM


def about(place: str, bound: int) -> TheoremEvidence:
    return replace(THEOREM, statement=f": ErrorAtMost 11 Proofs.{place}.chunks ⟨{bound}, 14⟩")


FIRST = about("L000_a_weight", 3801)


def test_theorems_about_many_matrices_have_one_form() -> None:
    forms = Forms()
    assert forms.names([FIRST, about("L012_b_weight", 17)]) == ("row error",)
    assert forms.names([about("L003_c", 1)]) == ("row error",)
    assert list(forms.facts) == ["row error"]


@pytest.mark.parametrize(
    "changed",
    [
        replace(FIRST, statement=FIRST.statement.replace("ErrorAtMost", "ErrorNearly")),
        replace(FIRST, library_sha256=SHA[::-1]),
        replace(FIRST, axioms=("propext", "choice")),
    ],
)
def test_other_words_definitions_or_axioms_are_another_form(changed: TheoremEvidence) -> None:
    names = Forms().names([FIRST, changed])
    assert names == ("row error", "row error.2")
    assert {kind_of(name) for name in names} == {"row error"}


def test_what_is_not_proved_has_no_form() -> None:
    assert Forms().names([replace(FIRST, verdict=Verdict.UNPROVED)]) == ()


def test_claims_are_about_numbers_but_not_about_the_place_of_a_layer() -> None:
    same, wider = about("L007_a_weight", 3801), about("L000_a_weight", 3802)
    assert claims_digest([FIRST]) == claims_digest([same]) != claims_digest([wider])


def test_a_statement_may_hold_half_a_surrogate_pair() -> None:
    strange = replace(FIRST, statement=FIRST.statement + "\ud800")
    assert Forms().names([strange]) == ("row error",)
