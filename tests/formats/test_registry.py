import json

import pytest

from quantcert.errors import CheckpointError
from quantcert.formats import (
    methods,
    open_quantized,
    register_reader,
)
from quantcert.formats import registry as module
from tests.support.checkpoints import weights, write_checkpoint


def with_settings(folder, settings):
    write_checkpoint(folder, {"w": weights(2, 2)})
    (folder / "config.json").write_text(json.dumps({"quantization_config": settings}))
    return folder


def test_a_reader_is_chosen_by_the_method(tmp_path, monkeypatch):
    methods()  # now the formats of the package are known
    monkeypatch.setattr(module, "_readers", {})
    register_reader("mine", lambda checkpoint, settings: (checkpoint.path, settings["bits"]))
    assert methods() == ["mine"]
    folder = with_settings(tmp_path, {"quant_method": "mine", "bits": 3})
    assert open_quantized(folder) == (folder, 3)
    with pytest.raises(ValueError, match="'mine' already has a reader"):
        register_reader("mine", lambda *_: None)


def test_the_package_reads_its_own_method():
    assert "quantcert" in methods()


@pytest.mark.parametrize("method", ["gptq", None, ["quantcert"], 3])
def test_an_unknown_method_is_refused(tmp_path, method):
    folder = with_settings(tmp_path, {"quant_method": method})
    with pytest.raises(CheckpointError) as caught:
        open_quantized(folder)
    assert str(folder / "config.json") in str(caught.value)
    assert f"quant_method {method!r} is not known (one of quantcert)" in str(caught.value)


@pytest.mark.parametrize("settings", [None, "quantcert", []])
def test_a_checkpoint_that_is_not_quantized_is_refused(tmp_path, settings):
    folder = with_settings(tmp_path, settings)
    with pytest.raises(CheckpointError, match="no quantization_config; this checkpoint is not"):
        open_quantized(folder)
