"""How many bits would decide what enclosures leave open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quantcert.prompts.boxes import Box

_MARGIN = 2  # bits: a radius does not shrink by exactly half with a further bit


def bits_to_decide(logits: tuple[Box, Box], positions: Sequence[int]) -> int | None:
    """Fraction bits with which the next tokens at these positions are decided in both networks.

    Radii shrink as the unit does. None if two midpoints are the same, so that nothing is known.
    """
    needed = [missing for box in logits for missing in _missing(box, positions)]
    known = [bits for bits in needed if bits is not None]
    return logits[0].scale + max(known, default=0) if len(known) == len(needed) else None


def _missing(box: Box, positions: Sequence[int]) -> Iterator[int | None]:
    """The further bits that each position needs."""
    for t in positions:
        first, second = sorted(box.claims[t], key=lambda claim: -claim.mid)[:2]
        gap = first.mid - second.mid
        widest = 2 * max(claim.rad for claim in box.claims[t])
        yield None if gap <= 0 else _halvings(widest, gap)


def _halvings(width: int, gap: int) -> int:
    """How often a width is halved until it is below a gap, and some."""
    return (width // gap).bit_length() + _MARGIN if width >= gap else 0
