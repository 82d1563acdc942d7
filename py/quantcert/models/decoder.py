"""Decoders of the Llama kind: RMSNorm, grouped-query attention with rotary positions, SwiGLU.

Families differ in their settings; what they share of settings and blocks is here.
Sources: Touvron et al., "LLaMA", 2023; Ainslie et al., "GQA", 2023; Su et al., "RoFormer", 2021;
tensor names and the order of the rotated entries (i with i + half) as in `transformers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quantcert.exact.dyadic import Dyadic
from quantcert.models.config import (
    Setting,
    Settings,
    as_dyadic,
    choice,
    dyadic,
    flag,
    integer,
    wrong,
)
from quantcert.models.fused import HeadSizes, head_place, mlp_places
from quantcert.models.net import (
    Activate,
    Add,
    Architecture,
    Attention,
    Block,
    Function,
    Input,
    Linear,
    Lookup,
    Mask,
    Mul,
    Net,
    Point,
    RmsNorm,
    RmsNormHeads,
    Rope,
    Scale,
    Seq,
)
from quantcert.models.parameters import WHOLE, Parameters, Place
from quantcert.models.rotary import Rotary
from quantcert.models.rotary_config import rotary_setting
from quantcert.models.windows import Window

FUNCTIONS: dict[str, Function] = {
    "silu": "silu",
    "swish": "silu",
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "relu": "relu",
}
"""The functions between the layers of an MLP, by the words of config.json."""


@dataclass(frozen=True)
class DecoderKeys:
    """The settings of a decoder, with the defaults of its family."""

    vocabulary: Setting[int]
    dim: Setting[int]
    inner: Setting[int]
    layers: Setting[int]
    heads: Setting[int]
    groups: Setting[int]
    head_dim: Setting[int]
    max_length: Setting[int]
    epsilon: Setting[Dyadic]
    tied: Setting[bool]
    rotary: Setting[Rotary]
    function: Setting[Function]

    def all(self) -> tuple[Setting[Any], ...]:
        """The settings, for a family's list."""
        return tuple(vars(self).values())


def decoder_keys(
    vocabulary: int = 32000,
    dim: int = 4096,
    inner: int = 11008,
    layers: int = 32,
    heads: int = 32,
    groups: int | None = None,
    groups_null: bool = False,
    head_dim: int | None = None,
    head_dim_null: bool = True,
    max_length: int = 2048,
    epsilon: float = 1e-6,
    tied: bool = False,
    theta: float = 10000.0,
) -> DecoderKeys:
    """The keys that all decoders have.

    Args:
        vocabulary: default of `vocab_size`, and so on.
        dim: of `hidden_size`.
        inner: of `intermediate_size`.
        layers: of `num_hidden_layers`.
        heads: of `num_attention_heads`.
        groups: of `num_key_value_heads`, None for as many as there are heads.
        groups_null: whether null is allowed there; it stands for as many as there are heads.
        head_dim: of `head_dim`, None for the entries that a head has of `hidden_size`.
        head_dim_null: whether null is allowed there; it stands for the same.
        max_length: of `max_position_embeddings`.
        epsilon: of `rms_norm_eps`.
        tied: of `tie_word_embeddings`.
        theta: of `rope_theta`.
    """
    dims, head_count = integer("hidden_size", dim), integer("num_attention_heads", heads)
    longest = integer("max_position_embeddings", max_length)

    def share(settings: Settings) -> int:
        return max(1, settings[dims] // settings[head_count])

    def all_heads(settings: Settings) -> int:
        return settings[head_count]

    return DecoderKeys(
        vocabulary=integer("vocab_size", vocabulary),
        dim=dims,
        inner=integer("intermediate_size", inner),
        layers=integer("num_hidden_layers", layers),
        heads=head_count,
        groups=integer(
            "num_key_value_heads", groups or all_heads, null=all_heads if groups_null else None
        ),
        head_dim=integer("head_dim", head_dim or share, null=share if head_dim_null else None),
        max_length=longest,
        epsilon=dyadic("rms_norm_eps", epsilon),
        tied=flag("tie_word_embeddings", tied),
        rotary=rotary_setting(longest, theta),
        function=choice("hidden_act", "silu", FUNCTIONS),
    )


@dataclass(frozen=True)
class Biases:
    """Which layers have a bias: those of queries, keys and values, their output's, the MLP's."""

    projections: bool = False
    output: bool = False
    mlp: bool = False


DECODER_REFUSED: dict[str, tuple[object, ...]] = {
    "attention_chunk_size": (None,),
    "is_causal": (True,),
}
"""Keys that the masks of all decoders are made of."""


class Decoder:
    """The numbers of config.json, and one method for each kind of block.

    A family may say that the factors of its norms are stored less one, that each head of queries
    and keys has a norm, that it stores queries, keys and values in one tensor and gate and up in
    another, what scores are divided by (its root) and what caps them.
    """

    plus_one = False
    head_norms = False
    fused = False
    root: int | None = None
    cap: Dyadic | None = None

    def __init__(
        self,
        settings: Settings,
        keys: DecoderKeys,
        parameters: Parameters,
        biases: Biases | None = None,
        windows: Sequence[Window] = (),
    ) -> None:
        """`windows` has one for each layer, none where all positions up to one's own are seen.

        Raises NotSupportedError for numbers that do not fit together.
        """
        self.settings, self.keys, self.parameters = settings, keys, parameters
        self.biases = biases or Biases()
        self.masks: dict[int, Mask] = {
            layer: window for layer, window in enumerate(windows) if window is not None
        }
        self.dim, self.inner = settings[keys.dim], settings[keys.inner]
        self.heads, self.groups = settings[keys.heads], settings[keys.groups]
        self.head_dim, self.vocabulary = settings[keys.head_dim], settings[keys.vocabulary]
        self.epsilon, self.function = settings[keys.epsilon], settings[keys.function]
        self.rotaries = [settings[keys.rotary]]
        self.prefix = "model." if "model.norm.weight" in parameters else ""
        if self.heads % self.groups:
            raise wrong("num_key_value_heads", self.groups, f"a divisor of {self.heads}")
        if self.head_dim % 2:
            raise wrong("head_dim", self.head_dim, "even, for the rotary embedding")

    def architecture(self, family: str) -> Architecture:
        """Embeddings, layers of attention and MLP, and logits."""
        blocks = [self.embeddings()]
        for layer in range(self.settings[self.keys.layers]):
            blocks += [self.attention(layer), self.mlp(layer)]
        blocks.append(self.head())
        lengths = [self.settings[self.keys.max_length], *(r.max_length for r in self.rotaries)]
        return Architecture(
            family=family,
            head_dim=self.head_dim,
            vocabulary=self.vocabulary,
            max_length=min(length for length in lengths if length is not None),
            output="logits",
            blocks=tuple(blocks),
            matrices=self.parameters.matrices,
            vectors=self.parameters.vectors,
            frequencies=tuple(r.frequencies(self.head_dim) for r in self.rotaries),
        )

    def embeddings(self) -> Block:
        """The token's row of the embedding."""
        number = self.parameters.matrix(self._embedding(), self.vocabulary, self.dim)
        table = Lookup(self.vocabulary, self.dim, number, "token")
        return Block("embeddings", Point("embeddings output", self.dim, table))

    def attention(self, layer: int) -> Block:
        """RMSNorm, causal attention, residual."""
        name, stem = f"layer {layer} attention", f"{self.prefix}layers.{layer}"
        width = self.heads * self.head_dim
        mix = Point(f"{name} mix", width, self.mixed(layer, name, f"{stem}.self_attn"))
        added = self.parameters.linear(
            f"{stem}.self_attn.o_proj", self.dim, width, mix, self.biases.output
        )
        return self.residual(name, f"{stem}.input_layernorm", added)

    def mixed(self, layer: int, name: str, stem: str) -> Net:
        """Attention among heads of queries, keys and values."""
        query: Net = self._heads(f"{name} query", stem, "q", self.heads)
        key: Net = self._heads(f"{name} key", stem, "k", self.groups)
        if self.head_norms:
            query = self._head_norm(f"{name} query norm", f"{stem}.q_norm", self.heads, query)
            key = self._head_norm(f"{name} key norm", f"{stem}.k_norm", self.groups, key)
        value = self._heads(f"{name} value", stem, "v", self.groups)
        return Attention(
            self.groups,
            self.heads // self.groups,
            self.head_dim,
            self.masks.get(layer, "causal"),
            self.rotated(query, self.heads, layer),
            self.rotated(key, self.groups, layer),
            value,
            self.root,
            self.cap,
        )

    def table(self, layer: int) -> int:
        """The number of the table of angles of a layer's rotary embedding."""
        return 0

    def rotated(self, x: Net, heads: int, layer: int) -> Net:
        """The heads with their rotary embedding, whose cosines and sines may be scaled."""
        table = self.table(layer)
        rotated = Rope(heads, self.head_dim // 2, x, table)
        scale = as_dyadic(self.rotaries[table].scale)
        return rotated if scale.fraction == 1 else Scale(heads * self.head_dim, scale, rotated)

    def mlp(self, layer: int) -> Block:
        """RMSNorm, gated MLP, residual."""
        name, stem = f"layer {layer} mlp", f"{self.prefix}layers.{layer}"
        gated = self.gated_mlp(name, f"{stem}.mlp")
        return self.residual(name, f"{stem}.post_attention_layernorm", gated)

    def gated_mlp(self, name: str, stem: str) -> Net:
        """`gated` of the tensors below `stem`, as they are stored."""
        tensors, places = mlp_places(self.parameters, stem, self.inner, self.fused)
        return self.gated(name, tensors, places=places)

    def gated(
        self,
        name: str,
        tensors: Sequence[str],
        inner: int | None = None,
        places: Sequence[Place] = (WHOLE, WHOLE, WHOLE),
    ) -> Net:
        """`down (f (gate x) * up x)` with `inner` entries in between.

        `tensors` are the names of gate, up and down as `Parameters.linear` takes them; `places`
        are where they are in theirs.
        """
        gate, up, down = tensors
        inner, bias = inner or self.inner, self.biases.mlp
        left = self.parameters.linear(gate, inner, self.dim, Input(), bias, places[0])
        right = self.parameters.linear(up, inner, self.dim, Input(), bias, places[1])
        active = Activate(inner, self.function, Point(f"{name} gate", inner, left))
        product = Mul(inner, active, Point(f"{name} up", inner, right))
        hidden = Point(f"{name} hidden", inner, product)
        return self.parameters.linear(down, self.dim, inner, hidden, bias, places[2])

    def residual(self, name: str, norm: str, added: Net) -> Block:
        """The block's input plus `added`, which is computed from its norm."""
        net = Add(self.dim, Input(), Seq(self._norm(name, norm), added))
        return Block(name, Point(f"{name} output", self.dim, net))

    def head(self) -> Block:
        """RMSNorm and logits."""
        tensor = "lm_head.weight"
        if self.settings[self.keys.tied] and tensor not in self.parameters:
            tensor = self._embedding()
        number = self.parameters.matrix(tensor, self.vocabulary, self.dim)
        norm = self._norm("head", f"{self.prefix}norm")
        logits = Linear(self.vocabulary, self.dim, number, norm)
        return Block("head", Point("head output", self.vocabulary, logits))

    def _embedding(self) -> str:
        """Tied weights are read from either tensor; if both are stored, each is read."""
        name, other = f"{self.prefix}embed_tokens.weight", "lm_head.weight"
        tied = self.settings[self.keys.tied] and name not in self.parameters
        return other if tied and other in self.parameters else name

    def _heads(self, name: str, stem: str, role: str, heads: int) -> Point:
        width, bias = heads * self.head_dim, self.biases.projections
        sizes = HeadSizes(self.heads, self.groups, self.head_dim)
        tensor, place = head_place(self.parameters, stem, role, sizes, self.fused)
        x = self.parameters.linear(tensor, width, self.dim, Input(), bias, place)
        return Point(name, width, x)

    def _norm(self, name: str, tensor: str, x: Net | None = None) -> Point:
        factors = self.parameters.vector(f"{tensor}.weight", self.dim, plus_one=self.plus_one)
        norm = RmsNorm(f"{name} norm", self.dim, factors, self.epsilon, x or Input())
        return Point(f"{name} norm", self.dim, norm)

    def _head_norm(self, name: str, tensor: str, heads: int, x: Net) -> Point:
        factors = self.parameters.vector(f"{tensor}.weight", self.head_dim, plus_one=self.plus_one)
        norm = RmsNormHeads(name, heads, self.head_dim, factors, self.epsilon, x)
        return Point(name, heads * self.head_dim, norm)
