"""BERT encoders: attention, residual and LayerNorm, then a network of two layers likewise.

The output is the last hidden states; a pooler or a task head is not part of the network here.
Source: Devlin et al., "BERT", 2019; tensor names as `transformers` stores `BertModel`.
"""

from __future__ import annotations

from typing import cast

from quantcert.models.config import Config
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
    Point,
)
from quantcert.models.parameters import Parameters

_FUNCTIONS = ("gelu", "relu")


def bert_obstacle(config: Config) -> str | None:
    """Why the network is not read although it is a BERT, or None."""
    function = config.values.get("hidden_act", "gelu")
    if function not in _FUNCTIONS:
        return f"hidden_act {function!r} is not supported ({' or '.join(_FUNCTIONS)})"
    position = config.values.get("position_embedding_type") or "absolute"
    if position != "absolute":
        return f"position_embedding_type {position!r} is not supported (absolute)"
    for key in ("is_decoder", "add_cross_attention"):
        if config.values.get(key):
            return f"{key} is set; encoders alone are supported"
    return None


def read_bert(config: Config, parameters: Parameters) -> Architecture:
    """The blocks of a BERT; call it if there is no `bert_obstacle`.

    Raises CheckpointError for a value or a tensor that is missing or wrong.
    """
    reader = _Bert(config, parameters)
    blocks = [reader.embeddings()]
    for layer in range(config.integer("num_hidden_layers")):
        blocks += [reader.attention(layer), reader.mlp(layer)]
    return Architecture(
        family="bert",
        head_dim=reader.head_dim,
        vocabulary=reader.vocabulary,
        max_length=reader.positions,
        output="hidden states",
        blocks=tuple(blocks),
        matrices=parameters.matrices,
        vectors=parameters.vectors,
    )


class _Bert:
    """The numbers of config.json, and one method for each kind of block."""

    def __init__(self, config: Config, parameters: Parameters) -> None:
        self.parameters = parameters
        self.prefix = "bert." if "bert.embeddings.word_embeddings.weight" in parameters else ""
        self.dim = config.integer("hidden_size")
        self.heads = config.integer("num_attention_heads")
        if self.dim % self.heads:
            raise config.wrong("num_attention_heads", self.heads, f"a divisor of {self.dim}")
        self.head_dim = self.dim // self.heads
        self.inner = config.integer("intermediate_size")
        self.vocabulary = config.integer("vocab_size")
        self.positions = config.integer("max_position_embeddings")
        self.types = config.integer("type_vocab_size", 2)
        self.epsilon = config.dyadic("layer_norm_eps", 1e-12)
        self.function = cast(Function, config.values.get("hidden_act", "gelu"))

    def embeddings(self) -> Block:
        """Token, position and segment; all tokens are of the first segment."""
        word = self._table("word_embeddings", self.vocabulary, "token")
        position = self._table("position_embeddings", self.positions, "position")
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
        mix: Net = Attention(self.heads, 1, self.head_dim, False, query, key, value)
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

    def _table(self, name: str, rows: int, index: str | int) -> Lookup:
        tensor = f"{self.prefix}embeddings.{name}.weight"
        number = self.parameters.matrix(tensor, rows, self.dim)
        if isinstance(index, int):
            return Lookup(rows, self.dim, number, index)
        return Lookup(rows, self.dim, number, "token" if index == "token" else "position")

    def _linear(self, name: str, rows: int, columns: int, x: Net) -> Net:
        return self.parameters.linear(self.prefix + name, rows, columns, x)

    def _block(self, name: str, norm: str, x: Net) -> Block:
        """A block that ends in a LayerNorm."""
        factors = self.parameters.vector(f"{self.prefix}{norm}.weight", self.dim)
        offsets = self.parameters.vector(f"{self.prefix}{norm}.bias", self.dim)
        net = LayerNorm(f"{name} norm", self.dim, factors, offsets, self.epsilon, x)
        return Block(name, Point(f"{name} output", self.dim, net))
