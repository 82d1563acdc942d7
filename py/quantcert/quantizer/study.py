"""What a network reads, there and back: which positions matter, and which formats would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quantcert.quantizer.budget import (
    Offer,
    added,
    offers_of,
    offers_of_table,
    spend,
    stored_bits,
)
from quantcert.quantizer.moments import Relevance
from quantcert.quantizer.plan import MatrixPlan, plan_matrix
from quantcert.quantizer.recipe import Recipe
from quantcert.quantizer.relevance import BlockStudy, Reading, Step, measure_relevance


@dataclass(frozen=True)
class Study:
    """What is known of a network before it is quantized.

    Attributes:
        relevance: of positions to layers.
        plans: how each matrix will be stored.
    """

    relevance: Relevance
    plans: list[MatrixPlan]


def study(reading: Reading, plans: Sequence[MatrixPlan], recipe: Recipe, step: Step) -> Study:
    """Take the windows through the original, there and back.

    Formats are chosen anew if the recipe gives the bits of a weight.

    Raises:
        CheckpointError: if a tensor cannot be read.
        QuantizeError: if there is no format of so few bits.
    """
    reading.forward(step)
    offers: dict[str, list[Offer]] = {}

    def visit(block: BlockStudy) -> None:
        if recipe.bits_per_weight is not None:
            for plan in plans:
                if recipe.is_free(plan.name):
                    _offer(reading, block, plan, offers)

    relevance = measure_relevance(reading, visit, step)
    if recipe.bits_per_weight is None:
        return Study(relevance, list(plans))
    return Study(relevance, _spend(reading, plans, recipe, offers))


def _offer(
    reading: Reading, block: BlockStudy, plan: MatrixPlan, offers: dict[str, list[Offer]]
) -> None:
    """Add what a block says of a matrix."""
    found = []
    if (inputs := block.moments.of(plan.part)) is not None:
        found.append(offers_of(reading.original, plan, inputs))
    if plan.part in block.lookups:
        weight = block.lookups[plan.part]
        found.append(offers_of_table(reading.original, plan, weight))
    for own in found:
        known = offers.get(plan.name)
        offers[plan.name] = added(known, own) if known else own


def _spend(
    reading: Reading, plans: Sequence[MatrixPlan], recipe: Recipe, offers: dict[str, list[Offer]]
) -> list[MatrixPlan]:
    """The plans with the formats that the bits allow."""
    weights = sum(plan.shape[0] * plan.shape[1] for plan in plans)
    fixed = [plan for plan in plans if plan.name not in offers]
    taken = sum(stored_bits(plan, plan.choice) for plan in fixed)
    chosen = spend(offers, float(recipe.bits_per_weight or 0) * weights - taken)
    return [
        plan_matrix(reading.original, plan.name, plan.part, found.target, found.group_size)
        if (found := chosen.get(plan.name)) is not None
        else plan
        for plan in plans
    ]
