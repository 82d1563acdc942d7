"""What was planned of a cluster's network, and what goes over it."""

import re
from pathlib import Path

import fsspec
import pytest

from quantcert.containers.places import StorePath
from quantcert.lean import Library
from quantcert.run.planning.plan import open_planned, plan_run
from tests.support.checkpoints import weights
from tests.support.cluster_runs import on_cluster
from tests.support.inline_cluster import honest, inline
from tests.support.small_models import SmallModel
from tests.support.weight_runs import model_of

SHAPES = [{"one.weight": (512, 256)}, {f"m{k}.weight": (64, 64) for k in range(8)}]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of the ranges that are read of a store while workers are at work."""
    sizes, plain = list[int](), StorePath.range

    def range_of(path: StorePath, start: int, stop: int) -> bytes:
        sizes.append(stop - start)
        return plain(path, start, stop)

    def at_work(message: bytes) -> bytes:
        monkeypatch.setattr(StorePath, "range", range_of)
        try:
            return honest(message)
        finally:
            monkeypatch.setattr(StorePath, "range", plain)

    inline(monkeypatch, at_work)
    return sizes


@pytest.mark.parametrize("shapes", SHAPES)
def test_bytes_are_within_30_percent_of_the_plan(
    library: Library, counted: list[int], tmp_path: Path, shapes: dict[str, tuple[int, int]]
) -> None:
    tensors = {name: weights(*shape, seed=k) for k, (name, shape) in enumerate(shapes.items())}
    made, store, said = model_of(tmp_path, tensors), fsspec.filesystem("memory"), list[str]()
    for folder in (made.original, made.quantized):
        store.put(str(folder), f"/{tmp_path.name}-{folder.name}", recursive=True)
    places = [f"memory://{tmp_path.name}-{p.name}" for p in (made.original, made.quantized)]
    model = SmallModel(*map(StorePath, places))
    opened = open_planned(made.quantized, made.original)
    plan = plan_run(opened, 1, network=False, cluster=True, seconds=0.0, library=library)
    on_cluster(model, tell=said.append, least_weights=1 << 20)
    (returned,) = re.findall(r"([\d,]+) KiB returned", said[-1])
    assert plan.read == pytest.approx(sum(counted), rel=0.3)
    assert plan.returned / 1024 == pytest.approx(int(returned.replace(",", "")), rel=0.3)
