"""Sentences of the theorems about a whole network, its blocks and its vectors."""

from __future__ import annotations

import re

from quantcert.report.decimals import at_most
from quantcert.report.sentences.words import Told, counted, kind

ALONE, ACCUMULATED = "alone", "accumulated"
"""Names of a block's bounds among the numbers of a subject."""

_VALUE = r"Dyadic\.value R @"
_CERTIFIED = "if matrices and vectors have the sizes that the certificate states"
_LENGTH = re.compile(r"text\.length ≤ (\d+)\)")
_LAWS = {
    "(gelu_laws : GeluLaws gelu)": "with any GELU function that has the assumed laws",
    "(rotation : ": "with any rotary embedding that rotates",
}
"""Hypotheses about functions, and their words."""


def _texts(told: Told) -> str:
    """Of which texts, and under which laws, a theorem speaks."""
    length = _LENGTH.search(told.statement)
    size = f" of at most {counted(int(length[1]), 'token')}" if length else ""
    which = f" {told.subject.condition}" if told.subject.condition else ""
    laws = [words for law, words in _LAWS.items() if law in told.statement]
    return ", ".join([f"For every text{size}{which}", *laws])


def _error(told: Told) -> str:
    return (
        f"{_texts(told)}, no entry of the {told.subject.output} changes by more than "
        f"{told.upper(0)}, at any position."
    )


def _range(told: Told) -> str:
    return (
        f"{_texts(told)}, no entry of the original's {told.subject.output} is larger than "
        f"{told.upper(0)}, {_CERTIFIED}: a model that outputs zeros errs by at most as much."
    )


def _probability(told: Told) -> str:
    return (
        f"{_texts(told)}, no probability of a next token grows or shrinks by more than a factor of "
        f"{told.upper(0)}, at any position."
    )


def _if_certified(words: str) -> str:
    return f"{words[:-1]}, {_CERTIFIED}."


def _propagates(told: Told) -> str:
    output = told.subject.output
    return f"{_texts(told)}, the bounds after the last block hold of the {output}, {_CERTIFIED}."


def _meets(told: Told) -> str:
    return (
        "The sizes of matrices and vectors on which the theorems about the whole model rest are "
        "those of this very checkpoint and its original."
    )


def _block(told: Told, which: str, inputs: str) -> str:
    bound = told.subject.numbers.get(which)
    change = (
        "the errors of its output stay within the stated bounds"
        if bound is None
        else f"no entry of its output changes by more than {at_most(bound)}"
    )
    return f"{told.subject.name}, {inputs}: f{_texts(told)[1:]}, {change}."


def _alone(told: Told) -> str:
    return _block(told, ALONE, "with the same input in both versions")


def _accumulated(told: Told) -> str:
    return _block(told, ACCUMULATED, "with the errors of all blocks before it")


def _after_norm(told: Told) -> str:
    return (
        f"Whatever the norm before it reads, no output of {told.subject.name} changes by more than "
        f"{told.upper(0)}."
    )


def _vector(told: Told) -> str:
    return (
        f"Vector {told.numbers[-1]} of the original has no entry larger than {told.upper(0)}, and "
        f"its Euclidean norm is at most {told.upper(4)}."
    )


def _one_plus(told: Told) -> str:
    return f"One plus {_vector(told)[0].lower()}{_vector(told)[1:]}"


def _vector_words(told: Told) -> str:
    return _one_plus(told) if told.numbers[6] else _vector(told)


NETWORK_KINDS = {
    "checkpoint-error": kind(rf"Within \d+ \({_VALUE}\)", _error),
    "checkpoint-probability": kind(rf"{_VALUE} \* softmax", _probability),
    "checkpoint-meets": kind(r"certificate\.Meets", _meets),
    "model-error": kind(rf"Within \d+ \({_VALUE}\)", lambda told: _if_certified(_error(told))),
    "model-probability": kind(
        rf"{_VALUE} \* softmax", lambda told: _if_certified(_probability(told))
    ),
    "model-range": kind(rf"InRange \d+ \({_VALUE}\)", _range),
    "model-propagates": kind(r"after_#\.Holds", _propagates),
    "block-alone": kind(r"alone_#\.Holds", _alone),
    "block-propagates": kind(r": after_#\.Holds", _accumulated),
    "after-norm": kind(rf"Within \d+ \({_VALUE}\)", _after_norm),
    "vector-size": kind(
        r"VectorCert\.Holds d ⟨\d+, ⟨@, @, @⟩⟩ (\(onePlus )?\(packedVector .*?\.v#\)", _vector_words
    ),
}
"""How each kind of theorem about a network is told."""
