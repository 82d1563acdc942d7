"""An original read under the names and in the shapes of a checkpoint."""

from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError, StoredValueError
from quantcert.pairing import values as blocks
from quantcert.pairing.original import Original
from quantcert.pairing.parts import Assembly, TensorPart
from quantcert.pairing.values import first_difference
from tests.support.checkpoints import weights, write_checkpoint

Q, K, EXPERTS = weights(4, 6), weights(2, 6, seed=1), weights(2, 3, 5, seed=2)
HALF = weights(3, 6, seed=3, dtype=np.float16)
BRAIN = weights(1, 6, seed=4).astype(ml_dtypes.bfloat16)
TENSORS = {
    "q": Q, "k": K, "experts": EXPERTS, "bias": weights(4, seed=5), "more": weights(3, seed=6),
    "half": HALF, "brain": BRAIN,
}  # fmt: skip


def assembly(array: np.ndarray, *parts: TensorPart) -> tuple[Assembly, np.ndarray]:
    return Assembly(array.shape, parts), array


MADE = {
    "qk": assembly(np.concatenate([Q, K]), TensorPart("q"), TensorPart("k")),
    "rows": assembly(np.concatenate([K, Q[1:3]]), TensorPart("k"), TensorPart("q", rows=(1, 3))),
    "expert": assembly(EXPERTS[1], TensorPart("experts", leading=(1,))),
    "turned": assembly(EXPERTS[0].T, TensorPart("experts", transposed=True, leading=(0,))),
    "stack": assembly(np.stack([Q[:2], K]), TensorPart("q", rows=(0, 2)), TensorPart("k")),
    "biases": assembly(
        np.concatenate([TENSORS["more"][1:], TENSORS["bias"]]),
        TensorPart("more", rows=(1, 3)),
        TensorPart("bias"),
    ),
    "mixed": assembly(
        np.concatenate([HALF.astype(np.float32), BRAIN.astype(np.float32)]),
        TensorPart("half"),
        TensorPart("brain"),
    ),
    "renamed": assembly(HALF, TensorPart("half")),
}


@pytest.fixture
def original(tmp_path: Path) -> Original:
    base = open_checkpoint(write_checkpoint(tmp_path, TENSORS))
    return Original(base, {name: made for name, (made, _) in MADE.items()})


@pytest.mark.parametrize("name", MADE)
def test_a_tensor_is_put_together(original: Original, name: str) -> None:
    array = MADE[name][1]
    assert name in original
    info = original.info(name)
    assert (info.name, info.shape) == (name, array.shape)
    assert info.dtype == {"float32": "F32", "float16": "F16"}[array.dtype.name]
    found = original.read(name)
    assert found.dtype == array.dtype
    np.testing.assert_array_equal(found, array)
    flat = array.reshape(-1)
    for first, last in [(0, flat.size), (1, flat.size - 1), (3, 4), (2, 2)]:
        np.testing.assert_array_equal(original.elements(name, first, last), flat[first:last])


@pytest.mark.parametrize("name", [name for name in MADE if name != "stack"])
def test_rows_are_read_across_parts(original: Original, name: str) -> None:
    array = MADE[name][1]
    for start in range(len(array) + 1):
        for stop in range(start, len(array) + 1):
            found = original.read_rows(name, start, stop)
            np.testing.assert_array_equal(found, array[start:stop])
            assert found.dtype == array.dtype


def test_entries_of_a_stack(original: Original) -> None:
    array = MADE["stack"][1]
    for entry in range(2):
        np.testing.assert_array_equal(original.read_rows("stack", 0, 2, (entry,)), array[entry])
        np.testing.assert_array_equal(original.read_rows("stack", 1, 2, (entry,)), array[entry, 1:])
    for rows, leading in [((0, 3), (0,)), ((0, 2), ()), ((0, 2), (0, 0))]:
        with pytest.raises(IndexError, match="of stack of"):
            original.read_rows("stack", *rows, leading)


def test_other_tensors_are_those_of_the_original(original: Original) -> None:
    np.testing.assert_array_equal(original.read("k"), K)
    np.testing.assert_array_equal(original.read_rows("experts", 1, 2, (1,)), EXPERTS[1, 1:2])
    np.testing.assert_array_equal(original.elements("q", 3, 5), Q.reshape(-1)[3:5])
    assert original.parts("k") == (TensorPart("k"),)
    assert (original.place("k"), original.is_assembled("k")) == ("the original", False)
    assert "none" not in original


def test_where_the_numbers_are(original: Original, tmp_path: Path) -> None:
    base = open_checkpoint(tmp_path)
    assert original.place("rows") == "the original's k above q, rows 1 to 2"
    assert original.digests("rows") == {"k": base.sha256("k"), "q": base.sha256("q")}
    assert original.digests("expert") == {"experts": base.sha256("experts")}
    assert original.digests("k") == {"k": base.sha256("k")}


def test_a_tensor_one_of_whose_parts_is_missing(tmp_path: Path) -> None:
    base = open_checkpoint(write_checkpoint(tmp_path, {"q": Q}))
    made = Assembly((6, 6), (TensorPart("q"), TensorPart("k")))
    assert "qk" not in Original(base, {"qk": made})


def test_parts_that_make_another_shape(tmp_path: Path) -> None:
    base = open_checkpoint(write_checkpoint(tmp_path, TENSORS))
    found = Original(base, {"qk": Assembly((7, 6), MADE["qk"][0].parts)})
    assert found.info("qk").shape == (6, 6)
    uneven = Assembly((9, 6), (TensorPart("q"), TensorPart("experts", leading=(0,))))
    with pytest.raises(CheckpointError, match=r"q above experts.*lengths: \[4, 6\], \[3, 5\]"):
        Original(base, {"x": uneven}).info("x")


@pytest.mark.parametrize("block", [1, 5, 7, 1 << 20])
def test_differences_are_found_whatever_the_blocks(
    original: Original, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(blocks, "_BLOCK_ELEMENTS", block)
    array = MADE["qk"][1].copy()
    stored = open_checkpoint(write_checkpoint(tmp_path / "same", {"qk": array}))
    assert first_difference(original, stored, "qk") is None
    array[4, 2] += 1
    stored = open_checkpoint(write_checkpoint(tmp_path / "other", {"qk": array}))
    found = first_difference(original, stored, "qk")
    assert found is not None
    assert found[0] == [4, 2]


def test_a_number_that_is_none_is_named_where_it_is_stored(tmp_path: Path) -> None:
    spoiled = K.copy()
    spoiled[1, 3] = np.nan
    base = open_checkpoint(write_checkpoint(tmp_path, TENSORS | {"k": spoiled}))
    original = Original(base, {"qk": MADE["qk"][0]})
    original.read_rows("qk", 0, 5)
    with pytest.raises(StoredValueError, match=r"tensor k: element \[1, 3\] is nan"):
        original.read_rows("qk", 5, 6)
