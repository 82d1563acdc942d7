"""The names that stacked experts have where each is a tensor of its own."""

import json
from pathlib import Path

import pytest

from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.models.unstacked import unstacked
from quantcert.pairing.parts import TensorPart
from tests.support.checkpoints import write_checkpoint
from tests.support.reference_cases import weights
from tests.support.reference_models import recorded


def opened(folder: Path, family: str, case: str, **changes: object) -> Checkpoint:
    golden = recorded(family)[case]
    made = write_checkpoint(folder, weights(golden.shapes))
    (made / "config.json").write_text(json.dumps(golden.config | changes))
    return open_checkpoint(made)


@pytest.mark.parametrize(
    ("case", "stem"),
    [("stacked", "mlp"), ("stacked, old names", "block_sparse_moe")],
)
def test_names_of_mixtral(tmp_path: Path, case: str, stem: str) -> None:
    found = unstacked(opened(tmp_path, "mixtral", case))
    experts = [f"model.layers.{layer}.{stem}.experts" for layer in range(2)]
    assert found == {
        f"{name}.{expert}.{role}.weight": part
        for name in experts
        for expert in range(3)
        for role, part in {
            "w1": TensorPart(f"{name}.gate_up_proj", (0, 12), leading=(expert,)),
            "w3": TensorPart(f"{name}.gate_up_proj", (12, 24), leading=(expert,)),
            "w2": TensorPart(f"{name}.down_proj", leading=(expert,)),
        }.items()
    }
    others = recorded("mixtral")[{"mlp": "newer names"}.get(stem, "two of three")].shapes
    assert found.keys() == {name for name in others if ".experts." in name}


def test_names_of_qwen3(tmp_path: Path) -> None:
    found = unstacked(opened(tmp_path, "qwen3_moe", "stacked"))
    others = recorded("qwen3_moe")["dense layer"].shapes
    assert found.keys() == {name for name in others if ".experts." in name}


@pytest.mark.parametrize(
    ("case", "changes"),
    [
        ("two of three", {}),
        ("stacked", {"model_type": "other"}),
        ("stacked", {"num_local_experts": 2}),
        ("stacked", {"auto_map": {"AutoModel": "x"}}),
    ],
)
def test_where_nothing_is_stacked_or_known(
    tmp_path: Path, case: str, changes: dict[str, object]
) -> None:
    assert unstacked(opened(tmp_path, "mixtral", case, **changes)) == {}
