"""Which logits of an engine lie within tolerance and slack of golden ones, by exact integers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.prompts.network import Integers
from quantcert.run.engine.reading import GoldenLogits
from quantcert.run.prompt.stored import exact_integers


@dataclass(frozen=True)
class EnginePosition:
    """What an engine's logits are at one position.

    `outside` counts the logits beyond tolerance plus slack. `excess` is what the worst of them all
    is beyond its tolerance alone, negative if all are within. `golden` is the next token that the
    tolerances leave, `engine` the one whose logit is above all others, None where there is none, as
    of encoders.
    """

    position: int
    token: int
    outside: int
    excess: Fraction
    golden: int | None
    engine: int | None

    @property
    def agrees(self) -> bool | None:
        """Whether the engine chooses the golden next token; None if that is not known."""
        return None if self.golden is None else self.golden == self.engine


def compare_logits(
    golden: GoldenLogits, logits: NDArray[Any], slack: Fraction
) -> list[EnginePosition]:
    """The positions in turn; `logits` [positions, vocabulary] as read by `read_logits`."""
    return [_position(golden, logits[t], slack, t) for t in range(len(golden.tokens))]


def _position(
    golden: GoldenLogits, logits: NDArray[Any], slack: Fraction, t: int
) -> EnginePosition:
    scale, (found, mids, tolerances) = _common(logits, golden.mids[t], golden.tolerances[t])
    excess = np.abs(found - mids) - tolerances
    outside = int((excess * slack.denominator > slack.numerator << scale).sum())
    return EnginePosition(
        position=t,
        token=golden.tokens[t],
        outside=outside,
        excess=Fraction(int(excess.max()), 1 << scale),
        golden=_next_token(mids - tolerances, mids + tolerances) if golden.chooses else None,
        engine=_next_token(found, found) if golden.chooses else None,
    )


def _common(*rows: NDArray[Any]) -> tuple[int, list[Integers]]:
    """The rows as integers in units of `2**-scale`, the same for all."""
    exact = [exact_integers(row) for row in rows]
    scale = max(row.scale for row in exact)
    return scale, [row.entries.astype(object) << scale - row.scale for row in exact]


def _next_token(low: Integers, high: Integers) -> int | None:
    """The entry whose lower end is above the upper end of all others."""
    best = int(np.argmax(low))
    others = np.delete(high, best)
    return best if bool((low[best] > others).all()) else None
