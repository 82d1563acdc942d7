"""What is wrong with a checkpoint under test is a verdict: exit code 1, the witness everywhere."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.support.checkpoints import edit_tensor, weights, write_checkpoint
from tests.support.small_models import SmallModel, copied, verify


def scale(model: SmallModel) -> None:
    def change(values: np.ndarray) -> None:
        values[2, 1] = np.inf

    edit_tensor(model.weight_file, "wide.weight_scale", change, np.float16)


def bias(model: SmallModel) -> None:
    def change(values: np.ndarray) -> None:
        values[4] = np.nan

    edit_tensor(model.weight_file, "tall.bias", change, np.float32)


def other_base(model: SmallModel) -> None:
    write_checkpoint(model.original, {"wide.weight": weights(6, 20), "more": weights(2)})


CASES = {
    "scale": (scale, True, ["QC-STORED-VALUE"], "tensor wide.weight_scale: row 2, group 1"),
    "scale, structure": (scale, False, ["QC-STORED-VALUE"], "wide.weight_scale: row 2, group 1"),
    "bias": (bias, True, ["QC-STORED-VALUE"], "tensor tall.bias: element [4] is nan"),
    "bias, structure": (bias, False, ["QC-STORED-VALUE"], "tensor tall.bias: element [4] is nan"),
    "base": (
        other_base,
        True,
        ["QC-TENSOR-DIFFERS", "QC-TENSOR-SURPLUS", "QC-TENSOR-MISSING"],
        "base of another model?",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_run_is_rejected_with_its_witness(model: SmallModel, tmp_path: Path, case: str) -> None:
    spoil: Callable[[SmallModel], None]
    spoil, with_base, rules, witness = CASES[case]
    spoiled, out = copied(model, tmp_path), tmp_path / "out"
    spoil(spoiled)
    base = ("--base", spoiled.original) if with_base else ()
    result = verify(spoiled.quantized, *base, "--out", out, "--verbose")
    assert result.exit_code == 1, result.output
    assert result.stdout.splitlines()[-1].startswith("REJECTED: ")
    document = json.loads((out / "certificate.json").read_text())
    findings = [
        *document["findings"],
        *(layer["finding"] for layer in document["layers"] if layer["finding"]),
    ]
    assert {finding["rule"] for finding in findings} == set(rules)
    for text in (result.stdout, (out / "report.html").read_text()):
        assert witness in text
        for rule in rules:
            assert rule in text
    assert str(tmp_path) not in json.dumps(findings)
