"""A format that only this file knows is read, verified and proved; one altered code is named."""

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.certificate import Certificate, Evidence, Rule, Verdict
from quantcert.certificate.encode import to_document
from quantcert.containers import Checkpoint, TensorInfo
from quantcert.formats import Codec, QuantizedMatrix, Scheme, registry
from quantcert.formats.bitstream import pack_words
from quantcert.run.options import Level, VerifyOptions
from tests.support.checkpoints import edit_tensor, weights, write_checkpoint
from tests.support.weight_runs import certified, change_codes, flip, no_comparison, spoil_literals

LEVELS = 32
SHAPES = {"wide": (6, 70), "tall": (300, 8), "ragged": (5, 13)}
ORIGINALS = {name: weights(*shape, seed=len(name)) for name, shape in SHAPES.items()}
ROW, COLUMN = 3, 17


@dataclass(frozen=True)
class FiveBits(Codec):
    """A word is a code of five bits."""

    def code(self, lane: int, word: int) -> int:
        return word


CODEC = FiveBits(
    word_bits=5,
    tables=(0,),
    levels=(LEVELS,),
    lean="(Codec.uniform 5)",
    lean_import="QuantCert.Cert.Format.Uniform",
)


class FiveBitCheckpoint:
    """NAME.codes [rows, columns] one code a byte, NAME.steps [rows], NAME.zeros [rows]."""

    def __init__(self, checkpoint: Checkpoint, settings: dict[str, Any]) -> None:
        self.checkpoint = checkpoint
        self._names: list[str] = settings["matrices"]

    def matrices(self) -> list[str]:
        return self._names

    def shape(self, name: str) -> tuple[int, int]:
        rows, columns = self.stored(name)[0].shape
        return rows, columns

    def scheme(self, name: str) -> Scheme:
        return Scheme("rows5", CODEC, self.shape(name)[1], {"codes": "one a byte"})

    def stored(self, name: str) -> list[TensorInfo]:
        return [self.checkpoint.info(f"{name}.{part}") for part in ("codes", "steps", "zeros")]

    def plain(self) -> list[str]:
        taken = {info.name for name in self._names for info in self.stored(name)}
        return [name for name in self.checkpoint.names() if name not in taken]

    def left_out(self, name: str) -> str:
        return ""

    def bits_per_weight(self, name: str) -> Fraction:
        rows, columns = self.shape(name)
        return Fraction(8 * sum(info.nbytes for info in self.stored(name)), rows * columns)

    def read(self, name: str) -> QuantizedMatrix:
        return self.read_rows(name, 0, self.shape(name)[0])

    def read_rows(self, name: str, start: int, stop: int) -> QuantizedMatrix:
        arrays = [self.checkpoint.read_rows(i.name, start, stop) for i in self.stored(name)]
        codes, steps, zeros = arrays
        return QuantizedMatrix(
            name=name,
            scheme=self.scheme(name),
            codes=codes,
            scales=steps[:, None, None],
            zero_points=zeros[:, None, None],
            words=pack_words(codes, CODEC.word_bits),
            stored={"codes": codes, "steps": steps, "zeros": zeros},
        )


def stored_arrays(original: np.ndarray) -> dict[str, np.ndarray]:
    """Codes, steps and zero-points of the rows of a matrix, rounded to nearest."""
    low, high = original.min(axis=1), original.max(axis=1)
    steps = ((np.maximum(high, 0) - np.minimum(low, 0)) / (LEVELS - 1)).astype(np.float32)
    zeros = np.clip(np.rint(-np.minimum(low, 0) / steps), 0, LEVELS - 1)
    codes = np.clip(np.rint(original / steps[:, None]) + zeros[:, None], 0, LEVELS - 1)
    return {"codes": codes.astype(np.uint8), "steps": steps, "zeros": zeros.astype(np.uint8)}


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the original and its quantized copy, whose reader is registered."""
    registry.methods()
    monkeypatch.setattr(registry, "_readers", dict(registry._readers))
    registry.register_reader("rows5", FiveBitCheckpoint)
    bias = {"bias": weights(3)}
    write_checkpoint(tmp_path / "original", {**ORIGINALS, **bias})
    parts = {
        f"{name}.{part}": array
        for name, original in ORIGINALS.items()
        for part, array in stored_arrays(original).items()
    }
    folder = write_checkpoint(tmp_path / "quantized", {**parts, **bias})
    settings = {"quant_method": "rows5", "matrices": list(ORIGINALS)}
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"quantization_config": settings}))
    return tmp_path


def verified(model: Path, **options: Any) -> Certificate:
    settings = {"requirements": None, "out": model / "out", **options}
    base = settings.pop("base", model / "original")
    return certified(VerifyOptions(model / "quantized", base, **settings))


def test_every_weight_is_proved(model: Path) -> None:
    certificate = verified(model, norms=True, gram=True)
    assert certificate.accepted
    assert certificate.excluded == {"bias": "stored unquantized"}
    for layer in certificate.layers:
        assert (layer.verdict, layer.evidence) == (Verdict.PROVED, Evidence.WEIGHTS), layer.reason
        kinds = {theorem.kind for theorem in layer.theorems}
        assert {"chunk-checked", "weights-error", "weights-norms", "accumulator-safe"} <= kinds
        step = max(stored_arrays(ORIGINALS[layer.tensor])["steps"])
        assert layer.max_abs_error is not None
        assert layer.max_abs_error <= Fraction(float(step)) * Fraction(1001, 2000)
        assert layer.scheme.format == "rows5"
        assert layer.scheme.group_size == SHAPES[layer.tensor][1]
    assert to_document(certificate)["layers"][0]["scheme"] == {
        "format": "rows5",
        "group_size": 70,
        "layout": {"codes": "one a byte"},
    }


@pytest.mark.parametrize("options", [{"wanted_level": Level.ROWS}, {"base": None}], ids=str)
def test_other_levels_need_nothing_of_the_format(model: Path, options: dict[str, Any]) -> None:
    certificate = verified(model, **options)
    assert [layer.verdict for layer in certificate.layers] == [Verdict.PROVED] * len(SHAPES)


def test_an_altered_code_of_the_file_is_named_by_its_row(model: Path) -> None:
    """The bound reaches what no grid of the row could have caused."""
    file = model / "quantized" / "model.safetensors"
    before = stored_arrays(ORIGINALS["wide"])["codes"][ROW, COLUMN]
    limit = 1.2 * float(verified(model, wanted_level=Level.ROWS).layers[0].bound)
    rules = model / "need.toml"
    rules.write_text(
        "version = 1\n[accumulator]\nwidth_bits = 32\nactivation_min = -128\n"
        'activation_max = 127\n[[layer]]\npattern = "wide"\ninput_abs_max = 1\n'
        f'max_row_error = {limit}\n[[layer]]\npattern = "*"\ninput_abs_max = 1\n'
        "max_relative_error = 0.5\n"
    )
    assert verified(model, requirements=rules).accepted
    far = LEVELS - 1 if before < LEVELS // 2 else 0
    edit_tensor(file, "wide.codes", lambda a: a.__setitem__((ROW, COLUMN), far), np.uint8)
    wide, *others = verified(model, requirements=rules).layers
    assert [layer.verdict for layer in others] == [Verdict.PROVED] * len(others)
    assert wide.verdict is Verdict.FAILED
    assert wide.finding is not None
    assert (wide.finding.tensor, wide.finding.row) == ("wide", ROW)


@pytest.mark.parametrize("compared", [True, False], ids=["compared", "kernel"])
def test_an_altered_code_of_a_literal_is_named(
    model: Path, monkeypatch: pytest.MonkeyPatch, compared: bool
) -> None:
    """By the comparison with the tensors, and without it by the kernel."""
    block, word = divmod(COLUMN, 8)  # a row of 70 columns has nine blocks of eight words
    spoil_literals(monkeypatch, "wide", change_codes(0, flip(ROW, block, 0, bit=5 * word + 4)))
    if not compared:
        no_comparison(monkeypatch)
    wide, *others = verified(model).layers
    assert [layer.verdict for layer in others] == [Verdict.PROVED] * len(others)
    assert wide.verdict is Verdict.FAILED
    assert wide.finding is not None
    rule = Rule.LITERAL if compared else Rule.WEIGHT_ERROR
    assert (wide.finding.rule, wide.finding.row, wide.finding.column) == (rule, ROW, COLUMN)
