"""Lean accepts what is stated of two networks on a text, and the claims are the least."""

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest

from quantcert.lean import Limits, Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.prompts.enclose import Encloser
from quantcert.prompts.network import IntegerMatrix
from quantcert.prompts.pair import Pair
from quantcert.statements.prompt_pair import PairTerms
from tests.support.prompt_networks import NETWORKS
from tests.support.prompt_sources import comparison_of, module_sources

SCALE = 40
ORIGINAL = NETWORKS["llama"]


def quantized(row: int, column: int, change: int):
    """The original with another weight in the last matrix."""
    last = ORIGINAL.matrices[-1]
    entries = last.entries.copy()
    entries[row, column] += change
    changed = (*ORIGINAL.matrices[:-1], IntegerMatrix(last.scale, entries))
    return dataclasses.replace(ORIGINAL, matrices=changed)


def modules(network):
    traces = [Encloser(known, SCALE).all() for known in (ORIGINAL, network)]
    sources = module_sources("P", ORIGINAL, traces[0]) | module_sources("Q", network, traces[1])
    logits = (traces[0][-1].out, traces[1][-1].out)
    terms = PairTerms(ORIGINAL, Pair(ORIGINAL.tokens, logits))
    positions, comparison = comparison_of("C", terms)
    return sources | positions, logits, comparison


def probabilities(box):
    z = np.array([[float(Fraction(c.mid, 1 << box.scale)) for c in row] for row in box.claims])
    powers = np.exp(z)
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.fixture(scope="module")
def compared():
    return modules(quantized(0, 1, 1))


def compiled(library, folder, sources, source):
    limits = Limits(seconds=120.0)
    with RunnerPool(library.toolchain, 1) as pool:
        for name, text in {**sources, "C": source}.items():
            file = folder / f"{name}.lean"
            file.write_text(text)
            paths = [library.path, folder]
            run = pool.compile(file, folder / f"{name}.olean", folder, paths, limits)
            if run.outcome is not Outcome.OK:
                return name, run.messages
    return None


def test_lean_accepts_all_statements(library, tmp_path, compared):
    sources, _, comparison = compared
    assert "theorem same_next_token" in comparison.source
    assert compiled(library, tmp_path, sources, comparison.source) is None


def test_each_network_has_its_own_parameters(compared):
    text = compared[2].source
    first, second = "AllMeet θ text W P.known", "AllMeet θhat text What Q.known"
    assert text.count(first) == text.count(second) > 4
    assert text.count("evalAll θ text W P.nets") == text.count("evalAll θhat text What Q.nets") > 4
    assert text.count("evalAll") == 2 * text.count("evalAll θ text W P.nets")


def test_leads_are_the_largest_that_lean_accepts(library, tmp_path, compared):
    sources, _, comparison = compared
    number = comparison.quantized_leads[1]
    assert number.p == SCALE
    check = f"checkLeadsBy 5 second_box 1 {comparison.quantized[1]} "
    larger = dict(sources)
    larger["CPositions1"] = sources["CPositions1"].replace(
        f"{check}{number.mantissa} ", f"{check}{number.mantissa + 1} "
    )
    assert larger != sources
    name, messages = compiled(library, tmp_path, larger, comparison.source)
    assert name == "CPositions1"
    assert sum(message.severity == "error" for message in messages) == 1


def test_more_than_positions_have_checked_is_refused(library, tmp_path, compared):
    sources, _, comparison = compared
    number = comparison.quantized_leads[1]
    larger = dataclasses.replace(number, mantissa=number.mantissa + 1)
    head, theorem, rest = comparison.source.partition("theorem quantized_leads_1 ")
    changed = rest.replace(f"(Dyadic.value R {number})", f"(Dyadic.value R {larger})", 1)
    assert changed != rest
    name, messages = compiled(library, tmp_path, sources, head + theorem + changed)
    assert name == "C"
    assert sum(message.severity == "error" for message in messages) == 1


@pytest.mark.parametrize("claim", ["difference", "divergence"])
def test_smaller_claims_are_refused(library, tmp_path, compared, claim):
    sources, _, comparison = compared
    found = {"difference": comparison.differences[0], "divergence": comparison.divergences[0]}
    smaller = dataclasses.replace(found[claim], mantissa=found[claim].mantissa - 2)
    changed = {k: text.replace(str(found[claim]), str(smaller)) for k, text in sources.items()}
    name, messages = compiled(library, tmp_path, changed, comparison.source)
    assert name == "CPositions0"
    assert sum(message.severity == "error" for message in messages) == 1


def test_a_smaller_ratio_of_perplexities_is_refused(library, tmp_path, compared):
    sources, _, comparison = compared
    smaller = dataclasses.replace(comparison.ratio, mantissa=comparison.ratio.mantissa - 2)
    text = comparison.source.replace(str(comparison.ratio), str(smaller))
    name, messages = compiled(library, tmp_path, sources, text)
    assert name == "C"
    assert sum(message.severity == "error" for message in messages) == 1


def test_boxes_of_other_networks_are_refused(library, tmp_path, compared):
    """Whatever positions are checked with, both networks must be proved to be in the boxes."""
    sources, logits, _ = compared
    terms = PairTerms(ORIGINAL, Pair(ORIGINAL.tokens, (logits[0], logits[0])))
    positions, wrong = comparison_of("C", terms)
    name, messages = compiled(library, tmp_path, sources | positions, wrong.source)
    assert name == "C"
    errors = [message for message in messages if message.severity == "error"]
    assert len(errors) == 1
    assert "Q.contained" in errors[0].text


def test_another_next_token_is_stated(library, tmp_path):
    sources, _, comparison = modules(quantized(1, 0, 90))
    assert "theorem same_next_token" not in comparison.source
    assert comparison.original != comparison.quantized
    assert compiled(library, tmp_path, sources, comparison.source) is None


def test_divergence_and_perplexity_are_those_of_float64(compared):
    _, logits, comparison = compared
    p, q = map(probabilities, logits)
    exact = (p * np.log(p / q)).sum(axis=1)
    stated = np.array([float(bound.fraction) for bound in comparison.divergences])
    assert (exact <= stated).all()
    assert (stated <= exact + 1e-6).all()
    picked = [x[range(2), ORIGINAL.tokens[1:]].prod() for x in (p, q)]
    ratio = math.sqrt(picked[0] / picked[1])
    assert ratio <= float(comparison.ratio.fraction) <= ratio + 1e-5
    assert 1 / ratio <= float(comparison.inverse.fraction) <= 1 / ratio + 1e-5
