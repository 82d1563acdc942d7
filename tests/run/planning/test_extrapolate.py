"""What follows from shapes and speed."""

from dataclasses import replace

import pytest

from quantcert.run.options import Level
from quantcert.run.planning.extrapolate import RunPlan, Shape, extrapolated
from quantcert.run.planning.plan import open_planned, shape_of
from quantcert.run.planning.sample import Reading, Speed
from tests.support.small_models import SmallModel

SPEED = Speed(
    matrix=0.5,
    weight=1e-6,
    serial_matrix=0.1,
    serial_weight=1e-7,
    peak=100 << 20,
    literal=6.0,
    sampled=9,
)
READING = Reading(2e-9, 1e-9)
WEIGHTS = 6 * 19 + 11 * 8


@pytest.fixture
def shape(model: SmallModel) -> Shape:
    return shape_of(open_planned(model.quantized, model.original), 1, Level.WEIGHTS, False)


def planned(shape: Shape, **changes: object) -> RunPlan:
    return extrapolated(replace(shape, **changes), SPEED, READING)  # type: ignore[arg-type]


def sized(shape: Shape, *weights: int) -> Shape:
    """Matrices of so many weights, in rows of 1024."""
    layers = tuple(replace(shape.layers[0], rows=w >> 10, columns=1024) for w in weights)
    return replace(shape, layers=layers, tensor_bytes=tuple(10 * w for w in weights))


def test_costs_of_matrices_and_weights_add_up(shape: Shape) -> None:
    found = planned(shape)
    assert (found.matrices, found.weights) == (2, WEIGHTS)
    assert found.core_seconds == pytest.approx(2 * 0.5 + WEIGHTS * 1e-6)
    assert found.network_seconds == 0
    more = replace(shape, file_bytes=shape.file_bytes + 10**9)
    assert planned(more).once_seconds - found.once_seconds == pytest.approx(1.0)
    assert planned(more).seconds - found.seconds == pytest.approx(2.0)


def test_more_cores_take_less_time_until_one_thread_is_busy(shape: Shape) -> None:
    one, two, many = (planned(shape, cores=cores).seconds for cores in (1, 2, 100))
    assert one - two == pytest.approx(0.5, abs=0.01)
    assert two - many == pytest.approx(0.0, abs=0.01)  # the last matrix takes 0.5 s
    assert planned(shape, cores=100).memory > planned(shape).memory


def test_a_network_costs_more_and_keeps_all_literals(shape: Shape) -> None:
    alone, linked = planned(shape), planned(shape, network=True)
    assert linked.network_seconds == pytest.approx(1.1 * 2 * 0.5 + 0.2 * WEIGHTS * 1e-6)
    assert linked.disk == 6 * WEIGHTS
    rows = planned(shape, network=True, level=Level.ROWS)
    assert rows.network_seconds == pytest.approx(1.1 * 2 * 0.5 + 3e-6 * WEIGHTS)
    assert (alone.network_seconds, alone.core_seconds) == (0, linked.core_seconds)


def test_norms_that_no_module_proves_are_measured_by_all_workers(shape: Shape) -> None:
    shape = replace(sized(shape, *[1 << 20] * 4), opening_bytes=0)
    alone, rows = (
        planned(shape, level=Level.ROWS, network=network, cluster=True, cores=4)
        for network in (False, True)
    )
    norms, matrices = 3e-6 * (4 << 20), 1.1 * 4 * 0.5
    assert rows.network_seconds == pytest.approx(matrices + norms)
    assert rows.seconds - alone.seconds == pytest.approx(matrices / 2 + norms / 4)
    assert rows.read - alone.read == 3 * 4 * 10 * (1 << 20)


def test_memory_grows_by_eleven_kib_a_matrix(shape: Shape) -> None:
    few, many = (planned(sized(shape, *[1 << 10] * count)).memory for count in (1000, 21000))
    assert 10.5 < (many - few) / 20000 / 1024 < 11.5


def test_literals_of_what_is_checked_and_of_what_is_next_are_there_at_a_time(shape: Shape) -> None:
    large, small = 1 << 24, 1 << 14
    eight_parts = sized(shape, *[large] * 5)
    assert planned(eight_parts, cores=2).disk == 2 * 6 * large
    assert planned(eight_parts, cores=9).disk == 3 * 6 * large
    many = sized(shape, *[small] * 160)  # 16 are checked together
    assert planned(many, cores=1).disk == 2 * 16 * 6 * small


def test_workers_read_a_tensor_once_more_for_each_pass(shape: Shape) -> None:
    small, middle, large = 1 << 20, 1 << 24, 1 << 27
    shape = replace(shape, opening_bytes=0)
    assert planned(sized(shape, small)).read == 2 * 10 * small
    opened = sized(replace(shape, opening_bytes=7), small)
    assert planned(opened, cores=3).read == 2 * 10 * small + 3 * 7
    assert planned(sized(shape, middle)).read == 3 * 10 * middle
    assert planned(sized(shape, middle), level=Level.ROWS).read == 2 * 10 * middle
    assert planned(sized(shape, large), cores=2).read == (3 + 2) * 10 * large
    assert planned(sized(shape, large), cores=99).read == (3 + 4) * 10 * large


def test_workers_cost_their_start_and_the_audit_of_what_they_return(shape: Shape) -> None:
    plain, workers = planned(shape, cores=3), planned(shape, cores=3, cluster=True)
    assert workers.once_seconds - plain.once_seconds == pytest.approx(3 * 3.0 + 2 * 0.03)
    assert workers.memory - plain.memory == (3 * 160 + 45) << 20
    assert workers.core_seconds == plain.core_seconds
