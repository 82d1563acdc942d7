"""Llama decoders: RMSNorm, grouped-query attention with rotary positions, SwiGLU, logits.

Sources: Touvron et al., "LLaMA", 2023; Ainslie et al., "GQA", 2023; Su et al., "RoFormer", 2021;
tensor names and the order of the rotated entries (i with i + half) as in `transformers`.
"""

from __future__ import annotations

from collections.abc import Mapping

from quantcert.models.config import Config
from quantcert.models.net import (
    Activate,
    Add,
    Architecture,
    Attention,
    Block,
    Input,
    Linear,
    Lookup,
    Mul,
    Net,
    Point,
    RmsNorm,
    Rope,
    Seq,
)
from quantcert.models.parameters import Parameters


def llama_obstacle(config: Config) -> str | None:
    """Why the network is not read although it is a Llama, or None."""
    function = config.values.get("hidden_act", "silu")
    if function != "silu":
        return f"hidden_act {function!r} is not supported (silu)"
    if config.values.get("rope_scaling") is not None:
        return "rope_scaling is set; rotary angles that are not scaled are supported"
    kind = _rope_parameters(config).get("rope_type", "default")
    if kind != "default":
        return f"rope_type {kind!r} is not supported (default)"
    return None


def read_llama(config: Config, parameters: Parameters) -> Architecture:
    """The blocks of a Llama; call it if there is no `llama_obstacle`.

    Raises CheckpointError for a value or a tensor that is missing or wrong.
    """
    return read_decoder("llama", config, LlamaBlocks(config, parameters))


def read_decoder(family: str, config: Config, reader: LlamaBlocks) -> Architecture:
    """Embeddings, layers of attention and MLP, and logits; raises as `read_llama`."""
    blocks = [reader.embeddings()]
    for layer in range(config.integer("num_hidden_layers")):
        blocks += [reader.attention(layer), reader.mlp(layer)]
    blocks.append(reader.head(config.flag("tie_word_embeddings", False)))
    return Architecture(
        family=family,
        head_dim=reader.head_dim,
        vocabulary=reader.vocabulary,
        max_length=config.integer("max_position_embeddings"),
        output="logits",
        blocks=tuple(blocks),
        matrices=reader.parameters.matrices,
        vectors=reader.parameters.vectors,
        rope_theta=_rope_theta(config, reader.default_theta),
    )


class LlamaBlocks:
    """The numbers of config.json, and one method for each kind of block."""

    default_theta = 10000.0
    default_epsilon = 1e-6

    def __init__(self, config: Config, parameters: Parameters) -> None:
        """Raises CheckpointError for a number that is missing or wrong."""
        self.parameters = parameters
        self.dim = config.integer("hidden_size")
        self.heads = config.integer("num_attention_heads")
        self.groups = config.integer("num_key_value_heads", self.heads)
        if self.heads % self.groups:
            raise config.wrong("num_key_value_heads", self.groups, f"a divisor of {self.heads}")
        self.head_dim = config.integer("head_dim", max(1, self.dim // self.heads))
        if self.head_dim % 2:
            raise config.wrong("head_dim", self.head_dim, "even, for the rotary embedding")
        self.inner = config.integer("intermediate_size")
        self.vocabulary = config.integer("vocab_size")
        self.epsilon = config.dyadic("rms_norm_eps", self.default_epsilon)

    def embeddings(self) -> Block:
        """The token's row of the embedding."""
        return Block("embeddings", Point("embeddings output", self.dim, self._table()))

    def attention(self, layer: int) -> Block:
        """RMSNorm, causal attention, residual."""
        name, stem = f"layer {layer} attention", f"model.layers.{layer}"
        roles = {"query": self.heads, "key": self.groups, "value": self.groups}
        query, key, value = (
            self._heads(f"{name} {role}", f"{stem}.self_attn.{role[0]}_proj", heads)
            for role, heads in roles.items()
        )
        half, width = self.head_dim // 2, self.heads * self.head_dim
        mix: Net = Attention(
            self.groups,
            self.heads // self.groups,
            self.head_dim,
            True,
            Rope(self.heads, half, query),
            Rope(self.groups, half, key),
            value,
        )
        mix = Point(f"{name} mix", width, mix)
        added = self.parameters.linear(f"{stem}.self_attn.o_proj", self.dim, width, mix)
        return self.residual(name, f"{stem}.input_layernorm", added)

    def mlp(self, layer: int) -> Block:
        """RMSNorm, SwiGLU, residual."""
        name, stem = f"layer {layer} mlp", f"model.layers.{layer}"
        tensors = (f"{stem}.mlp.{role}_proj" for role in ("gate", "up", "down"))
        return self.residual(name, f"{stem}.post_attention_layernorm", self.swiglu(name, *tensors))

    def swiglu(self, name: str, gate: str, up: str, down: str) -> Net:
        """`down (silu (gate x) * up x)`; the arguments name the tensors, without ".weight"."""
        left = self.parameters.linear(gate, self.inner, self.dim, Input())
        right = self.parameters.linear(up, self.inner, self.dim, Input())
        active = Activate(self.inner, "silu", Point(f"{name} gate", self.inner, left))
        product = Mul(self.inner, active, Point(f"{name} up", self.inner, right))
        hidden = Point(f"{name} hidden", self.inner, product)
        return self.parameters.linear(down, self.dim, self.inner, hidden)

    def residual(self, name: str, norm: str, added: Net) -> Block:
        """The block's input plus `added`, which is computed from its norm."""
        net = Add(self.dim, Input(), Seq(self._norm(name, norm), added))
        return Block(name, Point(f"{name} output", self.dim, net))

    def head(self, tied: bool) -> Block:
        """RMSNorm and logits."""
        tensor = "model.embed_tokens.weight" if tied else "lm_head.weight"
        number = self.parameters.matrix(tensor, self.vocabulary, self.dim)
        logits = Linear(self.vocabulary, self.dim, number, self._norm("head", "model.norm"))
        return Block("head", Point("head output", self.vocabulary, logits))

    def _table(self) -> Lookup:
        number = self.parameters.matrix("model.embed_tokens.weight", self.vocabulary, self.dim)
        return Lookup(self.vocabulary, self.dim, number, "token")

    def _heads(self, name: str, tensor: str, heads: int) -> Point:
        width = heads * self.head_dim
        return Point(name, width, self.parameters.linear(tensor, width, self.dim, Input()))

    def _norm(self, name: str, tensor: str) -> Point:
        factors = self.parameters.vector(f"{tensor}.weight", self.dim)
        norm = RmsNorm(f"{name} norm", self.dim, factors, self.epsilon, Input())
        return Point(f"{name} norm", self.dim, norm)


def _rope_parameters(config: Config) -> Mapping[str, object]:
    """The object `rope_parameters` of newer configurations, {} if there is none."""
    value = config.values.get("rope_parameters") or {}
    if not isinstance(value, Mapping):
        raise config.wrong("rope_parameters", value, "an object")
    return value


def _rope_theta(config: Config, default: float) -> float:
    nested = Config(_rope_parameters(config), f"{config.source}: rope_parameters")
    return nested.number("rope_theta", config.number("rope_theta", default))
