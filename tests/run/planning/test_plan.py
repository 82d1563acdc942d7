"""What a run is said to take."""

from dataclasses import replace

from quantcert.lean import Library
from quantcert.run.options import Level
from quantcert.run.planning.plan import kinds, open_planned, plan_run, shape_of
from tests.support.small_models import SmallModel


def test_files_and_tensors_are_counted_by_their_headers(model: SmallModel) -> None:
    opened = open_planned(model.quantized, model.original)
    shape = shape_of(opened, 2, Level.WEIGHTS, network=True)
    files = [folder / "model.safetensors" for folder in (model.original, model.quantized)]
    assert shape.file_bytes == sum(file.stat().st_size for file in files)
    assert shape.opening_bytes == 2 * shape.file_bytes  # they are smaller than a buffer
    assert not shape.network  # there is none
    stored = [sum(t.nbytes for t in opened.quantized.stored(x.tensor)) for x in shape.layers]
    originals = {"wide.weight": 4 * 6 * 19, "tall.weight": 2 * 11 * 8}
    expected = [s + originals[x.tensor] for s, x in zip(stored, shape.layers, strict=True)]
    assert list(shape.tensor_bytes) == expected


def test_without_an_original_it_is_structure(model: SmallModel) -> None:
    assert shape_of(open_planned(model.quantized, None), 1, Level.ROWS, False).level == "structure"


def test_kinds_cover_most_weights_the_largest_first(model: SmallModel) -> None:
    wide, tall = sorted(open_planned(model.quantized, model.original).layers, key=lambda x: x.rows)
    narrow, other = replace(tall, rows=40), replace(tall, rows=1, columns=3)
    found = kinds([tall, wide, narrow, other])
    assert [(kind.layer, kind.weights) for kind in found] == [(narrow, 88 + 320), (wide, 114)]
    many = kinds([replace(tall, columns=columns) for columns in range(1, 9)])
    assert [kind.layer.columns for kind in many] == [8, 7, 6]


def test_rows_of_the_checkpoint_are_measured(model: SmallModel, library: Library) -> None:
    opened = open_planned(model.quantized, model.original)
    found = plan_run(opened, 2, seconds=0.1, library=library)
    assert found.speed.matrix > 0
    assert 0 < found.seconds < 60
    assert found.speed.peak > 1 << 20
