"""An assumption that no module of the package knows is proved, required and reported."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from quantcert.certificate import Discharge, NetworkEvidence, ScopeEvidence, Verdict
from quantcert.certificate.claims import not_shown
from quantcert.certificate.encode import to_document
from quantcert.errors import RequirementError
from quantcert.exact.dyadic import Dyadic
from quantcert.forward.region_file import read_region
from quantcert.models.assumption import Assumption, TextHypothesis
from quantcert.models.region import Size
from quantcert.report.build import build_report
from quantcert.report.html import html_page
from quantcert.run.open import open_run
from quantcert.run.verify import finish_run
from quantcert.statements.naming import label
from tests.support.proved_networks import NetworkModel, Networks

WORD = "short_texts"


def narrower(number: Dyadic) -> Dyadic:
    """Half of it."""
    return Dyadic(number.mantissa, number.p + 1)


def short_texts(model: NetworkModel, hypotheses: bool = True) -> Assumption:
    """Activations stay in half of the measured ranges, on texts of at most four tokens."""
    region = read_region(model.region).region
    points = {
        name: Size(narrower(size.entry), narrower(size.head), narrower(size.norm))
        for name, size in region.points.items()
    }
    return Assumption(
        name="short texts",
        sentence="there are at most four tokens and activations stay in half of the ranges",
        statement="the text has at most four tokens, activations stay in half of the ranges",
        because="made up",
        region=replace(region, points=points, norms={}),
        hypotheses=(TextHypothesis("short", "text.length ≤ 4"),) if hypotheses else (),
        sha256="5" * 64,
    )


@pytest.fixture(params=["llama", "mixture"])
def model(request: pytest.FixtureRequest, networks: Networks) -> NetworkModel:
    return networks[request.param].model


def scopes(network: NetworkEvidence | None) -> dict[str, ScopeEvidence]:
    assert network is not None
    return {scope.scope: scope for scope in network.scopes}


def test_it_is_proved_end_to_end(networks: Networks, model: NetworkModel, tmp_path: Path) -> None:
    options = model.options(tmp_path, assumptions=(short_texts(model),))
    run = networks.run(options)
    certificate = finish_run(run)
    found = scopes(certificate.network)
    assert [*found] == ["all inputs", "region", "short texts"]
    scope = found["short texts"]
    assert scope.verdict.by_kernel, scope.finding
    assert scope.bound <= found["region"].bound
    assert (scope.region, scope.observed) == (None, None)
    theorems = {theorem.name: theorem for theorem in scope.theorems}
    assert {theorem.verdict for theorem in scope.theorems} == {Verdict.PROVED}
    for name in (f"Proofs.Model_{WORD}.model_error", f"Proofs.Checkpoint.error_{WORD}"):
        assert "(assumed : AssumedAll " in theorems[name].statement
        assert "(short : text.length ≤ 4)" in theorems[name].statement
    assert f"- `{label('short texts')}`: {'5' * 64}" in run.ledger.sources[f"Proofs.Model_{WORD}"]
    assert (
        "any text on which there are at most four tokens and"
        in run.ledger.sources["Proofs.Checkpoint"]
    )
    assert certificate.network is not None
    hypothesis = certificate.network.hypotheses[-1]
    assert (hypothesis.id, hypothesis.scope) == ("assumption-short-texts", "short texts")
    assert (hypothesis.discharged, hypothesis.by) == (Discharge.ASSUMED, "made up")
    assert any("other inputs than those of a scope" in text for text in not_shown(certificate))
    assert "short texts" in html_page(build_report(certificate, to_document(certificate)["digest"]))


def test_it_can_be_all_that_is_assumed(
    networks: Networks, model: NetworkModel, tmp_path: Path
) -> None:
    """Without a region its bounds are those for all inputs."""
    short = replace(short_texts(model), region=None)
    options = model.options(tmp_path, region=None, assumptions=(short,))
    found = scopes(finish_run(networks.run(options)).network)
    assert found["short texts"].verdict.by_kernel
    assert found["short texts"].bound == found["all inputs"].bound


NEED = """
version = 1
[accumulator]
width_bits = 32
activation_min = -128
activation_max = 127
[[layer]]
pattern = "*"
input_abs_max = 1
max_relative_error = 1
[network.short_texts]
max_output_error = "1/1000"
"""


def test_a_bound_may_be_required_under_it(
    networks: Networks, model: NetworkModel, tmp_path: Path
) -> None:
    need = tmp_path / "need.toml"
    need.write_text(NEED)
    options = model.options(tmp_path / "out", region=None, requirements=need)
    with pytest.raises(RequirementError, match=r"network\.short_texts: nothing of this name"):
        open_run(options)
    assumed = replace(options, assumptions=(short_texts(model),))
    certificate = finish_run(networks.run(assumed))
    assert scopes(certificate.network)["short texts"].requirement == Fraction(1, 1000)
    assert not certificate.accepted


def test_two_assumptions_of_one_name(model: NetworkModel, tmp_path: Path) -> None:
    options = model.options(tmp_path, assumptions=2 * (short_texts(model),))
    with pytest.raises(RequirementError, match="different names: all_inputs, region, short_texts"):
        open_run(options)
