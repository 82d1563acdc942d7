"""What golden logits say follows from the boxes, and not from a unit less."""

from fractions import Fraction

import numpy as np
import pytest

from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Claim
from quantcert.run.prompt.golden import rounded

SCALE = 80
CLAIMS = [
    Claim(0, 0),
    Claim((1 << 79) + 1, 0),
    Claim(-(1 << 83) - 12345, 7),
    Claim((1 << 60) + 1, (1 << 54) + 1),
    Claim(3, (1 << 70) + 1),
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_tolerances_hold_the_box_and_the_rounding(claim):
    mids, tolerances = rounded(Box(SCALE, ((claim,),)))
    mid, tolerance = (Fraction(float(a[0, 0])) for a in (mids, tolerances))
    unit = Fraction(1, 1 << SCALE)
    for end in (claim.mid - claim.rad, claim.mid + claim.rad):
        assert abs(end * unit - mid) <= tolerance
    below = Fraction(np.nextafter(float(tolerance), -1.0))
    assert below < abs(claim.mid * unit - mid) + claim.rad * unit


def test_shapes_are_those_of_the_box():
    mids, tolerances = rounded(Box(2, ((Claim(1, 0), Claim(2, 1)), (Claim(-3, 2), Claim(4, 0)))))
    assert mids.tolist() == [[0.25, 0.5], [-0.75, 1.0]]
    assert tolerances.tolist() == [[0.0, 0.25], [0.5, 0.0]]


def test_what_no_float64_holds_is_told():
    with pytest.raises(OverflowError):
        rounded(Box(0, ((Claim(1 << 1100, 0),),)))
