"""Which positions are in which module, and which part of a theorem shows what."""

import pytest

from quantcert.prompts.enclose import Encloser
from quantcert.prompts.pair import Pair
from quantcert.statements.prompt_pair import PairTerms
from quantcert.statements.prompt_positions import position_groups, positions_module
from tests.support.prompt_networks import NETWORKS

SCALE = 40


@pytest.mark.parametrize(
    ("length", "dim", "sizes"),
    [
        (3, 49152, [1, 1, 1]),
        (3, 200_000, [1, 1, 1]),
        (5, 30_000, [2, 2, 1]),
        (70, 20, [32, 32, 6]),
        (32, 20, [32]),
    ],
)
def test_positions_are_grouped_by_their_entries(length, dim, sizes):
    groups = position_groups(length, dim)
    assert list(map(len, groups)) == sizes
    assert [t for group in groups for t in group] == list(range(length))


def terms(name: str, *, encodes: bool) -> PairTerms:
    known = NETWORKS[name]
    box = Encloser(known, SCALE).all()[-1].out
    return PairTerms(known, Pair(known.tokens, (box, box)), encodes)


def test_each_part_of_a_theorem_shows_one_thing():
    module = positions_module("C", terms("llama", encodes=False), range(1, 3), (), apart=True)
    assert list(module.proofs) == [1, 2]
    head, *parts = module.source.partition("theorem checked_1 :")[2].split(" = true")[:8]
    assert module.proofs[1] == {
        "difference": "C.checked_1.1",
        "divergence": "C.checked_1.2.1",
        "first_box_token": "C.checked_1.2.2.1",
        "first_box_lead": "C.checked_1.2.2.2.1",
        "second_box_token": "C.checked_1.2.2.2.2.1",
        "second_box_lead": "C.checked_1.2.2.2.2.2.1",
        "first_box_probability": "C.checked_1.2.2.2.2.2.2.1",
        "second_box_probability": "C.checked_1.2.2.2.2.2.2.2",
    }
    checks = [part.split()[0 if k == 0 else 1] for k, part in enumerate((head, *parts))]
    assert checks == [
        "checkLogitsAt",
        "checkKl",
        *["checkLeads", "checkLeadsBy"] * 2,
        *["checkProbability"] * 2,
    ]


def test_after_the_last_token_of_the_text_there_is_no_probability():
    module = positions_module("C", terms("llama", encodes=False), range(2, 3), (), apart=True)
    assert "first_box_probability" not in module.proofs[2]
    assert module.proofs[2]["second_box_lead"] == "C.checked_2" + ".2" * 5


def test_of_encoders_a_position_shows_the_difference_alone():
    module = positions_module("C", terms("erf", encodes=True), range(1), (), apart=False)
    assert module.proofs == {0: {"difference": "C.checked_0"}}
    assert "box_0_mids_0 : Nat" in module.source
