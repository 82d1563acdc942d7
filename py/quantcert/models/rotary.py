"""Rotary position embedding: the kinds of config.json and the angles by which entries rotate.

Entry `i < half` of a head of `2 * half` entries is rotated, at position `t`, by `t` times the
`i`-th frequency. Kinds and defaults as in `modeling_rope_utils` of `transformers` 5; sources: Su et
al., "RoFormer", 2021 (default); Chen et al., "Position Interpolation", 2023 (linear); Peng et al.,
"YaRN", 2023 (dynamic, yarn); Ding et al., "LongRoPE", 2024; "The Llama 3 Herd of Models", 2024.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quantcert.models.config import NotSupportedError

THETA, ORIGINAL, ATTENTION = "rope_theta", "original_max_position_embeddings", "attention_factor"


@dataclass(frozen=True)
class Rotary:
    """A kind of rotary embedding with its numbers.

    `short` and `long` are divisors, one for each frequency, for texts of up to
    `original_max_position_embeddings` positions and for longer ones.
    """

    kind: str
    numbers: Mapping[str, float]
    short: tuple[float, ...] = ()
    long: tuple[float, ...] = ()

    def __str__(self) -> str:
        """The kind and its numbers, for messages."""
        numbers = [f"{name} {value!r}" for name, value in sorted(self.numbers.items())]
        lists = [f"{len(self.short)} short and {len(self.long)} long factors"] if self.short else []
        return ", ".join([self.kind, *numbers, *lists])

    def frequencies(self, head_dim: int) -> tuple[float, ...]:
        """The angle for each position, of each pair of entries of a head.

        Raises NotSupportedError for a head that cannot be rotated so.
        """
        if head_dim % 2:
            raise NotSupportedError(f"rotary embedding: head_dim must be even, is {head_dim}")
        return FREQUENCIES[self.kind](self, head_dim)

    @property
    def scale(self) -> float:
        """What cosines and sines are multiplied with."""
        return self.numbers.get(ATTENTION, 1.0)

    @property
    def max_length(self) -> int | None:
        """The longest text that these frequencies are for, if longer ones have others."""
        return int(self.numbers[ORIGINAL]) if self.short else None


def _default(rotary: Rotary, head_dim: int) -> tuple[float, ...]:
    theta = rotary.numbers[THETA]
    return tuple(1.0 / theta ** (i / head_dim) for i in range(0, head_dim, 2))


def _linear(rotary: Rotary, head_dim: int) -> tuple[float, ...]:
    return tuple(f / rotary.numbers["factor"] for f in _default(rotary, head_dim))


def _dynamic(rotary: Rotary, head_dim: int) -> tuple[float, ...]:
    """Texts of up to `max_position_embeddings` positions are rotated as without a factor."""
    if head_dim == 2:
        raise NotSupportedError("rotary embedding: head_dim must be above 2 for rope_type dynamic")
    return _default(rotary, head_dim)


def _llama3(rotary: Rotary, head_dim: int) -> tuple[float, ...]:
    """Long waves are divided by the factor, short ones kept, those between them blended."""
    low, high = rotary.numbers["low_freq_factor"], rotary.numbers["high_freq_factor"]
    if high <= low:
        raise NotSupportedError(f"rope_parameters: high_freq_factor must be above {low}, is {high}")

    def scaled(frequency: float) -> float:
        waves = rotary.numbers[ORIGINAL] * frequency / (2 * math.pi)
        kept = min(1.0, max(0.0, (waves - low) / (high - low)))
        return (1 - kept) * frequency / rotary.numbers["factor"] + kept * frequency

    return tuple(map(scaled, _default(rotary, head_dim)))


def _yarn(rotary: Rotary, head_dim: int) -> tuple[float, ...]:
    """As `_llama3`, but blended by the number of the frequency."""
    numbers = rotary.numbers

    def place(rotations: float) -> float:
        turns = numbers[ORIGINAL] / (rotations * 2 * math.pi)
        return head_dim * math.log(turns) / (2 * math.log(numbers[THETA]))

    low, high = place(numbers["beta_fast"]), place(numbers["beta_slow"])
    if numbers["truncate"]:
        low, high = math.floor(low), math.ceil(high)
    low, high = max(low, 0), min(high, head_dim - 1)
    width = high - low if high != low else 0.001

    def scaled(place: int, frequency: float) -> float:
        blend = min(1.0, max(0.0, (place - low) / width))
        return frequency / numbers["factor"] * blend + frequency * (1 - blend)

    return tuple(scaled(*pair) for pair in enumerate(_default(rotary, head_dim)))


def _longrope(rotary: Rotary, head_dim: int) -> tuple[float, ...]:
    for name, factors in (("short_factor", rotary.short), ("long_factor", rotary.long)):
        if len(factors) != head_dim // 2:
            raise NotSupportedError(
                f"rope_parameters: {name} must have {head_dim // 2} numbers, has {len(factors)}"
            )
    return tuple(f / s for f, s in zip(_default(rotary, head_dim), rotary.short, strict=True))


def _proportional(rotary: Rotary, head_dim: int) -> tuple[float, ...]:
    """The first frequencies alone; the other entries are not rotated."""
    rotated = int(rotary.numbers["partial_rotary_factor"] * head_dim // 2)
    return tuple(
        f if i < rotated else 0.0 for i, f in enumerate(_linear(rotary, head_dim))
    )  # fmt: skip


FREQUENCIES: Mapping[str, Callable[[Rotary, int], tuple[float, ...]]] = {
    "default": _default,
    "linear": _linear,
    "dynamic": _dynamic,
    "llama3": _llama3,
    "yarn": _yarn,
    "longrope": _longrope,
    "proportional": _proportional,
}
"""The frequencies of each kind, for heads of an even number of entries."""
