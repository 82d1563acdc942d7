"""Rows that are cut: where, and what becomes of the parts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate import Certificate, Evidence, LayerCertificate, Verdict
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.scheme import Scheme
from quantcert.literals import ChunkLiterals
from quantcert.roles import Role
from quantcert.run import segments
from quantcert.run.segments import row_segments
from quantcert.statements.catalogue import Layer
from tests.support.small_models import SmallModel
from tests.support.weight_runs import (
    Change,
    change_bounds,
    change_plane,
    flip,
    layers,
    model_of,
    no_comparison,
    run,
    spoil_literals,
    theorem,
)

ROWS, COLUMNS, CUT = 2, 200, 64

RULES = """version = 1
[accumulator]
width_bits = 32
activation_min = -128
activation_max = 127
[[layer]]
pattern = "*"
input_abs_max = 1
max_relative_error = 0.75
role = "linear"
"""


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "SEGMENT_COLUMNS", CUT)


def wide_model(folder: Path, name: str = "pair11") -> SmallModel:
    values = np.random.default_rng(0).normal(size=(ROWS, COLUMNS)).astype(np.float32)
    (folder / "rules.toml").write_text(RULES)
    return model_of(folder, {"w.weight": values}, name)


def checked(model: SmallModel, folder: Path) -> LayerCertificate:
    return layers(certificate(model, folder))["w.weight"]


def certificate(model: SmallModel, folder: Path) -> Certificate:
    return run(model, folder, network=False, requirements=folder / "rules.toml")


def layer(columns: int, group_size: int = 32, role: Role = Role.LINEAR) -> Layer:
    scheme = Scheme("made-up", UniformCodec(5), group_size, {})
    return Layer(0, "w", 1, columns, scheme, {}, roles=(role,))


def test_rows_are_cut_at_groups_and_whole_bytes(small_segments: None) -> None:
    assert row_segments(layer(200)) == [(0, 64), (64, 128), (128, 192), (192, 200)]
    assert row_segments(layer(200, 24)) == [(k, min(k + 48, 200)) for k in range(0, 200, 48)]
    assert row_segments(layer(200, 80)) == [(0, 160), (160, 200)]
    assert row_segments(layer(200, 1000)) == row_segments(layer(200))
    assert row_segments(layer(127)) == [(0, 127)]


def test_only_rows_that_are_outputs_are_cut(small_segments: None) -> None:
    for role in (Role.MATRIX, Role.TRANSPOSED, Role.LOOKUP):
        assert row_segments(layer(200, role=role)) == [(0, 200)]


@pytest.mark.parametrize("name", ["alt43", "pair11"])
def test_a_matrix_of_cut_rows_is_proved(tmp_path: Path, small_segments: None, name: str) -> None:
    found = checked(wide_model(tmp_path, name), tmp_path)
    assert (found.verdict, found.evidence) == (Verdict.PROVED, Evidence.WEIGHTS), found.reason
    kinds = [item.kind for item in found.theorems]
    assert kinds.count("chunk-checked") == kinds.count("chunk-size") == 8
    for kind in ("wide-error", "wide-not-vacuous", "wide-row-share"):
        assert theorem(found, kind).verdict is Verdict.PROVED
        assert f"{ROWS} {COLUMNS}" in theorem(found, kind).statement


def test_cutting_does_not_change_what_is_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = wide_model(tmp_path)
    whole = checked(model, tmp_path)
    monkeypatch.setattr(segments, "SEGMENT_COLUMNS", CUT)
    cut = checked(model, tmp_path)
    assert cut.uses == whole.uses
    for old, new in (("weights-error", "wide-error"), ("weights-row-share", "wide-row-share")):
        said = theorem(cut, new).statement
        said = said.replace("wideOriginal", "originalMatrix").replace(
            "wideDecoded", "decodedMatrix"
        )
        assert said == theorem(whole, old).statement


def of_chunk(number: int, change: Change) -> Change:
    """The change of the literals of one chunk alone."""
    count = iter(range(8))

    def changed(made: ChunkLiterals) -> ChunkLiterals:
        return change(made) if next(count) == number else made

    return changed


def test_a_false_bound_of_a_part_is_refused_with_its_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_segments: None
) -> None:
    def smaller(bounds: np.ndarray) -> None:
        bounds[0, 0] -= 1

    spoil_literals(monkeypatch, "w.weight", of_chunk(6, change_bounds(smaller)))
    found = checked(wide_model(tmp_path), tmp_path)
    assert found.verdict is Verdict.FAILED
    assert "row 1, columns 128 to 191: error sum" in found.reason


@pytest.mark.parametrize("compared", [True, False])
def test_an_altered_weight_is_found_in_its_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_segments: None, compared: bool
) -> None:
    """Digit 1 of plane 3 of the third part: blocks have 8 columns."""
    if not compared:
        no_comparison(monkeypatch)
    spoil_literals(monkeypatch, "w.weight", of_chunk(2, change_plane(3, flip(0, 1, 0, bit=36))))
    found = checked(wide_model(tmp_path), tmp_path)
    assert found.verdict is Verdict.FAILED
    assert found.finding is not None
    assert (found.finding.row, found.finding.column) == (0, 128 + 8 + 3)
