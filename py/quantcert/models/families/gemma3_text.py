"""Gemma 3, of text alone: two rotary embeddings, and a norm of each head of queries and keys.

Layers with a window have angles of their own. Source: Gemma Team, "Gemma 3 Technical Report", 2025.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from quantcert.models.config import Setting, Settings, Values, wrong
from quantcert.models.family import Family
from quantcert.models.gemma import IRRELEVANT, REFUSED, Gemma, GemmaKeys, gemma_keys
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters
from quantcert.models.rotary import Rotary
from quantcert.models.rotary_config import read_rotary
from quantcert.models.windows import FULL, SLIDING

_PLAIN = gemma_keys(
    vocabulary=262208, max_length=131072, final_cap=None, pattern=6, key="sliding_window_pattern"
)


def _of_kind(values: Values, kind: str) -> dict[str, object]:
    """What `rope_parameters` say of a kind of layers."""
    given = values.get("rope_parameters")
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not given.keys() <= {FULL, SLIDING}:
        raise wrong("rope_parameters", given, f"an object with {FULL} and {SLIDING}, or null")
    found = given.get(kind)
    if found is not None and not isinstance(found, Mapping):
        raise wrong(f"rope_parameters: {kind}", found, "an object or null")
    return dict(found or {})


def _full(values: Values, settings: Settings) -> Rotary:
    scaling = values.get("rope_scaling")
    if scaling is not None and not isinstance(scaling, Mapping):
        raise wrong("rope_scaling", scaling, "an object or null")
    given = _of_kind(values, FULL)
    if values.get("rope_parameters") is None:
        given["rope_type"] = "default"  # the kind unless `rope_scaling` has this key: `type` fails
    elif scaling is not None and not given:
        raise wrong("rope_parameters", values["rope_parameters"], f"an object with {FULL}, or null")
    given |= scaling or {}
    given.setdefault("rope_theta", values.get("rope_theta", 1e6))
    return _rotary(given, settings)


def _sliding(values: Values, settings: Settings) -> Rotary:
    given = _of_kind(values, SLIDING)
    given.setdefault("rope_theta", values.get("rope_local_base_freq", 1e4))
    return _rotary(given, settings)


def _rotary(given: Values, settings: Settings) -> Rotary:
    """As `transformers` reads it, which overlooks `truncate` in the objects of layers."""
    if given.get("truncate", True) is not True:
        raise wrong("rope_parameters: truncate", given["truncate"], "true")
    return read_rotary(given, settings[_PLAIN.decoder.max_length])


_FULL: Setting[Rotary] = Setting(
    "rope_parameters", ("rope_parameters", "rope_scaling", "rope_theta"), _full
)
_SLIDING: Setting[Rotary] = Setting("rope_local_base_freq", ("rope_local_base_freq",), _sliding)
_KEYS: GemmaKeys = replace(_PLAIN, decoder=replace(_PLAIN.decoder, rotary=_FULL))


class _Gemma3(Gemma):
    head_norms = True

    def table(self, layer: int) -> int:
        """Layers with a window have the second table."""
        return int(self.settings[_KEYS.sliding][layer])


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    decoder = _Gemma3(settings, _KEYS, parameters)
    decoder.rotaries.append(settings[_SLIDING])
    return decoder.architecture("gemma3_text")


FAMILY = Family(
    model_type="gemma3_text",
    classes=("Gemma3ForCausalLM",),
    settings=(*_KEYS.all(), _SLIDING),
    read=_read,
    irrelevant=IRRELEVANT,
    refused=REFUSED | {"attn_logit_softcapping": (None,)},
)
