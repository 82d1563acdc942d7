"""Folders of optimum-quanto and what it decodes them to.

`python -m tests.support.peers.quanto` records them anew, with torch and optimum-quanto.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from optimum.quanto import freeze, qfloat8, qint8, quantization_map, quantize

from tests.support.peers.folders import write_golden

FOLDER = Path(__file__).parents[2] / "formats" / "quanto" / "goldens"


def write(name: str, kind: object) -> None:
    """Two layers, quantized; the map of types lies beside, config.json says nothing."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(40, 12), torch.nn.Linear(12, 6, bias=False))
    quantize(model, weights=kind)
    freeze(model)
    expected = {f"{number}.weight": model[number].weight.dequantize().detach() for number in (0, 1)}
    folder = FOLDER / name
    write_golden(folder, {}, model.state_dict(), expected)
    (folder / "config.json").write_text('{"model_type": "test"}\n')
    (folder / "quanto_qmap.json").write_text(json.dumps(quantization_map(model), indent=1) + "\n")


if __name__ == "__main__":
    for name, kind in {"int8": qint8, "float8": qfloat8}.items():
        write(name, kind)
