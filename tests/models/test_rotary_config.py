"""Where config.json says how angles are scaled, in older and newer words."""

import math

import pytest

from quantcert.models.config import NotSupportedError, Settings, integer
from quantcert.models.rotary import ATTENTION, ORIGINAL, THETA, Rotary
from quantcert.models.rotary_config import rotary_setting

LENGTH = integer("max_position_embeddings", 64)
SETTING = rotary_setting(LENGTH, 500.0)
LLAMA3 = {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}


def rotary(**values: object) -> Rotary:
    return Settings(values, [LENGTH, SETTING])[SETTING]


def scaled(kind: object, **numbers: object) -> Rotary:
    return rotary(rope_scaling={"rope_type": kind, **numbers})


def test_older_and_newer_words_mean_the_same() -> None:
    linear = Rotary("linear", {THETA: 20.0, "factor": 2.0})
    for given in (
        {"rope_scaling": {"type": "linear", "factor": 2.0}, "rope_theta": 20.0},
        {"rope_scaling": {"type": "linear", "rope_type": "linear", "factor": 2, "rope_theta": 20}},
        {"rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 20.0}},
        {"rope_parameters": {"type": "linear", "factor": 2.0, "rope_theta": 20}, "rope_theta": 3.0},
        {"rope_parameters": {"rope_type": "linear", "factor": 2.0}, "rope_theta": 20.0,
         "rope_scaling": {}, "partial_rotary_factor": None},
        {"rope_parameters": {"rope_type": "linear", "factor": 3.0}, "rope_theta": 20.0,
         "rope_scaling": {"type": "linear", "factor": 2.0}},
    ):  # fmt: skip
        assert rotary(**given) == linear
    assert rotary() == rotary(rope_scaling=None) == Rotary("default", {THETA: 500.0})


def test_the_old_length_of_llama3() -> None:
    lengths = [
        rotary(rope_scaling={"type": "llama3", **LLAMA3, **nested}, **beside).numbers[ORIGINAL]
        for nested, beside in (
            ({}, {}),
            ({ORIGINAL: 32}, {}),
            ({ORIGINAL: 32}, {ORIGINAL: 16}),
            ({}, {"max_position_embeddings": 128}),
        )
    ]
    assert lengths == [64, 32, 16, 128]


def test_the_factor_of_cosines() -> None:
    def scale(**numbers: float) -> float:
        return scaled("yarn", factor=4.0, **numbers).scale

    assert scale() == 0.1 * math.log(4) + 1
    assert scale(attention_factor=1.0) == 1
    assert scale(mscale=0.5) == scale()
    assert scale(mscale=0.7, mscale_all_dim=0.7) == 1
    assert scale(mscale=2, mscale_all_dim=1) == (0.2 * math.log(4) + 1) / (0.1 * math.log(4) + 1)
    lists = {"short_factor": [1.0], "long_factor": [2.0], ORIGINAL: 16}
    assert scaled("longrope", **lists).scale == math.sqrt(1 + math.log(4) / math.log(16))
    assert scaled("longrope", **lists, factor=1.0).scale == 1
    assert scaled("longrope", **lists, attention_factor=2.0).numbers[ATTENTION] == 2


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"rope_theta": 10**400}, "rope_parameters: rope_theta must be a positive number in the"),
        ({"rope_theta": None}, "rope_parameters: rope_theta must be a positive number"),
        ({"rope_theta": float("inf")}, "rope_theta must be a positive number"),
        ({"rope_parameters": 7}, "rope_parameters must be an object or null, is 7"),
        ({"rope_scaling": [1]}, "rope_scaling must be an object or null, is [1]"),
        ({"rope_scaling": {"type": "ntk"}}, 'rope_type must be "default" or "linear" or'),
        ({"rope_scaling": {"type": "yarn", "rope_type": "linear"}}, 'type must be as rope_type, "'),
        ({"rope_scaling": {"type": "linear"}}, "rope_parameters: factor must be a positive number"),
        ({"rope_scaling": {"factor": 2.0}}, '"factor" 2.0 is not known for rope_type "default"'),
        ({"rope_parameters": {"full_attention": {}}}, '"full_attention" {} is not known for'),
        ({"rope_parameters": {ATTENTION: 2.0}}, '"attention_factor" 2.0 is not known'),
        ({"partial_rotary_factor": 0.5}, "partial_rotary_factor is not supported (1 or null)"),
        ({"rope_parameters": {"partial_rotary_factor": 0.5}}, "partial_rotary_factor is not"),
        ({"rope_scaling": {"type": "yarn", "factor": 2.0}, "rope_theta": 1}, "be above 1, is 1.0"),
        ({"rope_scaling": {"type": "yarn", "factor": 2.0, "truncate": 1}}, "truncate must be true"),
        ({"rope_scaling": {"type": "longrope"}}, "short_factor must be a list of positive numbers"),
        (
            {"rope_scaling": {"type": "longrope", ORIGINAL: 1, "factor": 2.0}},
            "original_max_position_embeddings must be above 1, is 1.0",
        ),
        (
            {"rope_scaling": {"type": "proportional", "partial_rotary_factor": 2}},
            "partial_rotary_factor must be at most 1, is 2.0",
        ),
    ],
)
def test_what_is_not_allowed_is_a_reason(values: dict[str, object], reason: str) -> None:
    with pytest.raises(NotSupportedError) as caught:
        rotary(**values)
    assert reason in str(caught.value)
