"""Lean accepts what is stated of two encoders on a text, and nothing better by a unit."""

import dataclasses

import pytest

from quantcert.lean import Limits, Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.prompts import pair
from quantcert.prompts.boxes import Box
from quantcert.prompts.embeddings import mean_pool
from quantcert.prompts.enclose import Encloser
from quantcert.prompts.network import IntegerMatrix
from quantcert.statements.prompt_pair import PairTerms
from tests.support.prompt_networks import NETWORKS
from tests.support.prompt_sources import comparison_of, module_sources

SCALE = 40
ORIGINAL = NETWORKS["erf"]


def quantized():
    """The original with another weight in a matrix of the feed-forward part."""
    last = ORIGINAL.matrices[-1]
    entries = last.entries.copy()
    entries[0, 1] += 3
    changed = (*ORIGINAL.matrices[:-1], IntegerMatrix(last.scale, entries))
    return dataclasses.replace(ORIGINAL, matrices=changed)


@pytest.fixture(scope="module")
def enclosed():
    networks = (ORIGINAL, quantized())
    traces = [Encloser(known, SCALE).all() for known in networks]
    sources = module_sources("P", ORIGINAL, traces[0]) | module_sources("Q", networks[1], traces[1])
    return sources, (traces[0][-1].out, traces[1][-1].out)


@pytest.fixture(scope="module")
def compiled(library, tmp_path_factory, enclosed):
    """Compiles a module; those on which a comparison rests are compiled once."""
    folder = tmp_path_factory.mktemp("lean")
    with RunnerPool(library.toolchain, 1) as pool:

        def compile_one(name: str, text: str):
            file = folder / f"{name}.lean"
            file.write_text(text)
            paths, limits = [library.path, folder], Limits(seconds=120.0)
            return pool.compile(file, folder / f"{name}.olean", folder, paths, limits)

        for name, text in (enclosed[0] | compared(enclosed)[0]).items():
            assert compile_one(name, text).outcome is Outcome.OK
        yield lambda text: compile_one("C", text)


def compared(enclosed):
    """The text of the module of all positions, and the comparison."""
    terms = PairTerms(ORIGINAL, pair.Pair(ORIGINAL.tokens, enclosed[1]), encodes=True)
    return comparison_of("C", terms, size=3)


def errors(run) -> int:
    return sum(message.severity == "error" for message in run.messages)


def test_lean_accepts_all_statements(enclosed, compiled):
    _, comparison = compared(enclosed)
    assert comparison.source.count("\ntheorem ") == 2 + 3 + 1 + 1
    assert comparison.cosine.fraction < 1
    assert compiled(comparison.source).outcome is Outcome.OK


def test_smaller_differences_are_refused(enclosed, compiled):
    positions, comparison = compared(enclosed)
    text = positions["CPositions0"]
    for number in set(comparison.differences):
        smaller = dataclasses.replace(number, mantissa=number.mantissa - 1)
        text = text.replace(str(number), str(smaller))
    assert errors(compiled(text)) == len(comparison.differences)


def test_a_larger_cosine_is_refused(enclosed, compiled):
    _, comparison = compared(enclosed)
    number = comparison.cosine
    larger = dataclasses.replace(number, mantissa=number.mantissa + 1)
    run = compiled(comparison.source.replace(str(number), str(larger)))
    assert run.outcome is not Outcome.OK
    assert errors(run) == 1


@pytest.mark.parametrize(("what", "step"), [("mid", 2), ("mid", -2), ("rad", -1)])
def test_another_mean_is_refused(enclosed, compiled, monkeypatch, what, step):
    """A midpoint need not be the nearest: one next to it may do with the same radius."""

    def spoilt(x: Box) -> Box:
        box = mean_pool(x)
        first, *rest = box.claims[0]
        return Box(box.scale, ((first._replace(**{what: getattr(first, what) + step}), *rest),))

    monkeypatch.setattr(pair, "mean_pool", spoilt)
    _, comparison = compared(enclosed)
    assert errors(compiled(comparison.source)) >= 1
