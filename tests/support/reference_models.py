"""Outputs of the reference implementation, and the files that record them.

`python -m tests.support.reference_models [FAMILY ...]` records them anew, with torch and
transformers.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.support.architectures import Shapes
from tests.support.checkpoints import write_checkpoint
from tests.support.layouts import shapes_of, stack
from tests.support.reference_cases import CASES, ReferenceCase, bits_of, tokens, weights

FOLDER = Path(__file__).parents[1] / "forward" / "goldens"


@dataclass(frozen=True)
class Golden:
    """What is stored of a case, and what the reference implementation computes of it."""

    config: dict[str, object]
    shapes: Shapes
    output: np.ndarray


def recorded(family: str) -> dict[str, Golden]:
    """The goldens of a family, by the names of the cases."""
    data = json.loads((FOLDER / f"{family}.json").read_text())
    return {
        name: Golden(
            entry["config"],
            {tensor: tuple(shape) for tensor, shape in entry["shapes"].items()},
            np.array(entry["output"]),
        )
        for name, entry in data.items()
    }


def computed(case: ReferenceCase) -> Golden:
    """A case, loaded and run by the reference implementation in float64, as far as it is."""
    with tempfile.TemporaryDirectory() as folder:
        shapes = _stored_shapes(case, Path(folder) / "made")
        made = weights(shapes, bits_of(case.config))
        stored = write_checkpoint(Path(folder) / "stored", made)
        (stored / "config.json").write_text(json.dumps(case.config))
        return Golden(case.config, shapes, _output(case, stored))


def _class(case: ReferenceCase) -> Any:
    """The class that holds what the network computes: logits if it has them, or hidden states."""
    import transformers

    causal = case.config["model_type"] not in ("bert", "roberta")
    return transformers.AutoModelForCausalLM if causal else transformers.AutoModel


def _stored_shapes(case: ReferenceCase, folder: Path) -> Shapes:
    """The shapes of the tensors of a saved model, under the names of the case."""
    from safetensors import safe_open
    from transformers import AutoConfig

    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(case.config))
    _class(case).from_config(AutoConfig.from_pretrained(folder)).save_pretrained(folder)
    with safe_open(folder / "model.safetensors", "np") as file:
        names = list(file.keys())
        shapes = {name: tuple(file.get_slice(name).get_shape()) for name in names}
    for old, new in case.renamed:
        shapes = {name.replace(old, new): shape for name, shape in shapes.items()}
    shapes = shapes_of(stack, shapes) if case.stacked else shapes
    return dict(sorted((shapes | case.extra).items()))


def _output(case: ReferenceCase, folder: Path) -> np.ndarray:
    import torch

    model, loading = _class(case).from_pretrained(
        folder, attn_implementation="eager", output_loading_info=True
    )
    assert not loading["missing_keys"], loading
    if hasattr(model, "set_experts_implementation"):
        model.set_experts_implementation("eager")  # the grouped product lacks float64
    with torch.no_grad():
        result = model.double().eval()(torch.tensor(tokens()[None]))
    found = result.logits if "logits" in result else result.last_hidden_state
    output: np.ndarray = found[0].numpy()
    return output


def write(family: str) -> None:
    """Record the goldens of a family, outputs to nine decimals."""
    entries = []
    for name, case in CASES[family].items():
        golden = computed(case)
        parts = {
            "config": golden.config,
            "shapes": golden.shapes,
            "output": golden.output.round(9).tolist(),
        }
        lines = [f"    {json.dumps(key)}: {json.dumps(part)}" for key, part in parts.items()]
        entries.append(f"  {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n  }")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{family}.json").write_text("{\n" + ",\n".join(entries) + "\n}\n")


if __name__ == "__main__":
    for each in sys.argv[1:] or CASES:
        write(each)
        print(each, len(CASES[each]))
