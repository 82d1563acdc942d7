"""Files that load and are wrong: each fault is found and named, its correct twin accepted."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from quantcert.certificate import LayerCertificate, Rule, Verdict
from quantcert.containers import open_checkpoint
from quantcert.containers.gguf.container import open_gguf
from quantcert.formats import open_quantized
from quantcert.pairing.compare import compare_tensors
from quantcert.pairing.faults import TensorFault
from quantcert.run.options import VerifyOptions
from tests.support.gguf_models import (
    DIM,
    FAMILIES,
    VOCABULARY,
    Family,
    uniformly,
    write_model,
    write_original,
)
from tests.support.weight_runs import certified, layers

Edit = Callable[[np.ndarray], np.ndarray]
"""Changes the stored rows of a tensor, `[rows, bytes of a row]`."""

LLAMA = FAMILIES["llama"]
EMBEDDING = "model.embed_tokens.weight"


def attention(layer: int, role: str) -> str:
    return f"model.layers.{layer}.self_attn.{role}_proj.weight"


def mlp(layer: int, role: str) -> str:
    return f"model.layers.{layer}.mlp.{role}_proj.weight"


def edit(path: Path, tensor: str, change: Edit) -> None:
    """Change a tensor of a file in place."""
    container = open_gguf(path)
    info = container.info(tensor)
    rows = info.nbytes // (container.row_bytes(tensor, 0, 1).nbytes)
    changed = change(container.row_bytes(tensor, 0, rows))
    data = bytearray(path.read_bytes())
    data[info.offset : info.offset + info.nbytes] = changed.astype(np.uint8).tobytes()
    path.write_bytes(data)


def part(family: Family, *tensors: str) -> Family:
    """The family with these tensors and the embedding alone."""
    shapes = {name: family.shapes[name] for name in (EMBEDDING, *tensors)}
    return replace(family, shapes=shapes)


def verified(folder: Path, path: Path) -> dict[str, LayerCertificate]:
    options = VerifyOptions(path, folder / "original", requirements=None, out=folder / "out")
    return layers(certified(options))


def linear_nibbles(rows: np.ndarray) -> np.ndarray:
    """Q4_0 with columns 2 j and 2 j + 1 in byte j, as other formats have them."""
    changed = rows.reshape(-1, 18).copy()
    low, high = changed[:, 2:] & 15, changed[:, 2:] >> 4
    codes = np.concatenate([low, high], axis=1)
    changed[:, 2:] = codes[:, 0::2] | codes[:, 1::2] << 4
    return changed.reshape(rows.shape)


def with_scale(row: int, block: int, value: float) -> Edit:
    """Q4_0 with another scale in one block."""

    def change(rows: np.ndarray) -> np.ndarray:
        changed = rows.copy()
        changed[row, 18 * block : 18 * block + 2] = np.array([value], "<f2").view(np.uint8)
        return changed

    return change


def halves_apart(heads: int) -> Edit:
    """Rows of heads as the original has them: the converter's permutation undone."""

    def change(rows: np.ndarray) -> np.ndarray:
        pairs = rows.reshape(heads, -1, 2, rows.shape[1])
        return pairs.swapaxes(1, 2).reshape(rows.shape)

    return change


def swap(path: Path, left: str, right: str) -> None:
    """The bytes of two tensors of one shape exchanged."""
    container = open_gguf(path)
    rows = container.info(left).shape[0]
    first, second = (container.row_bytes(name, 0, rows) for name in (left, right))
    edit(path, left, lambda _: second)
    edit(path, right, lambda _: first)


def test_faults_of_tensors_are_found_and_their_twins_are_accepted(tmp_path: Path) -> None:
    roles = [mlp(layer, role) for layer in (0, 1) for role in ("gate", "up", "down")]
    family = part(LLAMA, attention(0, "q"), attention(0, "v"), *roles)
    write_original(tmp_path / "original", family)
    path = write_model(tmp_path / "m.gguf", family, kinds=uniformly("Q4_0"))
    twin = verified(tmp_path, path)
    assert {layer.verdict for layer in twin.values()} == {Verdict.PROVED}
    edit(path, "blk.0.attn_q.weight", halves_apart(4))
    edit(path, "blk.0.attn_v.weight", linear_nibbles)
    edit(path, "blk.0.ffn_gate.weight", np.zeros_like)
    edit(path, "blk.0.ffn_up.weight", with_scale(5, 1, float("nan")))
    edit(path, "blk.0.ffn_down.weight", with_scale(6, 0, float("inf")))
    edit(path, "blk.1.ffn_down.weight", with_scale(7, 1, 60000.0))
    swap(path, "blk.1.ffn_gate.weight", "blk.1.ffn_up.weight")
    found = verified(tmp_path, path)
    wrong = {
        attention(0, "q"): (Rule.LINE_SHARE, None),
        attention(0, "v"): (Rule.LINE_SHARE, None),
        mlp(0, "gate"): (Rule.LINE_SHARE, None),
        mlp(0, "up"): (Rule.STORED_VALUE, 5),
        mlp(0, "down"): (Rule.STORED_VALUE, 6),
        mlp(1, "down"): (Rule.LINE_SHARE, 7),
        mlp(1, "gate"): (Rule.LINE_SHARE, None),
        mlp(1, "up"): (Rule.LINE_SHARE, None),
    }
    for name, layer in found.items():
        if name not in wrong:
            assert layer.verdict is Verdict.PROVED, layer.reason
            continue
        rule, row = wrong[name]
        assert layer.verdict is Verdict.FAILED
        assert layer.finding is not None
        assert layer.finding.rule is rule, layer.finding
        assert row in (None, layer.finding.row)
    explained = {
        attention(0, "q"): "its rows are the original's in another order: row 1 is the original's",
        attention(0, "v"): "it fits the original with blocks of 32 split into low and high halves",
        mlp(1, "gate"): f"it holds the original's {mlp(1, 'up')}",
        mlp(1, "up"): f"it holds the original's {mlp(1, 'gate')}",
    }
    for name, words in explained.items():
        assert words in found[name].reason
    up = found[mlp(0, "up")]
    assert up.reason == (
        "tensor blk.0.ffn_up.weight: row 5, columns 32 to 63: scale nan, must be finite"
    )


def test_weights_that_a_float16_scale_cannot_hold_are_found(tmp_path: Path) -> None:
    """Of tiny ones the writer makes zeros, of huge ones an infinite scale."""
    family = part(LLAMA, *(attention(0, role) for role in "qkv"))
    arrays = family.arrays()
    for role, size in (("q", 3e-9), ("k", 7e5)):
        name = attention(0, role)
        arrays[name] = (arrays[name] * (size / np.abs(arrays[name]).max())).astype(np.float32)
    write_original(tmp_path / "original", family, arrays)
    with np.errstate(all="ignore"):
        path = write_model(tmp_path / "m.gguf", family, arrays, uniformly("Q4_0"))
    found = verified(tmp_path, path)
    assert found[attention(0, "v")].verdict is Verdict.PROVED
    rules = {role: found[attention(0, role)].finding for role in "qk"}
    assert rules["q"] is not None
    assert rules["q"].rule is Rule.LINE_SHARE
    assert rules["k"] is not None
    assert rules["k"].rule is Rule.STORED_VALUE
    assert "inf, must be finite" in rules["k"].message


def test_a_scale_of_a_whole_tensor_that_is_missing_or_inverse_is_found(tmp_path: Path) -> None:
    """NVFP4 blocks of the original divided by 0.37, with this scale of the tensor, or another."""
    names = {"q": 0.37, "v": None, "o": 1 / 0.37}
    family = part(LLAMA, *(attention(0, role) for role in names))
    write_original(tmp_path / "original", family)
    divided = {name: array / np.float32(0.37) for name, array in family.arrays().items()}
    more = {
        f"blk.0.attn_{'output' if role == 'o' else role}.scale": np.array([factor], np.float32)
        for role, factor in names.items()
        if factor is not None
    }
    whole = {"token_embd.scale": np.array([0.37], np.float32)}
    kinds = uniformly("NVFP4")
    path = write_model(tmp_path / "m.gguf", family, divided, kinds, more=more | whole)
    found = verified(tmp_path, path)
    accepted = {name for name, layer in found.items() if layer.verdict is Verdict.PROVED}
    assert accepted == {attention(0, "q"), EMBEDDING}
    assert {found[attention(0, role)].verdict for role in "vo"} == {Verdict.FAILED}


def test_an_expert_in_the_place_of_another_is_found(tmp_path: Path) -> None:
    up = [f"model.layers.1.block_sparse_moe.experts.{expert}.w3.weight" for expert in range(3)]
    family = part(FAMILIES["mixtral"], *up)
    write_original(tmp_path / "original", family)
    path = write_model(tmp_path / "m.gguf", family)

    def double(rows: np.ndarray) -> np.ndarray:
        experts = rows.reshape(3, -1, rows.shape[1]).copy()
        experts[2] = experts[1]
        return experts.reshape(rows.shape)

    edit(path, "blk.1.ffn_up_exps.weight", double)
    found = verified(tmp_path, path)
    failed = [name for name, layer in found.items() if layer.verdict is not Verdict.PROVED]
    assert failed == [up[2]]


def compared(folder: Path, family: Family, path: Path) -> dict[str, TensorFault]:
    """Faults that are found without a proof, by tensor."""
    original = open_checkpoint(write_original(folder / "original", family))
    found = compare_tensors(open_quantized(path, original), original)
    return {fault.tensor: fault for fault in found.failed}


def test_a_norm_without_the_one_is_found(tmp_path: Path) -> None:
    family = replace(FAMILIES["gemma2"])
    rounded = {
        name: (np.round(array * 64) / 64).astype(np.float32)
        for name, array in family.arrays().items()
    }
    write_original(tmp_path / "original", family, rounded)
    original = open_checkpoint(tmp_path / "original")
    path = write_model(tmp_path / "m.gguf", family, rounded)
    assert compare_tensors(open_quantized(path, original), original).failed == ()
    norm = "model.layers.0.input_layernorm.weight"
    plain = rounded[norm].view(np.uint8)[None]
    edit(path, "blk.0.attn_norm.weight", lambda _: plain)
    (fault,) = compare_tensors(open_quantized(path, original), original).failed
    assert fault.tensor == norm
    assert "element [0] is" in fault.what


def test_a_vocabulary_that_was_padded_is_found(tmp_path: Path) -> None:
    arrays = LLAMA.arrays()
    padding = np.zeros((12, DIM), np.float32)
    padded = arrays | {
        "model.embed_tokens.weight": np.concatenate([arrays["model.embed_tokens.weight"], padding])
    }
    faults = compared(tmp_path, LLAMA, write_model(tmp_path / "m.gguf", LLAMA, padded))
    assert faults.keys() == {"model.embed_tokens.weight"}
    assert "shape [20, 64] in the original, [32, 64]" in faults["model.embed_tokens.weight"].what


def test_a_head_of_its_own_where_the_original_has_none_is_found(tmp_path: Path) -> None:
    more = {"output.weight": np.ones((VOCABULARY, DIM), np.float16)}
    faults = compared(tmp_path, LLAMA, write_model(tmp_path / "m.gguf", LLAMA, more=more))
    assert faults.keys() == {"lm_head.weight"}
    untied = FAMILIES["llama with biases"]
    arrays = {name: array for name, array in untied.arrays().items() if name != "lm_head.weight"}
    faults = compared(tmp_path, untied, write_model(tmp_path / "n.gguf", untied, arrays))
    assert faults.keys() == {"lm_head.weight"}


def test_parts_of_two_conversions_are_found(tmp_path: Path) -> None:
    """The second part is of another model, of which everything else is the same."""
    others = {name: -array for name, array in LLAMA.arrays().items()}
    for folder, arrays in (("right", LLAMA.arrays()), ("other", others)):
        (tmp_path / folder).mkdir()
        write_model(tmp_path / folder / "m.gguf", LLAMA, arrays, tensors_of_a_part=8)
    assert compared(tmp_path, LLAMA, tmp_path / "right") == {}
    second = "m-00002-of-00003.gguf"
    (tmp_path / "right" / second).write_bytes((tmp_path / "other" / second).read_bytes())
    held = open_gguf(tmp_path / "right")
    norms = [
        name for name in held.names() if held.info(name).file.name == second and "norm" in name
    ]
    faults = compared(tmp_path, LLAMA, tmp_path / "right")
    assert len(faults) == len(norms) > 0


def test_a_missing_expert_is_found(tmp_path: Path) -> None:
    family = FAMILIES["mixtral"]
    fewer = {name: array for name, array in family.arrays().items() if ".experts.2." not in name}
    faults = compared(tmp_path, family, write_model(tmp_path / "m.gguf", family, fewer))
    assert faults.keys() == family.arrays().keys() - fewer.keys()
