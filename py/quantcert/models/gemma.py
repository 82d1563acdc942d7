"""Decoders of the Gemma kind: what Gemma 2 and 3 have beside a Llama.

Embeddings are scaled, factors of norms are stored less one, a norm follows attention and MLP,
scores are divided by the root of a number of its own, and logits may be capped.
Sources: Gemma Team, "Gemma 2", 2024, and "Gemma 3 Technical Report", 2025.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import ml_dtypes
import numpy as np

from quantcert.exact.dyadic import Dyadic
from quantcert.models.config import (
    DTYPE_KEYS,
    Setting,
    Settings,
    Values,
    as_dyadic,
    as_number,
    choice,
    flag,
    integer,
    shown,
    stated_dtype,
    wrong,
)
from quantcert.models.decoder import (
    DECODER_REFUSED,
    FUNCTIONS,
    Biases,
    Decoder,
    DecoderKeys,
    decoder_keys,
)
from quantcert.models.net import Add, Block, Input, Lookup, Net, Point, Scale, Seq, SoftCap
from quantcert.models.parameters import Parameters
from quantcert.models.windows import of_layers, sliding_layers

IRRELEVANT = frozenset({"cache_implementation", "hidden_act"})
"""The function is that of `hidden_activation`."""

_ROUNDED: dict[str, Any] = {
    "float32": np.float32,
    "float16": np.float16,
    "bfloat16": ml_dtypes.bfloat16,
    "float64": np.float64,
}
"""NumPy's types by the words of config.json."""

REFUSED: dict[str, tuple[object, ...]] = DECODER_REFUSED | {
    "use_bidirectional_attention": (False, None)
}


@dataclass(frozen=True)
class GemmaKeys:
    """The settings of a decoder and those that it has beside them."""

    decoder: DecoderKeys
    bias: Setting[bool]
    window: Setting[int]
    sliding: Setting[tuple[bool, ...]]
    root: Setting[int]
    final_cap: Setting[Dyadic | None]
    embedding: Setting[Dyadic]

    def all(self) -> tuple[Setting[Any], ...]:
        """The settings, for a family's list."""
        others = (self.bias, self.window, self.sliding, self.root, self.final_cap)
        return (*self.decoder.all(), *others, self.embedding)


def gemma_keys(
    vocabulary: int, max_length: int, final_cap: float | None, pattern: int, key: str | None
) -> GemmaKeys:
    """The keys of Gemma 2 and 3 with defaults in which they differ.

    All but every `pattern`-th layer have a window; `key` may hold another pattern.
    """
    decoder = decoder_keys(
        vocabulary=vocabulary,
        dim=2304,
        inner=9216,
        layers=26,
        heads=8,
        groups=4,
        head_dim=256,
        head_dim_null=False,
        max_length=max_length,
        tied=True,
    )
    function = choice("hidden_activation", "gelu_pytorch_tanh", FUNCTIONS)
    return GemmaKeys(
        replace(decoder, function=function),
        flag("attention_bias", False),
        integer("sliding_window", 4096),
        sliding_layers(decoder.layers, pattern, key),
        integer("query_pre_attn_scalar", 256),
        cap_setting("final_logit_softcapping", final_cap),
        embedding_factor(decoder.dim),
    )


def embedding_factor(dim: Setting[int]) -> Setting[Dyadic]:
    """What embeddings are multiplied by: the root of their entries, rounded to float32 and then to
    the dtype that the model is loaded in, float32 unless one is named."""

    def read(values: Values, settings: Settings) -> Dyadic:
        stated = stated_dtype(values)
        word = "float32" if stated is None else stated
        if not isinstance(word, str) or word not in _ROUNDED:
            raise wrong("dtype", word, " or ".join(map(shown, _ROUNDED)))
        return as_dyadic(float(np.float32(settings[dim] ** 0.5).astype(_ROUNDED[word])))

    return Setting("factor of embeddings, by dtype", DTYPE_KEYS, read)


def cap_setting(name: str, default: float | None) -> Setting[Dyadic | None]:
    """What `cap * tanh(x / cap)` caps numbers by; null for nothing."""

    def read(values: Values, settings: Settings) -> Dyadic | None:
        value = values.get(name, default)
        return None if value is None else as_dyadic(as_number(name, value))

    return Setting(name, (name,), read)


class Gemma(Decoder):
    """The blocks of a Gemma."""

    plus_one = True

    def __init__(self, settings: Settings, keys: GemmaKeys, parameters: Parameters) -> None:
        """Raises NotSupportedError for numbers that do not fit together."""
        dim, heads = settings[keys.decoder.dim], settings[keys.decoder.heads]
        if dim % heads:
            raise wrong("num_attention_heads", heads, "a divisor of hidden_size")
        biases = Biases(settings[keys.bias], settings[keys.bias])
        windows = of_layers(settings[keys.sliding], settings[keys.window])
        super().__init__(settings, keys.decoder, parameters, biases, windows)
        self.root, self.final_cap = settings[keys.root], settings[keys.final_cap]
        self.factor = settings[keys.embedding]

    def embeddings(self) -> Block:
        """The token's row of the embedding, times the root of its entries as it is rounded."""
        number = self.parameters.matrix(self._embedding(), self.vocabulary, self.dim)
        table = Lookup(self.vocabulary, self.dim, number, "token")
        scaled = Scale(self.dim, self.factor, table)
        return Block("embeddings", Point("embeddings output", self.dim, scaled))

    def mlp(self, layer: int) -> Block:
        """RMSNorm, gated MLP, RMSNorm, residual."""
        name, stem = f"layer {layer} mlp", f"{self.prefix}layers.{layer}"
        gated = self.gated_mlp(name, f"{stem}.mlp")
        return self.residual(name, f"{stem}.pre_feedforward_layernorm", gated)

    def residual(self, name: str, norm: str, added: Net) -> Block:
        """The block's input plus the norm of `added`, which is computed from the input's norm."""
        stem, _, which = norm.rpartition(".")
        after = {
            "input_layernorm": "post_attention_layernorm",
            "pre_feedforward_layernorm": "post_feedforward_layernorm",
        }[which]
        added = self._norm(f"{name} added", f"{stem}.{after}", added)
        net = Add(self.dim, Input(), Seq(self._norm(name, norm), added))
        return Block(name, Point(f"{name} output", self.dim, net))

    def head(self) -> Block:
        """RMSNorm and logits, capped."""
        block = super().head()
        if self.final_cap is None:
            return block
        capped = SoftCap(self.vocabulary, self.final_cap, block.net)
        return Block("head", Point("head capped", self.vocabulary, capped))
