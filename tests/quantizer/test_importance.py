"""Importance files of llama.cpp: both forms are read, the old one is written."""

import struct

import numpy as np
import pytest
from gguf import GGUFWriter
from typer.testing import CliRunner

from quantcert.cli.quantize import app
from quantcert.containers import open_checkpoint
from quantcert.errors import QuantizeError
from quantcert.formats import open_quantized
from quantcert.quantizer import Effort, Recipe, make_choice, quantize_by_recipe, quantize_matrix
from quantcert.quantizer.feedback import Feedback
from quantcert.quantizer.importance import gguf_names, read_importance, write_importance
from quantcert.quantizer.moments import Squares
from tests.support.networks import small_network

NAME = "model.layers.0.self_attn.q_proj.weight"


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return small_network(tmp_path_factory.mktemp("network"), "llama")


def test_the_names_are_those_of_llama_cpp(network):
    names = gguf_names(network.base)
    assert names[NAME] == "blk.0.attn_q.weight"
    assert names["model.embed_tokens.weight"] == "token_embd.weight"
    assert names["model.layers.1.mlp.down_proj.weight"] == "blk.1.ffn_down.weight"
    assert not any("norm" in name for name in names)


def test_what_is_written_is_read(network, tmp_path):
    columns = network.base.info(NAME).shape[1]
    sums = np.arange(columns, dtype=np.float64)
    write_importance(
        tmp_path / "file", network.base, {NAME: Squares(sums, 4), "x": Squares(sums, 1)}
    )
    assert (tmp_path / "file").read_bytes() == (
        struct.pack("<ii", 1, 19)
        + b"blk.0.attn_q.weight"
        + struct.pack("<ii", 1, columns)
        + (sums / 4).astype("<f4").tobytes()
        + struct.pack("<ii", 1, 0)
    )
    found = read_importance(tmp_path / "file", network.base)
    np.testing.assert_array_equal(found[NAME], sums / 4)
    assert list(found) == [NAME]


def test_the_form_of_today_is_read(network, tmp_path):
    columns = network.base.info(NAME).shape[1]
    writer = GGUFWriter(tmp_path / "file.gguf", "imatrix")
    values = np.arange(columns, dtype=np.float32).reshape(1, columns)
    writer.add_tensor("blk.0.attn_q.weight.in_sum2", values)
    writer.add_tensor("blk.0.attn_q.weight.counts", np.array([[4.0]], dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    found = read_importance(tmp_path / "file.gguf", network.base)
    np.testing.assert_array_equal(found[NAME], values[0] / 4)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x01\0\0\0\x05\0\0\0blk", "it ends too early"),
        (b"GGUF", "is no importance file"),
        (struct.pack("<i", 0), "has no tensor of"),
        (
            struct.pack("<ii", 1, 19) + b"blk.0.attn_q.weight" + struct.pack("<iif", 1, 1, 2.0),
            "1 values of tensor",
        ),
    ],
)
def test_what_is_no_importance_of_the_original_is_refused(network, tmp_path, content, message):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(QuantizeError, match=message):
        read_importance(tmp_path / "file", network.base)


def test_scales_are_searched_by_importance(network, tmp_path):
    columns = network.base.info(NAME).shape[1]
    weights = np.geomspace(1, 1e4, columns)
    recipe = Recipe(Effort.FAST, make_choice("grid3", 8))
    quantize_by_recipe(network.original, tmp_path / "out", recipe, importance={NAME: weights})
    found = open_quantized(tmp_path / "out").read(NAME)
    original = network.base.read(NAME)
    feedback = Feedback(weights, None, None)
    wanted = quantize_matrix(original, recipe.choice.target, 8, feedback=feedback)
    np.testing.assert_array_equal(found.codes, wanted.codes)
    plain = quantize_matrix(original, recipe.choice.target, 8)
    assert not np.array_equal(plain.scales, wanted.scales)


def test_the_command_writes_what_it_reads(network, tmp_path):
    def run(out, *options):
        given = [network.original, tmp_path / out, "--format", "grid3", "--quiet", *options]
        return CliRunner().invoke(app, list(map(str, given)))

    file = tmp_path / "importance"
    read = ("--recipe", "default", "--text", network.text, "--tokens", 40, "-n", 8)
    assert "shows importance" in run("a", "--save-importance", file).stderr
    assert run("a", *read, "--save-importance", file).exit_code == 0
    assert set(read_importance(file, open_checkpoint(network.original))) >= {NAME}
    assert "no --importance" in run("b", *read, "--importance", file).stderr
    assert run("b", "--importance", file).exit_code == 0
    assert run("c").exit_code == 0
    first, second = (open_quantized(tmp_path / out).read(NAME).scales for out in "bc")
    assert not np.array_equal(first, second)
