import json
import os
import tracemalloc

import ml_dtypes
import numpy as np
import pytest
from safetensors import safe_open

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError, OutputError, QuantizeError
from quantcert.formats import open_quantized, targets
from quantcert.pairing.match import check_base
from quantcert.quantizer import checkpoint as module
from quantcert.quantizer import quantize_checkpoint, quantize_matrix
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.layouts import stack
from tests.support.reference_cases import weights as reference_weights
from tests.support.reference_models import recorded

TENSORS = {
    "embed": weights(9, 7),
    "bias": weights(7),
    "half": weights(4, 130, dtype=np.float16),
    "brain": weights(5, 6, dtype=ml_dtypes.bfloat16),
    "ids": np.arange(6).reshape(2, 3),
}
MATRICES = ["brain", "embed", "half"]


@pytest.fixture
def source(tmp_path):
    return write_checkpoint(tmp_path / "source", TENSORS)


@pytest.mark.parametrize("shards", [1, 3])
@pytest.mark.parametrize("name", ["alt43", "pair11"])
def test_a_checkpoint_comes_out_as_its_matrices_are_quantized_one_by_one(tmp_path, name, shards):
    source = write_checkpoint(tmp_path / "source", TENSORS, shards)
    target = tmp_path / "target"
    quantize_checkpoint(source, target, name, 4)
    quantized, original = open_quantized(target), open_checkpoint(source)
    assert quantized.checkpoint.config["model_type"] == "test"
    assert sorted(quantized.matrices()) == MATRICES
    for matrix in MATRICES:
        stored = quantized.read(matrix)
        expected = quantize_matrix(TENSORS[matrix], targets()[stored.scheme.format], 4)
        np.testing.assert_array_equal(stored.words, expected.words)
        np.testing.assert_array_equal(stored.scales, expected.scales)
        np.testing.assert_array_equal(stored.zero_points, expected.zero_points)
        assert {info.file.name for info in quantized.stored(matrix)} == {
            original.info(matrix).file.name
        }
    for plain in ("bias", "ids"):
        np.testing.assert_array_equal(quantized.checkpoint.read(plain), TENSORS[plain])
    check_base(quantized, original)


@pytest.mark.parametrize("shards", [1, 2])
def test_the_library_reads_what_was_written(tmp_path, shards):
    source = write_checkpoint(tmp_path / "source", TENSORS, shards)
    quantize_checkpoint(source, tmp_path / "target", "pair11", 8)
    for file in (tmp_path / "target").glob("*.safetensors"):
        with safe_open(file, framework="np") as library:
            assert library.metadata() == {"format": "pt"}
            for key in library.keys():  # noqa: SIM118
                ours = open_checkpoint(tmp_path / "target").read(key)
                np.testing.assert_array_equal(ours, library.get_tensor(key))


def test_rows_are_streamed_in_blocks(tmp_path, source, monkeypatch):
    quantize_checkpoint(source, tmp_path / "whole", "alt43", 4)
    monkeypatch.setattr("quantcert.quantizer.plan.BLOCK_ELEMENTS", 20)
    monkeypatch.setattr("quantcert.containers.safetensors.copying._COPY_CHUNK", 5)
    calls = []
    quantize_checkpoint(source, tmp_path / "parts", "alt43", 4, lambda *call: calls.append(call))
    for name in ("model.safetensors", "config.json"):
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    total = sum(TENSORS[name].size for name in MATRICES)
    done = [call[0] for call in calls]
    assert done == sorted(set(done))
    assert len(done) > 6
    assert calls[-1][:2] == (total, total)
    assert {call[2] for call in calls} == set(MATRICES)


def test_other_files_are_copied_but_no_weights_and_nothing_hidden(tmp_path, source):
    kept = ["tokenizer.json", "vocab.txt", "1_Pooling/config.json"]
    skipped = ["pytorch_model.bin", "optimizer.pt", "x.onnx", ".gitattributes", ".git/config",
               "old.safetensors", "sub/model.SAFETENSORS", "rng.pkl"]  # fmt: skip
    for name in kept + skipped:
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).write_text(name)
    (source / "merges.txt").symlink_to(source / "vocab.txt")
    quantize_checkpoint(source, tmp_path / "target", "pair11", 4)
    paths = (tmp_path / "target").rglob("*")
    found = {str(p.relative_to(tmp_path / "target")) for p in paths if p.is_file()}
    assert found == {*kept, "merges.txt", "config.json", "model.safetensors"}
    assert not (tmp_path / "target" / "merges.txt").is_symlink()
    assert (tmp_path / "target" / "1_Pooling" / "config.json").read_text() == kept[2]


def files_beside(source):
    return sorted(path.name for path in source.parent.iterdir())


def test_an_interrupted_run_leaves_nothing(source):
    def interrupt(done, total, name):
        raise KeyboardInterrupt

    before = files_beside(source)
    with pytest.raises(KeyboardInterrupt):
        quantize_checkpoint(source, source.parent / "target", "pair11", 4, interrupt)
    assert files_beside(source) == before


def test_a_full_disk_is_reported_and_leaves_nothing(source, monkeypatch):
    def full(*_):
        raise OSError(28, os.strerror(28))

    before = files_beside(source)
    monkeypatch.setattr(module.ShardWriter, "append", full)
    with pytest.raises(OutputError, match="target: cannot be written: No space left on device"):
        quantize_checkpoint(source, source.parent / "target", "pair11", 4)
    assert files_beside(source) == before


def test_an_empty_target_is_filled(tmp_path, source):
    (tmp_path / "target").mkdir()
    quantize_checkpoint(source, tmp_path / "target", "pair11", 4)
    assert sorted(open_quantized(tmp_path / "target").matrices()) == MATRICES


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("full", "full: exists and is no empty folder"),
        ("file", "file: exists and is no empty folder"),
        ("source", "source: must lie outside .*source, which is read"),
        ("source/sub", "source/sub: must lie outside .*source, which is read"),
        ("file/sub", "file/sub: cannot be written: "),
    ],
)
def test_a_target_that_cannot_be_written_is_refused(tmp_path, source, place, message):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("mine")
    (tmp_path / "file").write_text("mine")
    before = files_beside(source)
    with pytest.raises(OutputError, match=message):
        quantize_checkpoint(source, tmp_path / place, "pair11", 4)
    assert files_beside(source) == before
    assert (tmp_path / "full" / "x").read_text() == (tmp_path / "file").read_text() == "mine"


def test_nothing_is_written_for_a_source_that_cannot_be_quantized(tmp_path, source):
    target = tmp_path / "target"
    with pytest.raises(QuantizeError, match="format 'gptq' is not known"):
        quantize_checkpoint(source, target, "gptq", 4)
    with pytest.raises(QuantizeError, match="group size 3"):
        quantize_checkpoint(source, target, "alt43", 3)
    with pytest.raises(CheckpointError, match="nowhere: not a directory"):
        quantize_checkpoint(tmp_path / "nowhere", target, "alt43", 4)
    quantize_checkpoint(source, target, "alt43", 4)
    with pytest.raises(QuantizeError, match="target: is quantized already"):
        quantize_checkpoint(target, tmp_path / "again", "alt43", 4)
    assert files_beside(source) == ["source", "target"]


def test_a_weight_that_is_not_finite_is_refused_with_its_position(tmp_path):
    values = weights(4, 4)
    values[3, 2] = np.nan
    source = write_checkpoint(tmp_path / "source", {"w": values})
    with pytest.raises(CheckpointError, match=r"tensor w: element \[3, 2\] is nan, must be finite"):
        quantize_checkpoint(source, tmp_path / "target", "pair11", 4)
    assert files_beside(source) == ["source"]


def test_the_settings_say_what_decoding_needs(tmp_path, source):
    quantize_checkpoint(source, tmp_path / "target", "alt43", 64)
    config = json.loads((tmp_path / "target" / "config.json").read_text())
    settings = config["quantization_config"]
    shapes = {name: {"shape": list(TENSORS[name].shape)} for name in MATRICES}
    assert settings == {
        "quant_method": "quantcert", "format": "alt43", "version": 1, "group_size": 64,
        "tensors": shapes,
    }  # fmt: skip


def test_memory_does_not_grow_with_the_number_of_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("quantcert.quantizer.plan.BLOCK_ELEMENTS", 1 << 14)
    peaks = []
    for rows in (1000, 10000):
        source = write_checkpoint(tmp_path / f"s{rows}", {"w": weights(rows, 64)})
        tracemalloc.start()
        quantize_checkpoint(source, tmp_path / f"t{rows}", "alt43", 32)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0] < 10000 * 64 * 4


def test_a_link_to_nothing_and_a_pipe_are_named_and_nothing_is_written(tmp_path):
    for number, make in enumerate((lambda path: path.symlink_to("absent"), os.mkfifo)):
        source = write_checkpoint(tmp_path / f"m{number}", {"a": weights(4, 8)})
        make(source / "notes.txt")
        with pytest.raises(CheckpointError, match=r"notes\.txt: is (a link to|not a regular)"):
            quantize_checkpoint(source, tmp_path / f"q{number}", "pair11", 8)
        assert not (tmp_path / f"q{number}").exists()


def test_stacked_experts_are_written_one_by_one(tmp_path):
    """The very codes of a checkpoint that stores each expert on its own, in the shard of theirs."""
    golden = recorded("mixtral")["newer names"]
    single = reference_weights(golden.shapes)
    folders = {"stacked": stack(single), "single": single}
    for name, tensors in folders.items():
        made = write_checkpoint(tmp_path / name, tensors)
        (made / "config.json").write_text(json.dumps(golden.config))
        quantize_checkpoint(made, tmp_path / f"{name} q", "pair11", 4)
    found, expected = (open_quantized(tmp_path / f"{name} q") for name in folders)
    assert sorted(found.matrices()) == sorted(expected.matrices())
    assert sorted(found.plain()) == sorted(expected.plain())
    for matrix in expected.matrices():
        assert found.shape(matrix) == expected.shape(matrix)
        for role, array in expected.read(matrix).stored.items():
            np.testing.assert_array_equal(found.read(matrix).stored[role], array)


def test_experts_that_no_known_network_stacks_are_copied(tmp_path):
    stacked = write_checkpoint(tmp_path / "a", {"experts": weights(2, 4, 6), "w": weights(4, 6)})
    quantize_checkpoint(stacked, tmp_path / "q", "pair11", 4)
    found = open_quantized(tmp_path / "q")
    assert (found.matrices(), found.plain()) == (["w"], ["experts"])
