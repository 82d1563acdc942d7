"""Where the tensors of a checkpoint are in an original that stores them otherwise."""

import json
from dataclasses import replace
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.formats import open_quantized
from quantcert.models.architecture import Unsupported
from quantcert.models.config import NotSupportedError
from quantcert.models.layouts import Layouts, pair_layouts, tensor_map
from quantcert.models.net import Architecture
from quantcert.pairing.original import Original
from quantcert.pairing.parts import Assembly, TensorPart
from quantcert.quantizer import quantize_checkpoint
from tests.support.architectures import (
    llama_config,
    llama_shapes,
    mixtral_config,
    mixtral_shapes,
)
from tests.support.checkpoints import write_checkpoint
from tests.support.layouts import Arrays, fuse, split, stack
from tests.support.recorded_networks import network as recorded_network
from tests.support.reference_cases import weights
from tests.support.reference_models import recorded

STEM = "model.layers.0"
HEAD, EMBEDDING = "lm_head.weight", "model.embed_tokens.weight"


def folder_of(folder: Path, config: dict[str, object], tensors: Arrays) -> Path:
    made = write_checkpoint(folder, tensors)
    (made / "config.json").write_text(json.dumps(config))
    return made


def paired(folder: Path, config: dict[str, object], original: Arrays, stored: Arrays) -> Layouts:
    """An original, and the quantized copy of the same tensors as they are stored elsewhere."""
    base = folder_of(folder / "original", config, original)
    other = folder_of(folder / "other", {}, stored)
    quantize_checkpoint(other, folder / "quantized", "pair11", 4)
    return pair_layouts(open_quantized(folder / "quantized"), open_checkpoint(base))


def as_stored(folder: Path, layouts: Layouts, stored: Arrays) -> None:
    """The map leads to the very numbers that the checkpoint was made from."""
    original = Original(open_checkpoint(folder / "original"), layouts.tensor_map)
    for name, array in stored.items():
        assert name in original
        np.testing.assert_array_equal(original.read(name), array)


def made_of(name: str, shape: tuple[int, ...], *parts: TensorPart) -> dict[str, Assembly]:
    return {name: Assembly(shape, parts)}


def test_experts_of_their_own_are_entries_of_the_originals_stack(tmp_path: Path) -> None:
    single = weights(mixtral_shapes(1))
    found = paired(tmp_path, mixtral_config() | {"num_hidden_layers": 1}, stack(single), single)
    experts = f"{STEM}.block_sparse_moe.experts"
    assert set(found.tensor_map) == {name for name in single if ".experts." in name}
    first = found.tensor_map[f"{experts}.1.w3.weight"]
    part = TensorPart(f"{experts}.gate_up_proj", (12, 24), leading=(1,))
    assert first == Assembly((12, 8), (part,))
    as_stored(tmp_path, found, single)
    assert isinstance(found.stored, Architecture)
    assert {use.tensor for use in found.stored.matrices} <= set(single)
    assert found.known == found.stored


def test_a_stack_is_made_of_the_originals_experts(tmp_path: Path) -> None:
    single = weights(mixtral_shapes(1))
    found = paired(tmp_path, mixtral_config() | {"num_hidden_layers": 1}, single, stack(single))
    experts = f"{STEM}.block_sparse_moe.experts"
    names = [f"{experts}.{expert}.{role}.weight" for expert in range(3) for role in ("w1", "w3")]
    assert found.tensor_map == {
        **made_of(f"{experts}.gate_up_proj", (3, 24, 8), *map(TensorPart, names)),
        **made_of(
            f"{experts}.down_proj",
            (3, 8, 12),
            *(TensorPart(f"{experts}.{expert}.w2.weight") for expert in range(3)),
        ),
    }
    as_stored(tmp_path, found, stack(single))


def apart(tensors: Arrays, transposed: bool = False) -> Arrays:
    """Each matrix of a stack in a tensor of its own."""
    made = {name: array for name, array in tensors.items() if array.ndim < 3}
    for name, array in tensors.items():
        for entry, matrix in enumerate(array if array.ndim == 3 else ()):
            turned = np.ascontiguousarray(matrix.T) if transposed else matrix
            made[f"{name}[{entry}]{'.T' if transposed else ''}"] = turned
    return made


@pytest.mark.parametrize("stacked", [True, False])
def test_entries_of_a_stack_make_the_same_network(tmp_path: Path, stacked: bool) -> None:
    single = weights(mixtral_shapes(1))
    config = mixtral_config() | {"num_hidden_layers": 1}
    entries = apart(stack(single))
    found = paired(tmp_path, config, stack(single) if stacked else single, entries)
    assert isinstance(found.stored, Architecture)
    names = {name for name in entries if name.endswith("]")}
    assert names <= {use.tensor for use in found.stored.matrices}
    as_stored(tmp_path, found, entries)


def test_a_stack_without_one_of_its_entries_is_none(tmp_path: Path) -> None:
    config = mixtral_config() | {"num_hidden_layers": 1}
    whole = stack(weights(mixtral_shapes(1)))
    entries = apart(whole)
    del entries[next(name for name in entries if name.endswith("[1]"))]
    for number, stored in enumerate((entries, apart(whole, transposed=True))):
        found = paired(tmp_path / str(number), config, whole, stored)
        assert isinstance(found.stored, Unsupported)


def test_new_names_are_those_of_the_old(tmp_path: Path) -> None:
    """All that is below the mixture is renamed, its router too."""
    old = weights(mixtral_shapes(1))
    new = {name.replace("block_sparse_moe", "mlp"): value for name, value in old.items()}
    found = paired(tmp_path, mixtral_config() | {"num_hidden_layers": 1}, old, new)
    gate = f"{STEM}.mlp.gate.weight"
    assert found.tensor_map[gate].parts == (TensorPart(f"{STEM}.block_sparse_moe.gate.weight"),)
    assert set(found.tensor_map) == set(new) - set(old)
    as_stored(tmp_path, found, new)


def test_fused_projections_and_biases_are_the_originals_below_each_other(tmp_path: Path) -> None:
    golden = recorded("llama")["attention_bias, mlp_bias"]
    own = weights(golden.shapes)
    found = paired(tmp_path, golden.config, own, fuse(own))
    stem = "model.layers.1.self_attn"
    for kind in ("weight", "bias"):
        names = [f"{stem}.{role}_proj.{kind}" for role in ("q", "k", "v")]
        made = found.tensor_map[f"{stem}.qkv_proj.{kind}"]
        assert made.parts == tuple(map(TensorPart, names))
    as_stored(tmp_path, found, fuse(own))


def test_projections_are_rows_of_the_originals_fused_ones(tmp_path: Path) -> None:
    golden = recorded("phi3")["two groups, tied"]
    whole = weights(golden.shapes)
    parts = split(whole, heads=4, groups=2)
    found = paired(tmp_path, golden.config, whole, parts)
    assert found.tensor_map[f"{STEM}.self_attn.k_proj.weight"].parts == (
        TensorPart(f"{STEM}.self_attn.qkv_proj.weight", (8, 12)),
    )
    as_stored(tmp_path, found, parts)


def test_both_layouts_are_read_with_the_dtype_of_the_original(tmp_path: Path) -> None:
    golden = recorded("gemma2")["loaded in bfloat16"]
    config = {key: value for key, value in golden.config.items() if key != "dtype"}
    made = weights(golden.shapes, 8)
    own = {name: array.astype(ml_dtypes.bfloat16) for name, array in made.items()}
    found = paired(tmp_path, config, own, fuse(own))
    assert isinstance(found.stored, Architecture)
    as_stored(tmp_path, found, fuse(own))


def test_equal_names_need_no_map(tmp_path: Path) -> None:
    tensors = weights(llama_shapes())
    found = paired(tmp_path, llama_config(), tensors, tensors)
    assert found.tensor_map == {}
    assert found.stored == found.original


def test_a_tensor_of_transposed_parts_may_have_another_name(tmp_path: Path) -> None:
    golden = recorded("gpt2")["plain"]
    tensors = weights(golden.shapes)
    renamed = {name.removeprefix("transformer."): array for name, array in tensors.items()}
    found = paired(tmp_path, golden.config, tensors, renamed)
    assert {name: made.parts for name, made in found.tensor_map.items()} == {
        name: (TensorPart(f"transformer.{name}"),) for name in renamed if name not in tensors
    }
    as_stored(tmp_path, found, renamed)


def test_a_transposed_matrix_may_be_stored_as_it_is_used() -> None:
    stored = recorded_network("gpt2", "plain")
    name = "transformer.h.0.mlp.c_fc.weight"
    turned = tuple(
        replace(use, part=TensorPart(name)) if use.tensor == name else use
        for use in stored.matrices
    )
    shapes = recorded("gpt2")["plain"].shapes
    found = tensor_map(replace(stored, matrices=turned), stored, shapes)
    assert found == made_of(name, (8, 12), TensorPart(name, transposed=True))
    back = tensor_map(stored, replace(stored, matrices=turned), shapes | {name: (12, 8)})
    assert back == made_of(name, (12, 8), TensorPart(name, transposed=True))


def test_columns_of_a_tensor_are_not_put_together() -> None:
    stored = recorded_network("gpt2", "plain")
    name = "transformer.h.0.attn.c_attn.weight"
    apart = tuple(
        replace(use, part=TensorPart(f"{name}.{use.part.rows[0]}"))
        if use.tensor == name and use.part.rows
        else use
        for use in stored.matrices
    )
    message = "rows 0 to 7: columns of a tensor are rows of the original's .*weight.0"
    with pytest.raises(NotSupportedError, match=message):
        tensor_map(replace(stored, matrices=apart), stored, recorded("gpt2")["plain"].shapes)


def test_rows_that_no_part_has_are_not_made_up() -> None:
    stored = recorded_network("phi3", "plain")
    name = f"{STEM}.mlp.gate_up_proj.weight"
    moved = tuple(
        replace(use, part=TensorPart(f"up{use.part.rows[0]}"))
        if use.tensor == name and use.part.rows
        else use
        for use in stored.matrices
    )
    taller = recorded("phi3")["plain"].shapes | {name: (25, 8)}
    with pytest.raises(NotSupportedError, match="is not made of the original's, one below another"):
        tensor_map(replace(stored, matrices=moved), stored, taller)


def test_a_head_that_one_side_alone_stores_is_the_embedding(tmp_path: Path) -> None:
    """The head of the checkpoint is its own embedding, quantized: the original's copy is unused."""
    tensors = weights(llama_shapes())
    both = tensors | {HEAD: tensors[EMBEDDING]}
    found = paired(tmp_path / "copy", llama_config(), both, tensors)
    assert isinstance(found.stored, Architecture)
    assert found.stored == found.original
    assert HEAD not in {use.tensor for use in found.stored.matrices}
    other = paired(tmp_path / "other", llama_config(), both | {HEAD: both[HEAD] + 1}, tensors)
    assert isinstance(other.stored, Unsupported)
    assert other.stored.reason == "the tensors of the checkpoint make another network"
    head = {name.replace("model.embed_tokens", "lm_head"): tensors[name] for name in tensors}
    found = paired(tmp_path / "head", llama_config(), tensors, head)
    assert found.tensor_map == made_of(HEAD, (20, 8), TensorPart(EMBEDDING))


@pytest.mark.parametrize("side", ["original", "stored"])
def test_if_either_side_is_not_read_names_must_be_equal(tmp_path: Path, side: str) -> None:
    single = weights(mixtral_shapes(1))
    whole = {name: array for name, array in single.items() if ".gate." not in name}
    sides: tuple[Arrays, Arrays] = (stack(single), whole)
    if side == "original":
        sides = (stack(whole), single)
    found = paired(tmp_path, mixtral_config() | {"num_hidden_layers": 1}, *sides)
    assert found.tensor_map == {}
    assert isinstance(found.stored, Unsupported)
    words = "tensor model.layers.0.block_sparse_moe.gate.weight is missing"
    assert found.stored.reason.startswith(f"{'of the checkpoint: ' * (side == 'stored')}{words}")
    assert isinstance(found.original, Unsupported) is (side == "original")


def test_a_family_that_is_not_known_has_no_map(tmp_path: Path) -> None:
    tensors = weights({"a.weight": (4, 6)})
    found = paired(tmp_path, {"model_type": "other"}, tensors, {"b.weight": tensors["a.weight"]})
    assert found.tensor_map == {}
    assert isinstance(found.known, Unsupported)
