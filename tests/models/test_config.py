"""Settings of config.json: defaults, null, and the reasons for values that are not allowed."""

from fractions import Fraction

import pytest

from quantcert.models.config import (
    NotSupportedError,
    Setting,
    Settings,
    choice,
    dyadic,
    flag,
    integer,
    number,
    shown,
)

DIM, HEADS = integer("dim"), integer("heads", 4)
GROUPS = integer("groups", lambda s: s[HEADS], null=lambda s: s[HEADS] // 2)
SIZE = number("size", 2.5)
EPSILON = dyadic("epsilon", 1e-5)
TIED = flag("tied", True)
FUNCTION = choice("act", "silu", {"silu": "silu", "swish": "silu", "relu": "relu"})
ALL = [DIM, HEADS, GROUPS, SIZE, EPSILON, TIED, FUNCTION]


def value_of(setting: Setting[object], **values: object) -> object:
    return Settings(values, ALL)[setting]


def test_defaults_may_depend_on_other_settings() -> None:
    assert value_of(GROUPS) == 4
    assert value_of(GROUPS, heads=8) == 8
    assert value_of(GROUPS, heads=8, groups=2) == 2
    assert value_of(GROUPS, heads=8, groups=None) == 4
    assert value_of(SIZE) == 2.5
    assert value_of(TIED) is True
    assert value_of(FUNCTION) == value_of(FUNCTION, act="swish") == "silu"


def test_a_number_is_the_float64_that_it_is_read_as() -> None:
    epsilon = Settings({"epsilon": 1e-6}, ALL)[EPSILON]
    assert epsilon.fraction == Fraction(1e-6)
    assert Settings({}, ALL)[EPSILON].fraction == Fraction(1e-5)
    assert value_of(SIZE, size=2**53 + 1) == 2.0**53


@pytest.mark.parametrize(
    ("setting", "values", "reason"),
    [
        (DIM, {}, "dim is missing"),
        (DIM, {"dim": None}, "dim must be an integer >= 1, is null"),
        (DIM, {"dim": 48.0}, "dim must be an integer >= 1, is 48.0"),
        (DIM, {"dim": True}, "dim must be an integer >= 1, is true"),
        (DIM, {"dim": "8"}, 'dim must be an integer >= 1, is "8"'),
        (DIM, {"dim": 0}, "dim must be an integer >= 1, is 0"),
        (GROUPS, {"heads": 0}, "heads must be an integer >= 1, is 0"),
        (HEADS, {"heads": None}, "heads must be an integer >= 1, is null"),
        (SIZE, {"size": 0}, "size must be a positive number in the range of float64, is 0"),
        (SIZE, {"size": float("inf")}, "size must be a positive number"),
        (SIZE, {"size": float("nan")}, "size must be a positive number"),
        (SIZE, {"size": 10**400}, "size must be a positive number in the range of float64, is 100"),
        (SIZE, {"size": True}, "size must be a positive number"),
        (EPSILON, {"epsilon": "1e-05"}, 'epsilon must be a positive number in the range of'),
        (TIED, {"tied": 1}, "tied must be true or false, is 1"),
        (TIED, {"tied": None}, "tied must be true or false, is null"),
        (FUNCTION, {"act": "tanh"}, 'act must be "silu" or "swish" or "relu", is "tanh"'),
        (FUNCTION, {"act": ["silu"]}, 'act must be "silu" or'),
    ],
)  # fmt: skip
def test_a_value_that_is_not_allowed_is_a_reason(
    setting: Setting[object], values: dict[str, object], reason: str
) -> None:
    with pytest.raises(NotSupportedError) as caught:
        value_of(setting, **values)
    assert f"config.json: {reason}" in str(caught.value)
    assert len(str(caught.value)) < 200


def test_only_declared_settings_can_be_asked_for() -> None:
    with pytest.raises(KeyError, match="heads is not declared"):
        Settings({}, [DIM])[HEADS]


def test_long_values_are_shortened_where_they_are_shown() -> None:
    assert shown({"a": [1, None, "é\ud83d"]}) == '{"a": [1, null, "\\u00e9\\ud83d"]}'
    assert shown("x" * 100) == '"' + "x" * 76 + "..."
