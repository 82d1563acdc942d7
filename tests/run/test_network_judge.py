"""The verdict on a network, from its plan and what became of its modules."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate import NetworkEvidence, Rule, Verdict
from quantcert.lean import Cause, ModuleVerdict
from quantcert.requirements import Requirements
from quantcert.roles import Role
from quantcert.run.ledger import LedgerEntry
from quantcert.run.network_judge import measured, network_evidence, with_observation
from quantcert.statements.checkpoint import CHECKPOINT_MODULE
from tests.support.proved_networks import Networks, ProvedNetwork


@pytest.fixture
def proved(networks: Networks) -> ProvedNetwork:
    return networks["untied"]


def judged(proved: ProvedNetwork, entry: LedgerEntry, requirements: Requirements | None = None):
    needed = requirements or proved.run.inputs.requirements
    return network_evidence(proved.network, proved.plan, entry, needed)


def refuse(entry: LedgerEntry, module: str, verdict: ModuleVerdict) -> LedgerEntry:
    """The entry with another verdict on one module."""
    result = replace(
        entry.results[module], verdict=verdict, reason="no", theorems=(), cause=Cause.REFUSED
    )
    return replace(entry, results={**entry.results, module: result})


def scopes(network: NetworkEvidence) -> dict[str, tuple[Verdict, bool]]:
    return {scope.scope: (scope.verdict, scope.accepted) for scope in network.scopes}


def test_the_same_entry_gives_the_same_evidence(proved: ProvedNetwork) -> None:
    assert judged(proved, proved.entry) == proved.certificate.network


@pytest.mark.parametrize(
    ("lean", "verdict"),
    [(ModuleVerdict.REJECTED, Verdict.FAILED), (ModuleVerdict.UNPROVED, Verdict.UNPROVED)],
)
def test_one_scope_may_be_refused_without_the_other(
    proved: ProvedNetwork, lean: ModuleVerdict, verdict: Verdict
) -> None:
    found = judged(proved, refuse(proved.entry, "Proofs.Model_region", lean))
    assert scopes(found) == {"all inputs": (Verdict.PROVED, True), "region": (verdict, False)}
    region = found.scopes[1]
    assert region.finding is not None
    assert (region.finding.rule, region.finding.message) == (Rule.KERNEL_REFUSED, "no")
    assert {block.verdict_accumulated for block in region.blocks} == {verdict}


def test_all_rest_on_the_checkpoint(proved: ProvedNetwork) -> None:
    found = judged(proved, refuse(proved.entry, CHECKPOINT_MODULE, ModuleVerdict.REJECTED))
    assert {verdict for verdict, _ in scopes(found).values()} == {Verdict.FAILED}
    assert {layer.verdict for layer in found.after_norms} == {Verdict.FAILED}
    for scope in found.scopes:
        assert all(block.verdict_accumulated.by_kernel for block in scope.blocks)


def test_a_requirement_is_of_one_scope(proved: ProvedNetwork) -> None:
    strict = replace(proved.run.inputs.requirements, network={"region": Fraction(1, 10**9)})
    everything, region = judged(proved, proved.entry, strict).scopes
    assert (everything.requirement, everything.accepted) == (None, True)
    assert (region.requirement, region.accepted) == (Fraction(1, 10**9), False)
    assert region.finding is not None
    assert region.finding.rule is Rule.NETWORK_ERROR


def test_observations_are_of_the_file_that_was_measured(proved: ProvedNetwork) -> None:
    """A scope with another region than the file's says nothing of the file's text."""
    file = proved.network.region
    assert file is not None
    other = replace(proved.network, region=replace(file, region=replace(file.region)))
    needed = proved.run.inputs.requirements
    everything, region = network_evidence(other, proved.plan, proved.entry, needed).scopes
    assert everything.observed is not None
    assert (region.region, region.observed) == (None, None)


def test_a_layers_observation_is_scaled_to_its_input(proved: ProvedNetwork) -> None:
    file = proved.network.region
    assert file is not None
    seen = {found.tensor: found for found in file.observed.layers if found.input}
    layers = [layer for layer in proved.certificate.layers if layer.tensor in seen]
    assert len(layers) == len(proved.certificate.layers) - 1  # tokens are looked up, not multiplied
    for layer in layers:
        found = seen[layer.tensor]
        assert layer.input_abs_max is not None
        assert layer.observed_error is not None
        gain = measured(found.error) / measured(found.input)
        assert layer.observed_error >= gain * layer.input_abs_max
        bare = replace(layer, observed_error=None)
        assert with_observation(bare, replace(proved.network, region=None)) == bare
        assert with_observation(bare, proved.network) == layer


def test_a_layer_of_several_parts_is_observed_where_it_is_used(networks: Networks) -> None:
    """By the worst of its parts, transposed as its bound is."""
    proved = networks["operations"]
    file = proved.network.region
    assert file is not None
    seen = {found.tensor: measured(found.error) / measured(found.input)
            for found in file.observed.layers}  # fmt: skip
    layers = {layer.tensor: layer for layer in proved.certificate.layers}
    for tensor, turned, roles in (
        ("0.heads.weight", "", (Role.LINEAR,)),
        ("1.heads.weight", ", transposed", (Role.TRANSPOSED,)),
    ):
        fused = layers[tensor]
        assert fused.roles == roles
        rows = ("0 to 7", "8 to 11", "12 to 15")
        gains = [seen[f"{tensor}{turned}, rows {part}"] for part in rows]
        assert fused.input_abs_max is not None
        assert fused.bound is not None
        assert fused.observed_error == max(gains) * fused.input_abs_max <= fused.bound
    turned_output = layers["1.output.weight"]
    assert turned_output.input_abs_max is not None
    gain = seen["1.output.weight, transposed"]
    assert turned_output.observed_error == gain * turned_output.input_abs_max


def test_a_part_after_a_norm_has_its_own_observation(networks: Networks) -> None:
    proved = networks["operations"]
    assert proved.certificate.network is not None
    found = {x.tensor: x for x in proved.certificate.network.after_norms}
    for rows in ("0 to 7", "8 to 11", "12 to 15"):
        for name in (f"0.heads.weight, rows {rows}", f"1.heads.weight, transposed, rows {rows}"):
            assert found[name].observed is not None
            assert found[name].observed < found[name].bound


def test_a_measured_number_is_the_decimal_that_was_written() -> None:
    assert measured(0.1) == Fraction(1, 10)
    assert measured(1234567.0) == Fraction(1234570)
