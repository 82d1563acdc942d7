"""What the theorems about a network rest on, each hypothesis with an id."""

from dataclasses import replace

import pytest

from quantcert.certificate import Discharge
from quantcert.lean import ModuleVerdict
from quantcert.run.network_hypotheses import hypotheses
from quantcert.statements.vectors import VECTOR_MODULE
from tests.support.proved_networks import Networks, ProvedNetwork

IDS = {
    "bert": ["matrix-norms-proved", "vector-sizes", "exp-sqrt", "gelu", "text"],
    "llama": ["matrix-norms-proved", "vector-sizes", "exp-sqrt", "rotary-embedding", "text"],
    "mixture": ["matrix-norms-proved", "vector-sizes", "exp-sqrt", "gelu", "inputs"],
}


@pytest.mark.parametrize("name", IDS)
def test_ids_are_those_of_the_family(networks: Networks, name: str) -> None:
    proved = networks[name]
    found = hypotheses(proved.network, proved.plan, proved.entry)
    assert [hypothesis.id for hypothesis in found] == [*IDS[name], "assumption-region"]
    assert [hypothesis.scope for hypothesis in found] == [*(len(IDS[name]) * [None]), "region"]


@pytest.fixture
def proved(networks: Networks) -> ProvedNetwork:
    return networks["mixture"]


def test_without_a_region_none_is_assumed(proved: ProvedNetwork) -> None:
    alone = replace(proved.network, assumptions=proved.network.assumptions[:1])
    found = hypotheses(alone, proved.plan, proved.entry)
    assert [hypothesis.scope for hypothesis in found] == 5 * [None]


def test_measured_norms_are_told_apart(proved: ProvedNetwork) -> None:
    first, *others = proved.plan.matrices
    plan = replace(proved.plan, matrices=(replace(first, proved=None), *others), linked=False)
    by_kernel, measured, vectors, *_ = hypotheses(proved.network, plan, proved.entry)
    assert (by_kernel.id, by_kernel.name) == ("matrix-norms-proved", "norms of 5 matrices")
    assert (measured.id, measured.discharged) == ("matrix-norms-measured", Discharge.MEASURED)
    assert measured.by.endswith(f": {first.use.tensor}")
    assert not any("applied" in hypothesis.by for hypothesis in (by_kernel, vectors))


def test_sizes_of_vectors_are_the_kernels_only_if_it_accepted_them(proved: ProvedNetwork) -> None:
    result = replace(proved.entry.results[VECTOR_MODULE], verdict=ModuleVerdict.UNPROVED)
    entry = replace(proved.entry, results={**proved.entry.results, VECTOR_MODULE: result})
    _, vectors, *_ = hypotheses(proved.network, proved.plan, entry)
    assert (vectors.id, vectors.discharged) == ("vector-sizes", Discharge.MEASURED)
