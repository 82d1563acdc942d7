"""The bits that are said to decide do decide, and some fewer do not."""

from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Claim
from quantcert.prompts.compare import next_token
from quantcert.run.prompt.deciding import bits_to_decide


def box(scale: int, mids: tuple[int, ...], radius: int) -> Box:
    return Box(scale, (tuple(Claim(mid, radius) for mid in mids),))


def finer(mids: tuple[int, ...], radius: int, bits: int) -> Box:
    """The same midpoints in a smaller unit, with radii of as many units."""
    return box(10 + bits, tuple(mid << bits for mid in mids), radius)


def test_so_many_bits_decide():
    mids, radius = (1000, 993, 2), 100
    wide = box(10, mids, radius)
    assert next_token(wide, 0) is None
    needed = bits_to_decide((wide, wide), [0])
    assert needed == 10 + 5 + 2  # both radii are to be below the gap of 7, and some
    assert next_token(finer(mids, radius, needed - 10), 0) == 0
    assert next_token(finer(mids, radius, needed - 10 - 4), 0) is None


def test_what_is_decided_needs_no_more():
    sharp = box(10, (1000, 2), 1)
    assert bits_to_decide((sharp, sharp), [0]) == 10


def test_equal_midpoints_are_decided_by_no_bits():
    assert bits_to_decide((box(10, (5, 5), 1), box(10, (9, 1), 1)), [0]) is None
