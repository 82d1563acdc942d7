"""Which layers attend to the last positions only."""

import pytest

from quantcert.models.config import NotSupportedError, Setting, Settings, integer
from quantcert.models.windows import (
    Window,
    layer_windows,
    of_layers,
    sliding_layers,
    used_window,
    window_setting,
)

LAYERS = integer("num_hidden_layers", 3)
WINDOWS = layer_windows(LAYERS)
WINDOW = window_setting(4096)


def windows(**values: object) -> tuple[Window, ...]:
    return Settings(values, [LAYERS, WINDOWS])[WINDOWS]


def test_the_window_of_all_layers() -> None:
    assert Settings({}, [WINDOW])[WINDOW] == 4096
    assert Settings({"sliding_window": None}, [WINDOW])[WINDOW] is None
    assert Settings({"sliding_window": 8}, [WINDOW])[WINDOW] == 8


def test_windows_of_layers() -> None:
    used = {"use_sliding_window": True, "sliding_window": 8}
    assert windows(sliding_window=8, max_window_layers=0) == (None, None, None)
    assert windows(**used) == (None, None, None)
    assert windows(**used, max_window_layers=1) == (None, 8, 8)
    assert windows(use_sliding_window=True, max_window_layers=2) == (None, None, 4096)
    types = ["sliding_attention", "full_attention", "sliding_attention"]
    assert windows(**used, layer_types=types) == (8, None, 8)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"use_sliding_window": 1}, "use_sliding_window must be true or false, is 1"),
        (
            {"use_sliding_window": True, "sliding_window": 0},
            "must be null or an integer >= 1, is 0",
        ),
        ({"max_window_layers": -1}, "max_window_layers must be an integer >= 0, is -1"),
        ({"layer_types": ["full_attention"]}, "layer_types must be a list of 3 words"),
        ({"layer_types": ["full_attention"] * 2 + ["conv"]}, "full_attention or sliding_attention"),
    ],
)
def test_what_is_not_allowed_is_a_reason(values: dict[str, object], reason: str) -> None:
    with pytest.raises(NotSupportedError) as caught:
        windows(**values)
    assert reason in str(caught.value)


def test_all_but_every_last_layer_of_a_pattern_have_the_window() -> None:
    def sliding(setting: Setting[tuple[bool, ...]], **values: object) -> tuple[bool, ...]:
        return Settings(values, [LAYERS, setting])[setting]

    fixed, keyed = sliding_layers(LAYERS, 2), sliding_layers(LAYERS, 6, "pattern")
    assert sliding(fixed) == (True, False, True)
    assert sliding(fixed, num_hidden_layers=1, layer_types=["full_attention"]) == (False,)
    assert sliding(keyed) == (True, True, True)
    assert sliding(keyed, pattern=3) == (True, True, False)
    with pytest.raises(NotSupportedError, match="pattern must be an integer >= 1, is 0"):
        sliding(keyed, pattern=0)


def test_layers_with_a_window_need_one() -> None:
    assert of_layers([True, False], 4) == (4, None)
    assert of_layers([False], None) == (None,)
    with pytest.raises(NotSupportedError, match="need a sliding_window"):
        of_layers([False, True], None)
    with pytest.raises(NotSupportedError, match="need a sliding_window"):
        windows(layer_types=["sliding_attention"] * 3)


def test_a_window_that_must_be_switched_on() -> None:
    setting = used_window()
    assert Settings({"sliding_window": 8}, [setting])[setting] is None
    used = {"use_sliding_window": True}
    assert Settings(used, [setting])[setting] == 4096
    assert Settings(used | {"sliding_window": 8}, [setting])[setting] == 8
