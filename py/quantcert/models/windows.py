"""Sliding windows: how many positions up to its own each layer attends to."""

from __future__ import annotations

from quantcert.models.config import NotSupportedError, Setting, Settings, Values, as_integer, wrong

Window = int | None
"""The last positions that are attended to, its own included; None for all of them."""


def window_setting(default: Window) -> Setting[Window]:
    """The window of all layers."""

    def read(values: Values, settings: Settings) -> Window:
        return as_window(values.get("sliding_window", default))

    return Setting("sliding_window", ("sliding_window",), read)


def layer_windows(layers: Setting[int], default: Window = 4096) -> Setting[tuple[Window, ...]]:
    """The window of each layer, of networks with `use_sliding_window` and `layer_types`.

    Without `layer_types` the layers from `max_window_layers` on have the window.
    """
    names = ("sliding_window", "use_sliding_window", "max_window_layers", "layer_types")

    def read(values: Values, settings: Settings) -> tuple[Window, ...]:
        used = values.get("use_sliding_window", False)
        if not isinstance(used, bool):
            raise wrong("use_sliding_window", used, "true or false")
        window = as_window(values.get("sliding_window", default)) if used else None
        first = as_integer(
            "max_window_layers", values.get("max_window_layers", 28), "an integer >= 0", 0
        )
        count = settings[layers]
        kinds = values.get("layer_types")
        if kinds is None:
            return tuple(window if layer >= first else None for layer in range(count))
        return of_layer_types(kinds, count, window)

    return Setting("sliding_window", names, read)


def of_layer_types(kinds: object, layers: int, window: Window) -> tuple[Window, ...]:
    """The window of each layer by the words of `layer_types`."""
    meanings = {"full_attention": None, "sliding_attention": window}
    if not isinstance(kinds, list) or len(kinds) != layers:
        raise wrong("layer_types", kinds, f"a list of {layers} words")
    if any(not isinstance(kind, str) or kind not in meanings for kind in kinds):
        raise wrong("layer_types", kinds, "full_attention or sliding_attention for each layer")
    return tuple(meanings[kind] for kind in kinds)


def as_window(value: object) -> Window:
    """The value, if it is null or a positive integer. Raises NotSupportedError otherwise."""
    return None if value is None else as_integer("sliding_window", value, "null or an integer >= 1")


def refuse_windows(windows: tuple[Window, ...], max_length: int) -> None:
    """Raises NotSupportedError if a window is shorter than the longest text."""
    for window in windows:
        if window is not None and window < max_length:
            raise NotSupportedError(
                f"sliding_window {window} is not supported: it is below the {max_length} positions "
                "of the longest text"
            )
