"""Which of two quantizations is better, and when that cannot be said."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate import Certificate, LayerCertificate, UseBound, Verdict
from quantcert.report.versus.pairs import Better, LayerPair, bits_per_weight, versus
from quantcert.roles import Use
from tests.support.certificates import CERTIFICATE, NETWORK, PROVED, REGION, SHA, WHOLE

BASE = replace(PROVED, tensor_sha256={"w_packed": SHA, "w (original)": SHA})


def made_of(*layers: LayerCertificate) -> Certificate:
    return replace(CERTIFICATE, layers=layers)


def pair(first: LayerCertificate, second: LayerCertificate) -> LayerPair:
    (found,) = versus(made_of(first), made_of(second)).layers
    return found


@pytest.mark.parametrize(
    ("bound", "better"),
    [
        (Fraction(1, 4), Better.SECOND),
        (Fraction(1, 3) + Fraction(1, 10**20), Better.FIRST),
        (Fraction(1, 3), Better.EQUAL),
    ],
)
def test_the_smaller_bound_is_better(bound: Fraction, better: Better) -> None:
    found = pair(BASE, replace(BASE, bound=bound, tensor_sha256={"x": "", "w (original)": SHA}))
    assert (found.better, found.ratio) == (better, bound * 3)


LOOKUP = UseBound(Use.ENTRIES, Fraction(1, 3), Fraction(4), None, None)


@pytest.mark.parametrize(
    ("second", "note"),
    [
        (replace(BASE, bound=None), "no original was given"),
        (replace(BASE, tensor_sha256={"w (original)": SHA[::-1]}), "the originals differ"),
        (replace(BASE, uses=(LOOKUP,)), "bounds of different uses"),
        (replace(BASE, input_abs_max=Fraction(2)), "the ranges of inputs differ"),
        (replace(BASE, verdict=Verdict.UNPROVED), "not both are proved"),
    ],
)
def test_bounds_of_other_things_are_not_compared(second: LayerCertificate, note: str) -> None:
    found = pair(BASE, second)
    assert (found.better, found.note, found.ratio) == (Better.UNKNOWN, note, None)


def test_rows_that_are_looked_up_know_no_range_of_inputs() -> None:
    rows = replace(BASE, uses=(LOOKUP,))
    assert pair(rows, replace(rows, input_abs_max=Fraction(2))).better is Better.EQUAL


def test_layers_that_one_has_not_stand_at_their_side() -> None:
    other = replace(BASE, tensor="other.weight")
    found = versus(made_of(BASE), made_of(other))
    assert [(p.tensor, p.note) for p in found.layers] == [
        (BASE.tensor, "B has no such layer"),
        ("other.weight", "A has no such layer"),
    ]
    assert found.count(Better.UNKNOWN) == 2


def test_bits_are_of_all_weights() -> None:
    wide = replace(BASE, rows=12, bits_per_weight=Fraction(4))
    assert bits_per_weight(made_of(BASE, wide)) == (24 * Fraction(15, 4) + 72 * 4) / 96
    assert bits_per_weight(made_of()) is None


def test_networks_are_compared_by_scope() -> None:
    wider = replace(NETWORK, scopes=(replace(REGION, bound=Fraction(19, 2)),))
    (scope,) = versus(WHOLE, replace(WHOLE, network=wider)).scopes
    assert (scope.scope, scope.better) == ("region", Better.FIRST)
    unproved = replace(REGION, verdict=Verdict.UNPROVED)
    other = replace(WHOLE, network=replace(NETWORK, scopes=(unproved,)))
    assert versus(WHOLE, other).scopes[0].better is Better.UNKNOWN
    assert versus(WHOLE, CERTIFICATE).scopes == ()


def test_one_original_is_one_set_of_files() -> None:
    assert versus(CERTIFICATE, WHOLE).same_original
    file = replace(CERTIFICATE.base_files[0], sha256=SHA[::-1])
    assert not versus(CERTIFICATE, replace(WHOLE, base_files=(file,))).same_original
    bare = replace(CERTIFICATE, base_files=())
    assert not versus(bare, bare).same_original
