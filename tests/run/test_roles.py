"""Each matrix is bounded as it is used, and each row is judged against itself."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate import LayerCertificate, Rule, Verdict
from quantcert.errors import RequirementError
from quantcert.roles import Role, Use
from quantcert.run.options import Level
from tests.cli.test_verify import NEED
from tests.support.checkpoints import write_checkpoint
from tests.support.small_models import SmallModel
from tests.support.weight_runs import layers, model_of, run

OUTLIER = 5
ROWS, COLUMNS = 16, 32


def weights(rows: int = ROWS, columns: int = COLUMNS) -> np.ndarray:
    return (0.05 * np.random.default_rng(7).standard_normal((rows, columns))).astype(np.float32)


def layer_of(model: SmallModel, folder: Path, **options: object) -> LayerCertificate:
    (layer,) = run(model, folder, **options).layers
    return layer


def need(folder: Path, rules: str) -> Path:
    file = folder / "need.toml"
    file.write_text(NEED.format(tolerance=rules, width=32))
    return file


def spoiled(folder: Path, spoil: Callable[[np.ndarray], np.ndarray]) -> SmallModel:
    """One row is 400 times as heavy as the others, and the others are stored wrong."""
    original = weights()
    original[OUTLIER] = 20 * np.sign(original[OUTLIER])
    stored = spoil(original)
    stored[OUTLIER] = original[OUTLIER]
    model = model_of(folder / "spoiled", {"w": stored}, group_size=COLUMNS)
    return SmallModel(write_checkpoint(folder / "true", {"w": original}), model.quantized)


@pytest.mark.parametrize("level", [Level.WEIGHTS, Level.ROWS])
@pytest.mark.parametrize("factor", [0, -1, 50])
def test_a_heavy_row_hides_no_error_in_the_others(
    tmp_path: Path, factor: int, level: Level
) -> None:
    model = spoiled(tmp_path, lambda original: factor * original)
    layer = layer_of(model, tmp_path, wanted_level=level)
    assert layer.verdict is Verdict.FAILED
    assert layer.finding is not None
    assert layer.finding.rule is Rule.LINE_SHARE
    assert layer.finding.row not in (None, OUTLIER)
    assert layer.reason.startswith(f"{ROWS - 1} of {ROWS} rows err by more than 0.75")
    assert layer.margin is not None
    assert layer.margin > 1


def test_an_honest_file_with_a_heavy_row_is_accepted(tmp_path: Path) -> None:
    layer = layer_of(spoiled(tmp_path, lambda original: original.copy()), tmp_path)
    assert (layer.verdict, layer.finding) == (Verdict.PROVED, None)
    share = layer.uses[0].share
    assert share is not None
    assert (share.lines, share.failing) == (ROWS, 0)
    assert 0 < share.error < share.allowed < share.size


def heavy_column(folder: Path) -> SmallModel:
    """More rows than columns: outputs of `x W` change far more than those of `W x`."""
    return model_of(folder, {"h.0.c_proj.weight": weights(64, 8)}, group_size=8)


@pytest.mark.parametrize("role", Role)
def test_bounds_and_theorems_are_those_of_the_role(tmp_path: Path, role: Role) -> None:
    model = heavy_column(tmp_path)
    rules = need(tmp_path, f'role = "{role}"\nmax_row_error = 4')
    layer = layer_of(model, tmp_path, requirements=rules)
    assert layer.roles == (role,)
    assert layer.verdict is Verdict.PROVED, layer.reason
    kinds = {theorem.kind for theorem in layer.theorems}
    said = {use.use: use.bound for use in layer.uses}
    assert ("weights-error" in kinds) == (Use.ROWS in said)
    assert ("weights-transposed-error" in kinds) == (Use.COLUMNS in said)
    assert ("weights-lookup-error" in kinds) == (Use.ENTRIES in said)
    assert ("accumulator-safe" in kinds) == (role is not Role.LOOKUP)
    assert layer.bound == max(said.values())
    if role is Role.MATRIX:
        assert said[Use.COLUMNS] > 4 * said[Use.ROWS]


@pytest.mark.parametrize("role", [Role.TRANSPOSED, Role.MATRIX])
def test_a_bound_of_rows_does_not_pass_for_one_of_columns(tmp_path: Path, role: Role) -> None:
    model = heavy_column(tmp_path)
    small = layer_of(model, tmp_path, requirements=need(tmp_path, "max_row_error = 4")).uses[0]
    rules = need(tmp_path, f'role = "{role}"\nmax_row_error = "{small.bound}"')
    layer = layer_of(model, tmp_path, requirements=rules)
    assert layer.verdict is Verdict.FAILED
    assert layer.finding is not None
    assert layer.finding.row is None
    assert f"column {layer.finding.column}: the output error reaches" in layer.reason


@pytest.mark.parametrize("factor", [1, 0])
def test_each_column_is_judged_where_columns_are_outputs(tmp_path: Path, factor: int) -> None:
    original = weights(64, 8)
    original[:, 2:4] *= 400  # a group of its own
    stored = original.copy()
    stored[:, :2] *= factor
    model = model_of(tmp_path / "spoiled", {"w": stored}, group_size=2)
    model = SmallModel(write_checkpoint(tmp_path / "true", {"w": original}), model.quantized)
    rules = need(tmp_path, 'role = "transposed"\nmax_relative_error = "31/32"')
    layer = layer_of(model, tmp_path, requirements=rules)
    share = layer.uses[0].share
    assert share is not None
    assert share.lines == 8
    if factor:
        assert layer.verdict is Verdict.PROVED, layer.reason
        assert "weights-column-share" in {theorem.kind for theorem in layer.theorems}
    else:
        assert layer.verdict is Verdict.FAILED
        assert share.failing == 2
        assert layer.reason.startswith("2 of 8 columns err by more than")


@pytest.mark.parametrize("role", [Role.TRANSPOSED, Role.LOOKUP])
def test_measured_sums_serve_each_role(tmp_path: Path, role: Role) -> None:
    rules = need(tmp_path, f'role = "{role}"\nmax_row_error = 4')
    layer = layer_of(heavy_column(tmp_path), tmp_path, requirements=rules, wanted_level=Level.ROWS)
    assert layer.verdict is Verdict.PROVED, layer.reason
    statements = " ".join(theorem.statement for theorem in layer.theorems)
    word = "Transposed" if role is Role.TRANSPOSED else "Lookup"
    assert f"{word}ErrorAtMost" in statements
    assert f"{word}NotVacuous" in statements
    assert "LayerErrorAtMost" not in statements


def test_the_rule_that_applies_stands_in_the_certificate(tmp_path: Path) -> None:
    rules = need(tmp_path, "max_relative_error = 1\nnegligible = 0")
    layer = layer_of(heavy_column(tmp_path), tmp_path, requirements=rules)
    assert layer.rule is not None
    assert (layer.rule.pattern, layer.rule.max_relative_error) == ("*", 1)
    assert (layer.rule.input_abs_max, layer.rule.negligible) == (2, 0)


def test_a_role_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    rules = need(tmp_path, 'role = "conv"\nmax_relative_error = 1')
    with pytest.raises(RequirementError, match="role is 'conv', allowed: linear, transposed"):
        layers(run(heavy_column(tmp_path), tmp_path, requirements=rules))
