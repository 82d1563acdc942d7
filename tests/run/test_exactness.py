"""Numbers of every size and matrices of every shape are PROVED exactly at weight level."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from quantcert.certificate import Certificate, Evidence, Verdict
from quantcert.containers import open_checkpoint
from quantcert.formats import open_quantized
from quantcert.run import weight_checks
from quantcert.run.cutting import certified_matrix
from quantcert.run.layer_plan import LayerPlan
from quantcert.statements.matrix import CertifiedMatrix
from tests.cli.test_verify import requirements
from tests.support.matrices import exact_errors
from tests.support.weight_runs import layers, model_of, run

FORMATS = ("alt43", "pair11")
DTYPES = {"f16": np.float16, "bf16": ml_dtypes.bfloat16, "f32": np.float32}


@pytest.fixture
def widths(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The bits of a digit of each layer, once it was cut into chunks."""
    found: dict[str, int] = {}

    def cut(plan: LayerPlan, norms: bool) -> CertifiedMatrix:
        matrix = certified_matrix(plan, norms)
        found[plan.layer.tensor] = matrix.layout.width
        return matrix

    monkeypatch.setattr(weight_checks, "certified_matrix", cut)
    return found


def proved(
    folder: Path,
    tensors: dict[str, np.ndarray],
    name: str,
    group_size: int,
    vacuous: frozenset[str] = frozenset(),
) -> Certificate:
    """The certificate of a model of these tensors, in which every layer is proved.

    Each bound is compared with the row and column sums in exact arithmetic. The bounds of the
    layers `vacuous` are true, but a layer of zeros would meet them too; a bound of 0 is exact
    instead.
    """
    model = model_of(folder, tensors, name, group_size)
    need = requirements(folder, "max_relative_error = 1")
    certificate = run(model, folder, requirements=need)
    original, quantized = open_checkpoint(model.original), open_quantized(model.quantized)
    assert layers(certificate).keys() == tensors.keys()
    for layer in certificate.layers:
        wanted = Verdict.PROVED_VACUOUS if layer.tensor in vacuous else Verdict.PROVED
        assert layer.verdict is wanted, (layer.tensor, layer.reason)
        assert all(theorem.verdict is Verdict.PROVED for theorem in layer.theorems)
        assert layer.evidence is Evidence.WEIGHTS
        errors = exact_errors(original.read(layer.tensor), quantized.read(layer.tensor))
        rows, columns = layer.uses
        assert rows.bound == 2 * max(sum(map(abs, row), Fraction(0)) for row in errors)
        sums = [sum(map(abs, column), Fraction(0)) for column in zip(*errors, strict=True)]
        assert columns.bound == 2 * max(sums)
        assert layer.bound == max(rows.bound, columns.bound)
        assert layer.max_abs_error == max(abs(error) for row in errors for error in row)
    return certificate


def normal(*shape: int, seed: int, exponents: Any = 0, dtype: Any = np.float32) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.ldexp(random.standard_normal(shape), exponents).astype(dtype)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("group_size", [2, 6, 16, 40, 128])
def test_shapes(tmp_path: Path, name: str, group_size: int) -> None:
    """One column, one row, odd columns, ragged last groups, groups larger than the matrix."""
    shapes = [(5, 1), (1, 37), (3, 2), (4, group_size + 1), (2, 3 * group_size - 1)]
    tensors = {f"m{rows}x{cols}": normal(rows, cols, seed=cols) for rows, cols in shapes}
    proved(tmp_path, tensors, name, group_size)


@pytest.mark.parametrize("name", FORMATS)
def test_dtypes_and_zeros(tmp_path: Path, name: str, widths: dict[str, int]) -> None:
    """All zeros, in a row, a group or a matrix; each dtype; the smallest and largest numbers.

    Subnormal numbers of the wider exponent range are below the smallest scale: their bounds say no
    more than that they are small, and those of zeros cannot say more.
    """
    tensors = {}
    for key, dtype in DTYPES.items():
        limits = ml_dtypes.finfo(dtype)
        tensors[f"{key}.normal"] = normal(3, 21, seed=5, dtype=dtype)
        tensors[f"{key}.zero"] = np.zeros((3, 9), dtype=dtype)
        some = normal(4, 20, seed=6, dtype=dtype)
        some[1], some[2, 8:16], some[:, 19] = 0, 0, 0
        tensors[f"{key}.some"] = some
        smallest = np.arange(-9, 9).astype(dtype).reshape(2, 9) * limits.smallest_subnormal
        assert np.count_nonzero(smallest) == 17
        tensors[f"{key}.subnormal"] = smallest
        tensors[f"{key}.largest"] = np.array([[limits.max, 1, -2], [0, limits.min, 3]], dtype)
    vacuous = frozenset({"f32.subnormal", "bf16.subnormal"})
    certificate = proved(tmp_path, tensors, name, 8, vacuous)
    for key in DTYPES:
        assert layers(certificate)[f"{key}.zero"].bound == 0
        assert widths[f"{key}.normal"] < 64


SPREADS = {
    "f32.spread": (np.float32, 30, 128),
    "f32.wide": (np.float32, 60, 192),
    "bf16.wider": (ml_dtypes.bfloat16, 100, 256),
}


@pytest.mark.parametrize("name", FORMATS)
def test_wide_digits(tmp_path: Path, name: str, widths: dict[str, int]) -> None:
    """Exponents so far apart that 64 bits do not hold the numbers: nothing is rounded."""
    tensors = {}
    for key, (dtype, spread, _) in SPREADS.items():
        exponents = np.linspace(-spread, spread, 3 * 18).round().astype(int).reshape(3, 18)
        tensors[key] = normal(3, 18, seed=7, exponents=exponents, dtype=dtype)
        tensors[f"{key}.mixed"] = normal(
            3, 18, seed=8, exponents=exponents[::-1, ::-1].T.reshape(3, 18), dtype=dtype
        )
    tensors["f32.all"] = np.array(
        [[np.finfo(np.float32).max, np.finfo(np.float32).smallest_subnormal, 1, -1, 0]],
        dtype=np.float32,
    )
    proved(tmp_path, tensors, name, 6)
    for key, (_, _, width) in SPREADS.items():
        assert width - 64 < widths[key] <= width
        assert width - 64 < widths[f"{key}.mixed"] <= width
    assert 256 < widths["f32.all"] <= 320
