"""Sliding windows: how many positions up to its own each layer attends to."""

from __future__ import annotations

from collections.abc import Sequence

from quantcert.models.config import NotSupportedError, Setting, Settings, Values, as_integer, wrong

FULL, SLIDING = "full_attention", "sliding_attention"
"""The words of `layer_types`."""

Window = int | None
"""The last positions that are attended to, its own included; None for all of them."""


def window_setting(default: Window) -> Setting[Window]:
    """The window of all layers."""

    def read(values: Values, settings: Settings) -> Window:
        return as_window(values.get("sliding_window", default))

    return Setting("sliding_window", ("sliding_window",), read)


def used_window(default: Window = 4096) -> Setting[Window]:
    """The window of all layers, of networks with `use_sliding_window`."""

    def read(values: Values, settings: Settings) -> Window:
        return _if_used(values, default)

    return Setting("sliding_window", ("sliding_window", "use_sliding_window"), read)


def layer_windows(layers: Setting[int], default: Window = 4096) -> Setting[tuple[Window, ...]]:
    """The window of each layer, of networks with `use_sliding_window` and `layer_types`.

    Without `layer_types` the layers from `max_window_layers` on have the window.
    """
    names = ("sliding_window", "use_sliding_window", "max_window_layers", "layer_types")

    def read(values: Values, settings: Settings) -> tuple[Window, ...]:
        window = _if_used(values, default)
        first = as_integer(
            "max_window_layers", values.get("max_window_layers", 28), "an integer >= 0", 0
        )
        count = settings[layers]
        kinds = values.get("layer_types")
        if kinds is None:
            return tuple(window if layer >= first else None for layer in range(count))
        return of_layers([kind == SLIDING for kind in as_layer_types(kinds, count)], window)

    return Setting("sliding_window", names, read)


def sliding_layers(
    layers: Setting[int], pattern: int, key: str | None = None
) -> Setting[tuple[bool, ...]]:
    """Which layers have the window: all but every `pattern`-th, or as `layer_types` say.

    `key` is the key that may hold another pattern.
    """
    names = ("layer_types",) if key is None else ("layer_types", key)

    def read(values: Values, settings: Settings) -> tuple[bool, ...]:
        count, kinds = settings[layers], values.get("layer_types")
        every = pattern
        if key is not None:
            every = as_integer(key, values.get(key, pattern), "an integer >= 1")
        if kinds is None:
            return tuple((layer + 1) % every != 0 for layer in range(count))
        return tuple(kind == SLIDING for kind in as_layer_types(kinds, count))

    return Setting("layer_types", names, read)


def of_layers(sliding: Sequence[bool], window: Window) -> tuple[Window, ...]:
    """The window of each layer. Raises NotSupportedError if one is needed and there is none."""
    if window is None and any(sliding):
        raise NotSupportedError("config.json: layers with sliding_attention need a sliding_window")
    return tuple(window if slides else None for slides in sliding)


def as_layer_types(kinds: object, layers: int) -> list[str]:
    """The words of `layer_types`, one for each layer. Raises NotSupportedError otherwise."""
    if not isinstance(kinds, list) or len(kinds) != layers:
        raise wrong("layer_types", kinds, f"a list of {layers} words")
    if any(kind not in (FULL, SLIDING) for kind in kinds):
        raise wrong("layer_types", kinds, f"{FULL} or {SLIDING} for each layer")
    return kinds


def _if_used(values: Values, default: Window) -> Window:
    used = values.get("use_sliding_window", False)
    if not isinstance(used, bool):
        raise wrong("use_sliding_window", used, "true or false")
    return as_window(values.get("sliding_window", default)) if used else None


def as_window(value: object) -> Window:
    """The value, if it is null or a positive integer. Raises NotSupportedError otherwise."""
    return None if value is None else as_integer("sliding_window", value, "null or an integer >= 1")
