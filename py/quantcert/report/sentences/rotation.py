"""Sentences of the theorems about a rotated original."""

from __future__ import annotations

from quantcert.report.sentences.words import Told, kind


def _matrix(told: Told) -> str:
    return f"The original's matrix, rotated, is {told.subject.name}, number by number."


def _network(told: Told) -> str:
    return (
        "For every text, the rotated network computes exactly what the original does, whatever the "
        "matrices and vectors are that are not rotated."
    )


ROTATION_KINDS = {
    "blocks-turned": kind(r"BlocksTurned original rotated .*? 0 #$", _matrix),
    "rotated-network": kind(r"evalAll .*? = evalAll ", _network),
}
