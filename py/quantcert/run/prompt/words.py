"""What a result means, in sentences, and what its theorems rest on."""

from __future__ import annotations

from quantcert.models.net import Activate, Architecture, operations
from quantcert.numbers import lower, upper
from quantcert.run.prompt.deciding import bits_to_decide
from quantcert.run.prompt.result import PositionVerdict, PromptResult, PromptVerdict, Proved

_LITERALS = (
    "the kernel computes with literals of the matrices' columns, the rows that the tokens look up "
    "and the vectors; they are made of the stored weights by tested Python, not by the kernel"
)
_NETWORK = "the network is read from config.json and the tensors' shapes by tested Python"
_REAL = "the theorems are about real arithmetic; an engine's rounding is not modelled"


def rests_on(architecture: Architecture) -> list[str]:
    """What the theorems take from outside the kernel."""
    parts = [_LITERALS, _NETWORK, _REAL]
    if architecture.frequencies:
        parts.append(
            "cosines and sines of position times frequency (a float64 number) are in boxes that "
            "tested Python makes; the theorems hold for every table in these boxes"
        )
    functions = {node.function for node in operations(architecture) if isinstance(node, Activate)}
    if functions & {"gelu", "gelu_tanh"}:
        parts.append("GELU is known by laws, and its constants by boxes that tested Python makes")
    return parts


def conclusion(result: PromptResult) -> str:
    """What is proved, and of what the literals are made, in one line."""
    if result.proved is None:
        return f"UNPROVED: {result.reason}"
    return (
        f"{_verdict(result)}; {result.theorems} theorems accepted by the Lean kernel, about the "
        "columns, rows and vectors that tested Python, not the kernel, makes of the stored weights"
    )


def _verdict(result: PromptResult) -> str:
    assert result.proved is not None
    positions = result.proved.positions
    count = len(positions)
    if result.proved.encodes:
        return _embedding(result.proved)
    if result.verdict is PromptVerdict.PROVED:
        return f"PROVED: both networks choose the same next token at all {count} positions"
    other = [p for p in positions if p.verdict is PositionVerdict.OTHER]
    if other:
        first = other[0]
        return (
            f"FAILED: the networks choose different next tokens at {len(other)} of {count} "
            f"positions, first at position {first.position}: {first.original} and "
            f"{first.quantized}, which is proved"
        )
    undecided = [p.position for p in positions if p.verdict is PositionVerdict.UNDECIDED]
    places = ", ".join(map(str, undecided))
    needed = bits_to_decide(result.proved.logits, undecided)
    enough = "logits are equal as far as is known" if needed is None else f"{needed} bits would do"
    return (
        f"UNPROVED: with {result.bits} bits the next tokens are not decided at positions {places}, "
        f"{enough}"
    )


def _embedding(proved: Proved) -> str:
    """What is proved of encoders."""
    told = f"PROVED: no entry of the {len(proved.positions)} vectors differs by more than "
    told += upper(proved.difference)
    if proved.cosine is None:
        return told
    return f"{told}, the cosine of both embeddings is at least {lower(proved.cosine)}"
