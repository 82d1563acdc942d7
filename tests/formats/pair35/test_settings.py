from pathlib import Path

import pytest

from quantcert.errors import CheckpointError
from quantcert.formats.pair35.codes import ALT43
from quantcert.formats.pair35.settings import PairSettings, parse_settings, stored_names

WHERE = Path("m/config.json")
SETTINGS = PairSettings(ALT43, 64, {"w": (3, 5), "v": (1, 1)})


def test_settings_come_back():
    assert parse_settings(WHERE, SETTINGS.to_json()) == SETTINGS
    assert stored_names("w") == ("w_packed", "w_scale", "w_zero_point")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "alt44"}, "quantization format 'alt44' is not known (one of alt43, pair11)"),
        ({"format": ["alt43"]}, "quantization format ['alt43'] is not known"),
        ({"version": 2}, "version 2 is not known (must be 1)"),
        ({"version": True}, "version True is not known"),
        ({"group_size": 0}, "group_size 0 must be an even integer, at least 2"),
        ({"group_size": 63}, "group_size 63 must be an even integer"),
        ({"group_size": "64"}, "group_size '64' must be an even integer"),
        ({"group_size": -2}, "group_size -2 must be an even integer"),
        ({"tensors": []}, "tensors must be an object"),
        ({"tensors": {"w": [3, 5]}}, "tensor w: [3, 5] must be {'shape': [rows, columns]}"),
        ({"tensors": {"w": {"shape": [3]}}}, "tensor w: {'shape': [3]} must be"),
        ({"tensors": {"w": {"shape": [0, 5]}}}, "both at least 1"),
        ({"tensors": {"w": {"shape": [3, 5.0]}}}, "both at least 1"),
        ({"tensors": {"w": {"shape": [3, 5], "bits": 3}}}, "tensor w"),
        ({"desc_act": False}, "key 'desc_act' is not known"),
    ],
)
def test_settings_that_are_not_as_written_are_refused(changes, message):
    with pytest.raises(CheckpointError) as caught:
        parse_settings(WHERE, {**SETTINGS.to_json(), **changes})
    assert str(caught.value).startswith(f"{WHERE}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("key", ["format", "version", "group_size", "tensors"])
def test_a_missing_key_is_refused(key):
    settings = SETTINGS.to_json()
    del settings[key]
    with pytest.raises(CheckpointError, match=f"key '{key}' is missing"):
        parse_settings(WHERE, settings)
