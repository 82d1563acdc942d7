"""What is known of a network before its theorems are checked."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from quantcert.pairing.parts import TensorPart
from quantcert.run.network_plan import input_sha256, known_matrices, model_cert, plan_network
from tests.support.perturbed_models import part_of
from tests.support.proved_networks import Networks, ProvedNetwork


@pytest.fixture
def proved(networks: Networks) -> ProvedNetwork:
    return networks["mixture"]


def test_proved_bounds_are_taken_from_the_ledger(proved: ProvedNetwork) -> None:
    entries = proved.run.ledger.proved()
    found = known_matrices(proved.run.inputs, proved.network, entries)
    assert found == proved.plan.matrices
    for matrix, use in zip(found, proved.network.architecture.matrices, strict=True):
        norms = entries[use.tensor].norms
        assert norms is not None
        assert matrix.proved is not None
        assert matrix.cert == norms.claims.cert
        assert matrix.proved.theorem == norms.theorem == f"{matrix.proved.module}.weights_norms"


def test_other_bounds_are_measured(proved: ProvedNetwork) -> None:
    """They are of the same matrix, and sharper than what follows from sums of rows and columns."""
    seen: list[tuple[str, int, int]] = []
    options = replace(proved.run.inputs.options, progress=lambda *done: seen.append(done))
    inputs = replace(proved.run.inputs, options=options)
    entries = proved.run.ledger.proved()
    first, *others = proved.network.architecture.matrices
    kept = {use.tensor: entries[use.tensor] for use in others}
    measured, *rest = known_matrices(inputs, proved.network, kept)
    assert rest == [*proved.plan.matrices[1:]]
    assert (measured.use, measured.proved) == (first, None)
    for part in ("original", "error"):
        sharp, claimed = (getattr(m.cert, part) for m in (measured, proved.plan.matrices[0]))
        assert 0 < sharp.op_norm.fraction <= claimed.op_norm.fraction
        assert abs(sharp.max_abs.fraction / claimed.max_abs.fraction - 1) < Fraction(1, 1000)
    assert seen == [("norms", 1, 1)]


def test_parts_have_bounds_that_follow_or_are_measured(networks: Networks) -> None:
    """What is measured of a part is of that part alone, and below what follows from the whole."""
    proved = networks["operations"]
    assert proved.run.inputs.base is not None
    known = zip(
        known_matrices(proved.run.inputs, proved.network, {}), proved.plan.matrices, strict=True
    )
    parts = [
        (measured, follows)
        for measured, follows in known
        if measured.use.part != TensorPart(measured.use.tensor)
    ]
    assert len(parts) == 7
    for measured, follows in parts:
        use = follows.use
        assert measured.use == use
        assert (measured.cert.rows, measured.cert.columns) == (use.rows, use.columns)
        stored = proved.run.inputs.base.read(use.tensor)
        part = part_of({use.tensor: stored}, use)
        largest = Fraction(float(np.abs(part).max()))
        assert 1 <= measured.cert.original.max_abs.fraction / largest < 1 + Fraction(1, 1 << 10)
        for side in ("original", "quantized", "error"):
            sharp, claimed = (vars(getattr(m.cert, side)) for m in (measured, follows))
            for name, bound in sharp.items():
                slack = 1 + Fraction(1, 1 << 10)
                assert 0 < bound.fraction <= claimed[name].fraction * slack, (use, side, name)


@pytest.mark.parametrize("kept", [True, False])
def test_a_plan_is_linked_if_literals_are_kept(proved: ProvedNetwork, kept: bool) -> None:
    inputs, plan = proved.run.inputs, proved.plan
    found = plan_network(inputs, proved.network, plan.matrices, plan.vectors, kept)
    assert found.linked is kept
    assert found.after_norms == (plan.after_norms if kept else ())
    assert found.models == plan.models


def test_a_matrix_that_is_not_proved_unlinks(proved: ProvedNetwork) -> None:
    inputs, plan = proved.run.inputs, proved.plan
    matrices = (replace(plan.matrices[0], proved=None), *plan.matrices[1:])
    assert not plan_network(inputs, proved.network, matrices, plan.vectors, True).linked


def test_numbers_stand_in_the_order_of_the_architecture(proved: ProvedNetwork) -> None:
    cert = model_cert(proved.network, proved.plan.matrices, proved.plan.vectors)
    assert [(m.rows, m.columns) for m in cert.matrices] == [
        (use.rows, use.columns) for use in proved.network.architecture.matrices
    ]
    assert cert.vectors == tuple(vector.cert for vector in proved.plan.vectors)


def test_digests_are_of_all_files_and_of_what_is_assumed(proved: ProvedNetwork) -> None:
    everything, region = proved.network.assumptions
    files = input_sha256(proved.run.inputs, [everything])
    assert {"original model.safetensors", "checkpoint model.safetensors"} <= files.keys()
    assert input_sha256(proved.run.inputs, [everything, region]) == {
        **files,
        "region": region.sha256,
    }
