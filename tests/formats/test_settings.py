"""What a folder states about its quantization, in one place or in several."""

import json

import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats import SettingsSource, register_settings
from quantcert.formats import settings as module
from quantcert.formats.settings import stated_settings
from tests.support.checkpoints import weights, write_checkpoint

OWN = SettingsSource("quantize_config.json", method="mine")
PART = SettingsSource("hf_quant_config.json", "quantization", "yours")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_sources", module._sources[:1])
    register_settings(OWN)
    register_settings(PART)
    return write_checkpoint(tmp_path, {"w": weights(2, 2)})


def write(folder, **files):
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content))


def stated(folder, **files):
    write(folder, **files)
    return stated_settings(open_checkpoint(folder))


def test_settings_of_config_json_are_as_they_stand(folder):
    settings = {"quant_method": "theirs", "bits": 3}
    assert stated(folder, config={"quantization_config": settings}) == settings


@pytest.mark.parametrize("config", [{}, {"quantization_config": None}, {"quantization_config": {}}])
def test_a_file_of_its_own_states_its_method(folder, config):
    found = stated(folder, config=config, quantize_config={"bits": 4})
    assert found == {"quant_method": "mine", "bits": 4}
    assert list(open_checkpoint(folder).files()) == [
        "config.json",
        "quantize_config.json",
        "model.safetensors",
    ]


def test_settings_may_be_a_part_of_a_file_and_state_another_method(folder):
    content = {"producer": "x", "quantization": {"quant_method": "other", "bits": 4}}
    found = stated(folder, config={}, hf_quant_config=content)
    assert found == {"quant_method": "other", "bits": 4}


def test_places_that_agree_are_put_together(folder):
    config = {"quantization_config": {"quant_method": "mine", "bits": 4, "sym": True}}
    found = stated(folder, config=config, quantize_config={"bits": 4, "desc_act": False})
    assert found == {"quant_method": "mine", "bits": 4, "sym": True, "desc_act": False}


def test_a_translation_comes_first(folder, monkeypatch):
    source = SettingsSource("quant_config.json", translate=lambda found: {"bits": found["w_bit"]})
    register_settings(source)
    config = {"quantization_config": {"bits": 4}}
    assert stated(folder, config=config, quant_config={"w_bit": 4}) == {"bits": 4}


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"bits": 3}, "bits is 4 in quantization_config of config.json, 3 in quantize_config.json"),
        ({"quant_method": "yours"}, "quant_method is 'mine' in quantization_config of config.json"),
    ],
)
def test_places_that_disagree_are_refused(folder, own, words):
    config = {"quantization_config": {"quant_method": "mine", "bits": 4}}
    with pytest.raises(CheckpointError, match=words):
        stated(folder, config=config, quantize_config=own)


@pytest.mark.parametrize("value", ["mine", ["x"], 3])
def test_settings_that_are_no_object_are_refused(folder, value):
    with pytest.raises(CheckpointError, match=r"quantization_config of config.json must be an obj"):
        stated(folder, config={"quantization_config": value})


def test_nothing_stated_is_refused(folder):
    with pytest.raises(CheckpointError, match="has no quantization_config; this checkpoint is not"):
        stated(folder, config={})


def test_a_place_is_read_once(folder):
    with pytest.raises(ValueError, match=r"quantize_config.json is already read"):
        register_settings(OWN)


def test_a_settings_file_that_changes_is_noticed(folder):
    write(folder, config={}, quantize_config={"bits": 4})
    checkpoint = open_checkpoint(folder)
    write(folder, quantize_config={"bits": 4, "group_size": 32})
    with pytest.raises(CheckpointError, match=r"quantize_config.json.*changed"):
        checkpoint.refuse_changed()
