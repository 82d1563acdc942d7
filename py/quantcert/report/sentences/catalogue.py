"""The sentence of a theorem, by its kind."""

from __future__ import annotations

from quantcert.certificate import TheoremEvidence, Verdict
from quantcert.report.sentences.layers import LAYER_KINDS
from quantcert.report.sentences.network import NETWORK_KINDS
from quantcert.report.sentences.rotation import ROTATION_KINDS
from quantcert.report.sentences.words import Sentence, Subject, Told

SENTENCES = {**LAYER_KINDS, **NETWORK_KINDS, **ROTATION_KINDS}
"""Every kind of theorem that `specs/lean/theorems` has."""

_CLAIMED = "Claimed, not proved: "


def sentence(theorem: TheoremEvidence, subject: Subject) -> Sentence | None:
    """What the theorem says; None for a kind or a statement that is not known.

    Decimals are rounded so that the sentence follows from the theorem.
    """
    known = SENTENCES.get(theorem.kind)
    found = known.pattern.search(theorem.statement) if known else None
    if known is None or found is None:
        return None
    told = Told(found.groups(), subject, theorem.statement, theorem.name.rpartition(".")[2])
    words = known.words(told)
    if theorem.verdict is not Verdict.PROVED:
        words = f"{_CLAIMED}{words}"
    return Sentence(words, tuple(told.exact))
