"""Matrices of every shape of the decoding are proved; a unit more of any number is refused."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.certificate import Certificate, Evidence, Rule, Verdict
from quantcert.containers import Checkpoint
from quantcert.formats import Codec, QuantizedMatrix, Scheme, group_count, registry
from quantcert.formats.bitstream import pack_words
from quantcert.formats.codecs import TableCodec, UniformCodec, ValueCodec
from quantcert.formats.stored import StoredCheckpoint
from quantcert.run import weight_checks
from quantcert.run.options import VerifyOptions
from tests.support.checkpoints import write_checkpoint
from tests.support.weight_runs import (
    certified,
    change_codes,
    change_table,
    flip,
    no_comparison,
)

ROWS, COLUMNS = 5, 44
E2M1 = (0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12)
WIDE = (*((-4) ** k for k in range(15)), 0)
"""Levels of 29 bits and a sign."""


def stored(name: str, codec: Codec, group_size: int, scale_type: Any, **tables: Any) -> Any:
    """Random codes with scales of either sign; `tables` replaces scales, zero-points, offsets."""
    rng = np.random.default_rng(len(name) + codec.word_bits)
    shape = (ROWS, group_count(COLUMNS, group_size), 1)
    words = rng.integers(0, 1 << codec.word_bits, (ROWS, COLUMNS)).astype(np.uint8)
    codes = np.array([[codec.code(0, word) for word in row] for row in words.tolist()])
    scales = rng.choice([-1, 1], shape) * rng.uniform(0.5, 1, shape) / codec.widest.bit_length()
    made = QuantizedMatrix(
        name=name,
        scheme=Scheme("shapes", codec, group_size),
        codes=codes.astype(np.min_scalar_type(codec.widest)),
        scales=(scales / max(1, codec.widest)).astype(scale_type),
        zero_points=rng.integers(0, codec.widest + 2, shape).astype(np.uint64),
        words=pack_words(words, codec.word_bits) if codec.word_bits else words[:, :0],
        stored={},
    )
    return replace(made, **tables)


def offsets(group_size: int, dtype: Any = np.float64) -> np.ndarray:
    """Offsets of either sign."""
    shape = (ROWS, group_count(COLUMNS, group_size), 1)
    return np.random.default_rng(group_size).standard_normal(shape).astype(dtype)


def shifted(codec: TableCodec, group_size: int) -> np.ndarray:
    return np.full((ROWS, group_count(COLUMNS, group_size), 1), codec.shift, dtype=np.uint32)


def values() -> QuantizedMatrix:
    """Decoded values: no codes."""
    zeros = np.zeros((ROWS, COLUMNS, 1))
    made = offsets(1, np.float32)
    parts = {"scales": zeros, "zero_points": zeros.astype(np.uint8), "offsets": made}
    one = UniformCodec(1)
    return replace(
        stored("values", one, 1, np.float32),
        scheme=Scheme("shapes", ValueCodec(), 1),
        codes=np.zeros((ROWS, COLUMNS), dtype=np.uint8),
        words=np.zeros((ROWS, 0), dtype=np.uint8),
        **parts,
    )


FP4, LONG = TableCodec(4, E2M1), TableCodec(4, WIDE)
MATRICES = [
    *(stored(f"uniform{bits}", UniformCodec(bits), 16, np.float16) for bits in range(1, 9)),
    stored("ragged", UniformCodec(4), 10, np.float32, offsets=offsets(10, np.float16)),
    stored("one_scale", UniformCodec(8), COLUMNS, np.float64, offsets=offsets(COLUMNS)),
    stored("fp4", FP4, 4, np.float64, zero_points=shifted(FP4, 4)),
    stored("wide", LONG, 16, np.float32, zero_points=shifted(LONG, 16)),
    values(),
]
BY_NAME = {matrix.name: matrix for matrix in MATRICES}


def decoded(matrix: QuantizedMatrix) -> list[list[Fraction]]:
    """`scale * (code - zero_point) + offset` of every weight."""
    result = []
    for row in range(ROWS):
        places = [(row, column // matrix.group_size, 0) for column in range(COLUMNS)]
        shift = np.zeros_like(matrix.scales) if matrix.offsets is None else matrix.offsets
        result.append(
            [
                Fraction(float(matrix.scales[place])) * (int(code) - int(matrix.zero_points[place]))
                + Fraction(float(shift[place]))
                for place, code in zip(places, matrix.codes[row].tolist(), strict=True)
            ]
        )
    return result


def original(matrix: QuantizedMatrix) -> np.ndarray:
    """Weights next to what the codes stand for."""
    noise = np.random.default_rng(7).uniform(-1e-4, 1e-4, (ROWS, COLUMNS))
    return (np.array(decoded(matrix), dtype=np.float64) + noise).astype(np.float32)


class Held:
    """A stored matrix that is held in memory."""

    def __init__(self, checkpoint: Checkpoint, matrix: QuantizedMatrix) -> None:
        self.name, self.matrix = matrix.name, matrix
        self.shape, self.scheme = matrix.shape, matrix.scheme
        self.stored = [checkpoint.info(f"{matrix.name}.stored")]

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        return self.matrix.rows(start, stop)


def reader(checkpoint: Checkpoint, settings: dict[str, Any]) -> StoredCheckpoint:
    return StoredCheckpoint(
        checkpoint, [Held(checkpoint, BY_NAME[name]) for name in settings["matrices"]]
    )


def verified(
    folder: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], **options: Any
) -> Certificate:
    """The certificate of some of the matrices."""
    registry.methods()
    monkeypatch.setattr(registry, "_readers", dict(registry._readers))
    registry.register_reader("shapes", reader)
    write_checkpoint(folder / "original", {name: original(BY_NAME[name]) for name in names})
    stand_ins = {f"{name}.stored": np.zeros(1, dtype=np.float32) for name in names}
    write_checkpoint(folder / "quantized", stand_ins)
    config = json.loads((folder / "quantized" / "config.json").read_text())
    config["quantization_config"] = {"quant_method": "shapes", "matrices": names}
    (folder / "quantized" / "config.json").write_text(json.dumps(config))
    settings = {"requirements": None, "out": folder / "out", **options}
    return certified(VerifyOptions(folder / "quantized", folder / "original", **settings))


def test_every_weight_is_proved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = verified(tmp_path, monkeypatch, list(BY_NAME), norms=True)
    assert certificate.accepted
    for layer in certificate.layers:
        assert (layer.verdict, layer.evidence) == (Verdict.PROVED, Evidence.WEIGHTS), layer.reason
        matrix = BY_NAME[layer.tensor]
        errors = [
            abs(Fraction(float(w)) - q)
            for rows in zip(original(matrix), decoded(matrix), strict=True)
            for w, q in zip(*rows, strict=True)
        ]
        assert layer.max_abs_error == max(errors)


# A low bit of one number of row 2, column 4 or after.
CHANGES = {
    "code": ("uniform3", change_codes(0, flip(2, 1, 0)), "code"),
    "scale": ("uniform8", change_table("scales", 0, flip(2, 1, 0, bit=20)), "scale"),
    "negative scale": ("fp4", change_table("negative_scales", 0, flip(2, 1, 0, bit=20)), "scale"),
    "wide zero-point": ("wide", change_table("zeros", 0, flip(2, 1, 0)), "zero-point"),
    "offset": ("ragged", change_table("offsets", 0, flip(2, 1, 0, bit=20)), "offset"),
    "negative offset": (
        "values",
        change_table("negative_offsets", 0, flip(2, 1, 0, bit=20)),
        "offset",
    ),
}


@pytest.mark.parametrize("compared", [True, False], ids=["compared", "kernel"])
def test_one_unit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compared: bool
) -> None:
    """By the comparison with the tensors, and without it by the kernel."""
    if not compared:
        no_comparison(monkeypatch)
    made = weight_checks.chunk_literals
    changes = {name: change for name, change, _ in CHANGES.values()}
    monkeypatch.setattr(
        weight_checks,
        "chunk_literals",
        lambda weights, matrix, *rest: changes[matrix.name](made(weights, matrix, *rest)),
    )
    certificate = verified(tmp_path, monkeypatch, [name for name, *_ in CHANGES.values()])
    for layer, (kind, (_, _, what)) in zip(certificate.layers, CHANGES.items(), strict=True):
        assert layer.verdict is Verdict.FAILED, kind
        assert layer.finding is not None
        if compared:
            assert (layer.finding.rule, layer.finding.row) == (Rule.LITERAL, 2)
            assert f"the literal holds an altered {what}" in layer.reason
        else:
            assert "while replaying declaration" in layer.theorems[0].reason
