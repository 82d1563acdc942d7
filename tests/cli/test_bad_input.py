"""Bad input: exit code 2, a message that names the place and what is allowed, nothing written."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.support.checkpoints import edit_header, edit_tensor
from tests.support.small_models import SmallModel, copied, verify


def refused(spoiled: SmallModel, *arguments: object) -> str:
    """The message of a run that must end with exit code 2 and leave no output."""
    out = spoiled.quantized.parent / "out"
    result = verify(spoiled.quantized, "--base", spoiled.original, "--out", out, *arguments)
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("error: ")
    assert not out.exists()
    assert sorted(path.name for path in out.parent.iterdir()) == ["original", "quantized"]
    return result.stderr


def truncate(model: SmallModel) -> None:
    data = model.weight_file.read_bytes()
    model.weight_file.write_bytes(data[:-5])


def remove_shard(model: SmallModel) -> None:
    model.weight_file.unlink()


def lie_about_dtype(model: SmallModel) -> None:
    edit_header(model.weight_file, lambda h: h["wide.weight_scale"].update(dtype="F32"))


def unknown_dtype(model: SmallModel) -> None:
    edit_header(model.weight_file, lambda h: h["wide.weight_scale"].update(dtype="F17"))


def lie_about_length(model: SmallModel) -> None:
    data = model.weight_file.read_bytes()
    model.weight_file.write_bytes((1 << 40).to_bytes(8, "little") + data[8:])


def wrong_shape(model: SmallModel) -> None:
    edit_header(model.weight_file, lambda h: h["wide.weight_packed"].update(shape=[9, 6]))


def put_weight(value: float) -> Callable[[SmallModel], None]:
    def change(values: np.ndarray) -> None:
        values[4, 2] = value

    file = "model.safetensors"
    return lambda model: edit_tensor(model.original / file, "wide.weight", change, np.float32)


def edit_config(**settings: object) -> Callable[[SmallModel], None]:
    def edit(model: SmallModel) -> None:
        file = model.quantized / "config.json"
        config = json.loads(file.read_text())
        config["quantization_config"].update(settings)
        file.write_text(json.dumps(config))

    return edit


SPOILED: dict[str, tuple[Callable[[SmallModel], None], list[str]]] = {
    "truncated": (truncate, ["model.safetensors"]),
    "missing file": (remove_shard, ["model.safetensors"]),
    "dtype that does not fit": (lie_about_dtype, ["model.safetensors", "wide.weight_scale"]),
    "unknown dtype": (unknown_dtype, ["model.safetensors", "wide.weight_scale", "F17"]),
    "header longer than the file": (lie_about_length, ["model.safetensors", str(1 << 40)]),
    "wrong shape": (wrong_shape, ["model.safetensors", "wide.weight_packed", "[9, 6]", "[6, 9]"]),
    "NaN weight": (put_weight(float("nan")), ["original", "wide.weight", "[4, 2]", "nan"]),
    "infinite weight": (put_weight(float("inf")), ["original", "wide.weight", "[4, 2]", "inf"]),
    "unknown format": (edit_config(format="alt99"), ["config.json", "alt99", "alt43"]),
    "unknown method": (edit_config(quant_method="magic"), ["quantized: ", "magic", "quantcert"]),
    "group count": (edit_config(group_size=4), ["wide.weight_scale", "groups of 4"]),
}


@pytest.mark.parametrize("case", SPOILED)
def test_a_spoiled_checkpoint_is_refused(model: SmallModel, tmp_path: Path, case: str) -> None:
    spoil, parts = SPOILED[case]
    spoiled = copied(model, tmp_path)
    spoil(spoiled)
    message = refused(spoiled)
    for part in parts:
        assert part in message


def test_a_requirement_file_with_unknown_keys_is_refused(model: SmallModel, tmp_path: Path) -> None:
    need = tmp_path / "need.toml"
    need.write_text("version = 1\nstrictness = 11\n")
    result = verify(model.quantized, "--requirements", need, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert f"{need}: unknown key strictness" in result.stderr


def test_a_layer_without_a_rule_is_refused(model: SmallModel, tmp_path: Path) -> None:
    need = tmp_path / "need.toml"
    need.write_text(
        "version = 1\n[accumulator]\nwidth_bits = 32\nactivation_min = -8\nactivation_max = 7\n"
        '[[layer]]\npattern = "tall.*"\ninput_abs_max = 1\nmax_row_error = 1\n'
    )
    result = verify(
        model.quantized, "--base", model.original, "--requirements", need, "--out", tmp_path / "out"
    )
    assert result.exit_code == 2
    assert "no [[layer]] pattern matches wide.weight" in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_unwritable_output_is_refused(model: SmallModel, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = verify(model.quantized, "--out", tmp_path / "file" / "out")
    assert result.exit_code == 2
    assert f"{tmp_path}/file/out: cannot be written" in result.stderr


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = verify(tmp_path / "absent")
    assert result.exit_code == 2
    assert f"{tmp_path}/absent: not a directory" in result.stderr


def test_no_lean_is_refused(model: SmallModel, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = verify(model.quantized, "--lean", "lake", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "lean" in result.stderr.lower()
    assert "4.35.0" in result.stderr
