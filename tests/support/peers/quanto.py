"""Folders of optimum-quanto and what it decodes them to.

`python -m tests.support.peers.quanto` records them anew, with torch and optimum-quanto, whose own
Python function takes the place of the one in C++ that it would compile.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import torch
from optimum.quanto import freeze, library, qfloat8, qint2, qint4, qint8, quantization_map, quantize
from optimum.quanto.library.extensions.cpp import ext

from tests.support.peers.folders import write_golden

FOLDER = Path(__file__).parents[2] / "formats" / "quanto" / "goldens"


def write(name: str, kind: object, sizes: tuple[int, int, int] = (40, 12, 6)) -> None:
    """Two layers, quantized; the map of types lies beside, config.json says nothing."""
    torch.manual_seed(0)
    first, second, third = sizes
    model = torch.nn.Sequential(
        torch.nn.Linear(first, second), torch.nn.Linear(second, third, bias=False)
    )
    quantize(model, weights=kind)
    freeze(model)
    expected = {f"{number}.weight": model[number].weight.dequantize().detach() for number in (0, 1)}
    folder = FOLDER / name
    write_golden(folder, {}, model.state_dict(), expected)
    (folder / "config.json").write_text('{"model_type": "test"}\n')
    (folder / "quanto_qmap.json").write_text(json.dumps(quantization_map(model), indent=1) + "\n")


def python_functions() -> dict[str, object]:
    """What the module that unpacks in Python defines, without registering it."""
    with (
        mock.patch("torch.library.impl", return_value=lambda function: function),
        mock.patch("torch.library.define"),
    ):
        return runpy.run_path(str(Path(library.__file__).with_name("unpack.py")))


if __name__ == "__main__":
    ext._lib = SimpleNamespace(unpack=python_functions()["unpack"])
    for name, kind in {"int8": qint8, "float8": qfloat8}.items():
        write(name, kind)
    for name, kind in {"int4": qint4, "int2": qint2}.items():
        write(name, kind, (256, 40, 7))
