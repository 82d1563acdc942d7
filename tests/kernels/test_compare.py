import hashlib
import json
import re

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.kernels import compare_results, export_kernel
from tests.support.small_models import small_model


@pytest.fixture
def folder(tmp_path):
    model = small_model(tmp_path)
    export_kernel(model.quantized, "wide.weight", "fortran", tmp_path / "kernel")
    return tmp_path / "kernel"


def golden(folder):
    shape = json.loads((folder / "kernel.json").read_text())["arrays"]["outputs.bin"]["shape"]
    return np.fromfile(folder / "outputs.bin", "<i8").reshape(shape)


def test_the_golden_results_are_equal_to_themselves(folder, tmp_path):
    np.save(tmp_path / "y.npy", golden(folder))
    for path in (tmp_path / "y.npy", folder / "outputs.bin"):
        found = compare_results(folder, path)
        assert (found.results, len(found.differing), found.first) == (golden(folder).size, 0, None)


def test_one_wrong_result_is_named(folder, tmp_path):
    results = golden(folder)
    results[2, 1] += 1
    np.save(tmp_path / "y.npy", results)
    found = compare_results(folder, tmp_path / "y.npy")
    assert found.differing.tolist() == [[2, 1]]
    assert found.first == (results[2, 1], results[2, 1] - 1)


@pytest.mark.parametrize("near", [0.25, np.nan, np.inf, 2.0**70])
def test_floats_must_be_the_integers_themselves(folder, tmp_path, near):
    results = golden(folder).astype(np.float64)
    np.save(tmp_path / "y.npy", results)
    assert compare_results(folder, tmp_path / "y.npy").first is None
    results[3, 2] += near
    np.save(tmp_path / "y.npy", results)
    assert compare_results(folder, tmp_path / "y.npy").differing.tolist() == [[3, 2]]


def test_a_float_that_cannot_hold_the_integer_differs(folder, tmp_path):
    results = golden(folder).copy()
    results[0, 0] = (1 << 53) + 1
    manifest = json.loads((folder / "kernel.json").read_text())
    data = results.tobytes()
    manifest["arrays"]["outputs.bin"]["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / "outputs.bin").write_bytes(data)
    (folder / "kernel.json").write_text(json.dumps(manifest))
    np.save(tmp_path / "y.npy", results.astype(np.float64))
    assert compare_results(folder, tmp_path / "y.npy").differing.tolist() == [[0, 0]]


def test_edited_golden_results_are_refused(folder):
    data = bytearray((folder / "outputs.bin").read_bytes())
    data[0] ^= 1
    (folder / "outputs.bin").write_bytes(data)
    with pytest.raises(CheckpointError, match="is not the file that export-kernel wrote"):
        compare_results(folder, folder / "outputs.bin")


def test_another_shape_is_refused(folder, tmp_path):
    np.save(tmp_path / "y.npy", golden(folder)[1:])
    with pytest.raises(CheckpointError, match=re.escape("[vectors, rows]")):
        compare_results(folder, tmp_path / "y.npy")
