"""The annex of the layers: in natural order, and nothing of a layer is read before its turn."""

import gc
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from quantcert.certificate import TheoremEvidence
from quantcert.certificate.encode import json_pieces, streamed_document
from quantcert.certificate.shelf import Shelf
from quantcert.report.build import build_report
from quantcert.report.html import html_pieces
from quantcert.report.layer_theorems import layer_theorem_sections
from quantcert.report.model import Line, Theorems
from tests.support.certificates import CERTIFICATE, PROVED, SHA, THEOREM
from tests.support.reports import report_of


class Watched(Sequence[TheoremEvidence]):
    """One theorem; `read` counts how often it is read."""

    read = 0

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[TheoremEvidence]:
        Watched.read += 1
        return iter([THEOREM])

    def __getitem__(self, place):
        return [THEOREM][place]


def certificate_of(names: list[str]):
    layers = [replace(PROVED, tensor=name, theorems=Watched()) for name in names]
    return replace(CERTIFICATE, layers=tuple(layers))


def test_sections_are_in_natural_order_and_say_what_is_stood_for() -> None:
    fused = replace(PROVED, tensor="l.2", original_parts=("q", "k"))
    layers = (replace(PROVED, tensor="l.11"), fused)
    sections = list(layer_theorem_sections(replace(CERTIFICATE, layers=layers)))
    assert [(s.title, s.anchor) for s in sections] == [("l.2", "layer-1"), ("l.11", "layer-2")]
    assert sections[0].items[0] == Line("In the original it is q above k.", detail=True)
    assert [len(section.items) for section in sections] == [3, 2]
    assert isinstance(sections[1].items[0], Theorems)
    assert sections[1].items[1:][0].rows[0].cells == next(iter(PROVED.tensor_sha256.items()))


def test_theorems_are_read_when_the_page_comes_to_them() -> None:
    certificate = certificate_of([f"l.{k}" for k in range(300)])
    list(layer_theorem_sections(certificate))
    assert Watched.read == 0
    pieces = html_pieces(report_of(certificate))
    Watched.read = 0
    next(pieces)
    assert Watched.read == 0
    assert sum(map(len, pieces)) > 300 * len(THEOREM.statement)
    assert Watched.read == 300


def peak_of_outputs(count: int) -> int:
    """The most memory, in bytes, that a certificate of so many layers and its outputs take."""
    theorems = tuple(replace(THEOREM, statement=f"{k} {SHA * 8}") for k in range(12))
    tracemalloc.start()
    shelf = Shelf()
    layers = (replace(PROVED, tensor=f"l.{k}", theorems=theorems) for k in range(count))
    certificate = replace(CERTIFICATE, layers=tuple(map(shelf.put, layers)))
    document = streamed_document(certificate)
    written = sum(map(len, json_pieces(document)))
    written += sum(map(len, html_pieces(build_report(certificate, document["digest"]))))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert written > count * 12 * len(SHA) * 16
    return peak


@pytest.fixture
def garbage_often() -> Iterator[None]:
    """Garbage in circles is searched for as Python does, and not as seldom as by a command."""
    kept = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*kept)


@pytest.mark.usefixtures("garbage_often")
def test_memory_of_a_layer_is_small_in_all_outputs() -> None:
    peak_of_outputs(4)  # what is made once
    assert peak_of_outputs(60) - peak_of_outputs(10) < 50 * 3 * 1024
