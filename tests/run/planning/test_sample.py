"""Speeds are differences of samples."""

from dataclasses import replace

import pytest

from quantcert.lean import Library
from quantcert.run.make_checks import Wanted
from quantcert.run.options import Level
from quantcert.run.planning.plan import kinds, open_planned
from quantcert.run.planning.sample import Cost, Sample, Sampler, _median, speed_of
from tests.support.small_models import SmallModel

ONE, MORE = Cost(3.0, 1.0, 1, 100), Cost(3.0 + 4 * 0.5, 1.0 + 4 * 0.25, 2)
LARGE = Cost(3.0 + 0.5 + 2.0, 1.0 + 0.25 + 1.0, 3, 2400)
SAMPLE = Sample(100, 1100, ONE, LARGE)


def test_speed_is_of_differences() -> None:
    found = speed_of(MORE, [SAMPLE], [7])
    assert (found.weight, found.serial_weight) == (0.002, 0.001)
    assert found.matrix == pytest.approx(0.5 - 100 * 0.002)
    assert found.serial_matrix == pytest.approx(0.25 - 100 * 0.001)
    assert (found.peak, found.literal) == (3, 2.0)
    assert found.sampled == 4 * 100 + 2 * 100 + 1100


def test_a_weight_costs_the_mean_of_all_kinds() -> None:
    other = replace(SAMPLE, large=replace(LARGE, seconds=3.0 + 0.5 + 8.0))
    assert speed_of(MORE, [SAMPLE, other], [200, 100]).weight == pytest.approx(0.004)


def test_small_matrices_have_no_cost_of_a_weight() -> None:
    small = Sample(100, 100, ONE, replace(ONE, literals=200))
    found = speed_of(MORE, [small], [7])
    assert (found.weight, found.literal, found.matrix) == (0, 1.0, 0.5)


def test_of_several_rounds_the_middle_counts() -> None:
    speeds = [
        replace(speed_of(MORE, [SAMPLE], [7]), weight=w, peak=p)
        for w, p in ((9, 1), (2, 7), (3, 5))
    ]
    found = _median(speeds)
    assert (found.weight, found.peak, found.sampled) == (3, 5, 3 * speeds[0].sampled)


def test_literals_are_measured_and_depend_on_what_is_asked_for(
    model: SmallModel, library: Library
) -> None:
    opened = open_planned(model.quantized, model.original)

    def speed(wanted: Wanted) -> float:
        sampler = Sampler(opened.quantized, opened.original, opened.requirements, wanted, library)
        return sampler.speed(kinds(opened.layers)[:1], 0.0).literal

    rows, plain, norms = map(
        speed, (Wanted(Level.ROWS), Wanted(Level.WEIGHTS), Wanted(Level.WEIGHTS, True))
    )
    assert rows == 0 < plain < norms
