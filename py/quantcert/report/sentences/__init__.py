"""One plain sentence for each theorem, made from the exact numbers of its statement."""

from quantcert.report.sentences.catalogue import SENTENCES, sentence
from quantcert.report.sentences.words import Exact, Sentence, Subject

__all__ = ["SENTENCES", "Exact", "Sentence", "Subject", "sentence"]
