from pathlib import Path

import pytest

from quantcert.errors import CheckpointError
from quantcert.formats.pair35.codes import ALT43, PAIR11
from quantcert.formats.pair35.settings import PairSettings, PairTensor, parse_settings

WHERE = Path("m/config.json")
SETTINGS = PairSettings(
    ALT43, 64, {"w": PairTensor((3, 5), ALT43, 64), "v": PairTensor((1, 1), ALT43, 64)}
)
MIXED = PairSettings(
    ALT43,
    64,
    {
        "w": PairTensor((3, 5), ALT43, 64),
        "v": PairTensor((1, 1), PAIR11, 64),
        "u": PairTensor((2, 2), ALT43, 2),
        "t": PairTensor((2, 2), PAIR11, 8),
    },
)


def test_settings_come_back():
    assert parse_settings(WHERE, SETTINGS.to_json()) == SETTINGS
    assert SETTINGS.to_json() == {
        "quant_method": "quantcert",
        "format": "alt43",
        "version": 1,
        "group_size": 64,
        "tensors": {"w": {"shape": [3, 5]}, "v": {"shape": [1, 1]}},
    }


def test_settings_of_single_tensors_come_back():
    assert parse_settings(WHERE, MIXED.to_json()) == MIXED
    assert MIXED.to_json()["version"] == 2
    assert MIXED.to_json()["tensors"]["t"] == {
        "shape": [2, 2],
        "format": "pair11",
        "group_size": 8,
    }


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"format": "alt44"}, "tensor t: quantization format 'alt44' is not known"),
        ({"group_size": 3}, "tensor t: group_size 3 must be an even integer, at least 2"),
        ({"bits": 3}, "tensor t: {'shape': [2, 2], 'format': 'pair11', 'group_size': 8, 'bits': 3"),
    ],
)
def test_a_tensor_that_is_not_as_written_is_refused(entry, message):
    settings = MIXED.to_json()
    settings["tensors"]["t"] |= entry
    with pytest.raises(CheckpointError) as caught:
        parse_settings(WHERE, settings)
    assert message in str(caught.value)


def test_version_one_has_no_settings_of_single_tensors():
    with pytest.raises(CheckpointError, match="tensor v"):
        parse_settings(WHERE, {**MIXED.to_json(), "version": 1})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "alt44"}, "quantization format 'alt44' is not known (one of alt43, pair11)"),
        ({"format": ["alt43"]}, "quantization format ['alt43'] is not known"),
        ({"version": 3}, "version 3 is not known (must be 1 or 2)"),
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
