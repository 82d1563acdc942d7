"""Encoders of the BERT kind: attention, residual and LayerNorm, then an MLP likewise.

The output is the last hidden states; a pooler or a task head is not part of the network here.
Source: Devlin et al., "BERT", 2019; tensor names as `transformers` stores `BertModel`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from quantcert.exact.dyadic import Dyadic
from quantcert.models.config import Setting, Settings, choice, dyadic, integer, wrong
from quantcert.models.net import (
    Activate,
    Add,
    Architecture,
    Attention,
    Block,
    Function,
    Input,
    LayerNorm,
    Lookup,
    Net,
    PaddedPosition,
    Point,
)
from quantcert.models.parameters import Parameters

FUNCTIONS: dict[str, Function] = {
    "gelu": "gelu",
    "gelu_python": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "relu": "relu",
    "silu": "silu",
    "swish": "silu",
}
"""The functions between the layers of an MLP, by the words of config.json."""

TASKS = ("MaskedLM", "SequenceClassification", "TokenClassification", "QuestionAnswering")
"""Task heads of all encoders; the hidden states are the same."""

HEADS = (
    r"(?:.*\.)?pooler\.dense\.(?:weight|bias)",
    r"(?:cls|lm_head)\..*",
    r"(?:classifier|qa_outputs)\..*",
)
"""Tensors of poolers and task heads."""

IRRELEVANT = frozenset({"tie_word_embeddings"})
"""Keys of task heads."""

REFUSED: dict[str, tuple[object, ...]] = {
    "add_cross_attention": (False,),
    "is_causal": (False,),
    "is_decoder": (False,),
    "position_embedding_type": ("absolute",),
}


Index = Literal["token", "position"] | PaddedPosition | int
"""What a row of a table of embeddings is chosen by."""


@dataclass(frozen=True)
class EncoderKeys:
    """The settings of an encoder, with the defaults of its family."""

    vocabulary: Setting[int]
    dim: Setting[int]
    inner: Setting[int]
    layers: Setting[int]
    heads: Setting[int]
    positions: Setting[int]
    types: Setting[int]
    epsilon: Setting[Dyadic]
    function: Setting[Function]

    def all(self) -> tuple[Setting[Any], ...]:
        """The settings, for a family's list."""
        return tuple(vars(self).values())


def encoder_keys(vocabulary: int) -> EncoderKeys:
    """The keys that all encoders have; `vocabulary` is the default of `vocab_size`."""
    return EncoderKeys(
        vocabulary=integer("vocab_size", vocabulary),
        dim=integer("hidden_size", 768),
        inner=integer("intermediate_size", 3072),
        layers=integer("num_hidden_layers", 12),
        heads=integer("num_attention_heads", 12),
        positions=integer("max_position_embeddings", 512),
        types=integer("type_vocab_size", 2),
        epsilon=dyadic("layer_norm_eps", 1e-12),
        function=choice("hidden_act", "gelu", FUNCTIONS),
    )


class Encoder:
    """The numbers of config.json, and one method for each kind of block."""

    def __init__(
        self,
        settings: Settings,
        keys: EncoderKeys,
        parameters: Parameters,
        family: str,
        pad: int | None = None,
    ) -> None:
        """With `pad`, positions are counted from behind it, that token's left out.

        Raises NotSupportedError for numbers that do not fit together.
        """
        self.parameters, self.family = parameters, family
        self.place: Index = "position" if pad is None else PaddedPosition(pad)
        table = f"{family}.embeddings.word_embeddings.weight"
        self.prefix = f"{family}." if table in parameters else ""
        self.dim, self.heads = settings[keys.dim], settings[keys.heads]
        if self.dim % self.heads:
            raise wrong("num_attention_heads", self.heads, f"a divisor of {self.dim}")
        self.head_dim, self.layers = self.dim // self.heads, settings[keys.layers]
        self.inner, self.vocabulary = settings[keys.inner], settings[keys.vocabulary]
        self.positions, self.types = settings[keys.positions], settings[keys.types]
        self.longest = self.positions - (0 if pad is None else pad + 1)
        if self.longest < 1:
            raise wrong("max_position_embeddings", self.positions, f"at least {(pad or 0) + 2}")
        self.epsilon, self.function = settings[keys.epsilon], settings[keys.function]

    def architecture(self) -> Architecture:
        """Embeddings, and layers of attention and MLP."""
        blocks = [self.embeddings()]
        for layer in range(self.layers):
            blocks += [self.attention(layer), self.mlp(layer)]
        return Architecture(
            family=self.family,
            head_dim=self.head_dim,
            vocabulary=self.vocabulary,
            max_length=self.longest,
            output="hidden states",
            blocks=tuple(blocks),
            matrices=self.parameters.matrices,
            vectors=self.parameters.vectors,
        )

    def embeddings(self) -> Block:
        """Token, position and segment; all tokens are of the first segment."""
        word = self._table("word_embeddings", self.vocabulary, "token")
        position = self._table("position_embeddings", self.positions, self.place)
        segment = self._table("token_type_embeddings", self.types, 0)
        summed = Add(self.dim, Add(self.dim, word, segment), position)
        return self._block("embeddings", "embeddings.LayerNorm", summed)

    def attention(self, layer: int) -> Block:
        """Attention among all positions, residual, LayerNorm."""
        name, stem = f"layer {layer} attention", f"encoder.layer.{layer}.attention"
        query, key, value = (
            Point(
                f"{name} {role}",
                self.dim,
                self._linear(f"{stem}.self.{role}", self.dim, self.dim, Input()),
            )
            for role in ("query", "key", "value")
        )
        mix: Net = Attention(self.heads, 1, self.head_dim, "full", query, key, value)
        mix = Point(f"{name} mix", self.dim, mix)
        added = self._linear(f"{stem}.output.dense", self.dim, self.dim, mix)
        return self._block(name, f"{stem}.output.LayerNorm", Add(self.dim, added, Input()))

    def mlp(self, layer: int) -> Block:
        """Two layers with a function between them, residual, LayerNorm."""
        name, stem = f"layer {layer} mlp", f"encoder.layer.{layer}"
        hidden = self._linear(f"{stem}.intermediate.dense", self.inner, self.dim, Input())
        hidden = Point(f"{name} hidden", self.inner, Activate(self.inner, self.function, hidden))
        added = self._linear(f"{stem}.output.dense", self.dim, self.inner, hidden)
        return self._block(name, f"{stem}.output.LayerNorm", Add(self.dim, added, Input()))

    def _table(self, name: str, rows: int, index: Index) -> Lookup:
        tensor = f"{self.prefix}embeddings.{name}.weight"
        number = self.parameters.matrix(tensor, rows, self.dim)
        return Lookup(rows, self.dim, number, index)

    def _linear(self, name: str, rows: int, columns: int, x: Net) -> Net:
        return self.parameters.linear(self.prefix + name, rows, columns, x, bias=True)

    def _block(self, name: str, norm: str, x: Net) -> Block:
        """A block that ends in a LayerNorm."""
        factors, offsets = (
            self.parameters.vector(self._norm_tensor(norm, *names), self.dim)
            for names in (("weight", "gamma"), ("bias", "beta"))
        )
        net = LayerNorm(f"{name} norm", self.dim, factors, offsets, self.epsilon, x)
        return Block(name, Point(f"{name} output", self.dim, net))

    def _norm_tensor(self, norm: str, name: str, old: str) -> str:
        """The tensor of a LayerNorm, by its name or, if there is none, by the older one."""
        stem = f"{self.prefix}{norm}"
        return f"{stem}.{name if f'{stem}.{name}' in self.parameters else old}"
