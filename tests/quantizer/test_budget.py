"""Bits go where they save most, and no more are spent than there are."""

import itertools

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import QuantizeError
from quantcert.pairing.parts import TensorPart
from quantcert.quantizer import make_choice
from quantcert.quantizer.budget import Offer, added, offers_of, offers_of_table, spend, stored_bits
from quantcert.quantizer.feedback import DAMPING
from quantcert.quantizer.moments import Inputs
from quantcert.quantizer.plan import plan_matrix
from tests.support.checkpoints import weights, write_checkpoint

CHOICES = [make_choice(f"grid{bits}", None) for bits in (2, 3, 4, 5)]


def stairs(losses, size=10):
    return [
        Offer(choice, size * (2 + n), loss)
        for n, (choice, loss) in enumerate(zip(CHOICES, losses, strict=True))
    ]


def chosen(offers, bits):
    found = spend(offers, bits)
    picked = [
        next(offer for offer in own if offer.choice == found[name]) for name, own in offers.items()
    ]
    return sum(offer.bits for offer in picked), sum(offer.loss for offer in picked)


OFFERS = {"a": stairs([64, 16, 4, 1]), "b": stairs([8, 2, 0.5, 0.1]), "c": stairs([40, 9, 3, 1])}


@pytest.mark.parametrize("bits", [60, 70, 80, 90, 100, 110, 150])
def test_no_other_formats_of_so_few_bits_lose_less(bits):
    spent, lost = chosen(OFFERS, bits)
    assert spent <= bits
    every = (
        sum(offer.loss for offer in offers)
        for offers in itertools.product(*OFFERS.values())
        if sum(offer.bits for offer in offers) <= bits
    )
    assert lost == pytest.approx(min(every))


def test_a_format_that_loses_more_for_more_bits_is_not_taken():
    offers = {"a": stairs([10, 20, 5, 5])}
    assert chosen(offers, 35) == (20, 10)
    assert chosen(offers, 40) == (40, 5)
    assert chosen(offers, 90) == (40, 5)


def test_too_few_bits_are_refused():
    with pytest.raises(QuantizeError, match="cannot be stored in so few bits"):
        spend(OFFERS, 59)


@pytest.fixture
def plan(tmp_path):
    source = write_checkpoint(tmp_path / "source", {"w": weights(40, 32)})
    original = open_checkpoint(source)
    choice = make_choice("grid4", None)
    return original, plan_matrix(original, "w", TensorPart("w"), choice.target, choice.group_size)


def test_offers_lose_less_with_more_bits_and_more_where_inputs_are_larger(plan):
    offers = offers_of(*plan, Inputs(np.eye(32), False))
    larger = offers_of(*plan, Inputs(4 * np.eye(32), False))
    for one, other in zip(offers, larger, strict=True):
        assert other.loss == pytest.approx(4 * one.loss)
        assert one.bits == stored_bits(plan[1], one.choice)
    by_bits = sorted(offers, key=lambda offer: offer.bits)
    assert by_bits[0].loss > 10 * by_bits[-1].loss
    across = offers_of(*plan, Inputs(np.eye(40), True))
    assert [offer.loss for offer in across] == pytest.approx([offer.loss for offer in offers])


def test_a_table_loses_what_its_rows_lose_where_they_are_looked_up(plan):
    once, twice = (offers_of_table(*plan, weight) for weight in (40.0, 80.0))
    linear = offers_of(*plan, Inputs(np.eye(32), False))
    for one, two, layer, both in zip(once, twice, linear, added(once, linear), strict=True):
        assert two.loss == pytest.approx(2 * one.loss)
        assert one.loss == pytest.approx(layer.loss / (1 + DAMPING), rel=1e-6)
        assert both.loss == one.loss + layer.loss
