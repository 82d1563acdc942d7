"""GPT-2: learned positions, LayerNorms before attention and MLP, logits from the embedding.

Its matrices are stored transposed (`Conv1D`), those of queries, keys and values in one tensor.
Source: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019; tensor names as
in `transformers`, with or without "transformer.".
"""

from __future__ import annotations

from quantcert.models.config import Settings, choice, dyadic, flag, integer, wrong
from quantcert.models.decoder import DECODER_REFUSED, FUNCTIONS
from quantcert.models.family import Family
from quantcert.models.net import (
    Activate,
    Add,
    Architecture,
    Attention,
    Block,
    Input,
    LayerNorm,
    Linear,
    Lookup,
    Net,
    Point,
    Seq,
)
from quantcert.models.parameters import Parameters, Place

_VOCABULARY = integer("vocab_size", 50257)
_POSITIONS = integer("n_positions", 1024)
_DIM = integer("n_embd", 768)
_LAYERS = integer("n_layer", 12)
_HEADS = integer("n_head", 12)
_INNER = integer("n_inner", lambda s: 4 * s[_DIM], null=lambda s: 4 * s[_DIM])
_FUNCTION = choice("activation_function", "gelu_new", FUNCTIONS)
_EPSILON = dyadic("layer_norm_epsilon", 1e-5)
_TIED = flag("tie_word_embeddings", True)
_BY_WIDTH = flag("scale_attn_weights", True)
_BY_LAYER = flag("scale_attn_by_inverse_layer_idx", False)
_IRRELEVANT = (
    "n_ctx predict_special_tokens summary_activation summary_first_dropout "
    "summary_proj_to_labels summary_type summary_use_proj"
)


class _Gpt2:
    """The numbers of config.json, and one method for each kind of block."""

    def __init__(self, settings: Settings, parameters: Parameters) -> None:
        """Raises NotSupportedError for numbers that do not fit together."""
        self.settings, self.parameters = settings, parameters
        self.dim, self.heads = settings[_DIM], settings[_HEADS]
        self.inner, self.vocabulary = settings[_INNER], settings[_VOCABULARY]
        if self.dim % self.heads:
            raise wrong("n_head", self.heads, f"a divisor of {self.dim}")
        self.prefix = "transformer." if "transformer.ln_f.weight" in parameters else ""

    def architecture(self) -> Architecture:
        """Embeddings, layers of attention and MLP, and logits."""
        blocks = [self.embeddings()]
        for layer in range(self.settings[_LAYERS]):
            blocks += [self.attention(layer), self.mlp(layer)]
        blocks.append(self.head())
        return Architecture(
            family="gpt2",
            head_dim=self.dim // self.heads,
            vocabulary=self.vocabulary,
            max_length=self.settings[_POSITIONS],
            output="logits",
            blocks=tuple(blocks),
            matrices=self.parameters.matrices,
            vectors=self.parameters.vectors,
        )

    def embeddings(self) -> Block:
        """The rows of the token and of the position."""
        positions = self.settings[_POSITIONS]
        table = f"{self.prefix}wpe.weight"
        token = self.parameters.matrix(self._embedding(), self.vocabulary, self.dim)
        position = self.parameters.matrix(table, positions, self.dim)
        net = Add(
            self.dim,
            Lookup(self.vocabulary, self.dim, token, "token"),
            Lookup(positions, self.dim, position, "position"),
        )
        return Block("embeddings", Point("embeddings output", self.dim, net))

    def attention(self, layer: int) -> Block:
        """LayerNorm, causal attention, residual."""
        name, stem = f"layer {layer} attention", f"{self.prefix}h.{layer}"
        query, key, value = (
            self._part(f"{name} {role}", f"{stem}.attn.c_attn", number)
            for number, role in enumerate(("query", "key", "value"))
        )
        root = self.dim // self.heads if self.settings[_BY_WIDTH] else 1
        if self.settings[_BY_LAYER]:
            root *= (layer + 1) ** 2
        head_dim = self.dim // self.heads
        mix = Attention(self.heads, 1, head_dim, "causal", query, key, value, root)
        added = self._linear(
            f"{stem}.attn.c_proj", self.dim, self.dim, Point(f"{name} mix", self.dim, mix)
        )
        return self._residual(name, f"{stem}.ln_1", added)

    def mlp(self, layer: int) -> Block:
        """LayerNorm, MLP, residual."""
        name, stem = f"layer {layer} mlp", f"{self.prefix}h.{layer}"
        hidden = self._linear(f"{stem}.mlp.c_fc", self.inner, self.dim, Input())
        active = Activate(self.inner, self.settings[_FUNCTION], hidden)
        point = Point(f"{name} hidden", self.inner, active)
        added = self._linear(f"{stem}.mlp.c_proj", self.dim, self.inner, point)
        return self._residual(name, f"{stem}.ln_2", added)

    def head(self) -> Block:
        """LayerNorm and logits."""
        tensor = "lm_head.weight"
        if self.settings[_TIED] and tensor not in self.parameters:
            tensor = self._embedding()
        number = self.parameters.matrix(tensor, self.vocabulary, self.dim)
        norm = self._norm("head", f"{self.prefix}ln_f")
        logits = Linear(self.vocabulary, self.dim, number, norm)
        return Block("head", Point("head output", self.vocabulary, logits))

    def _embedding(self) -> str:
        """Tied weights are read from either tensor; if both are stored, each is read."""
        name, other = f"{self.prefix}wte.weight", "lm_head.weight"
        tied = self.settings[_TIED] and name not in self.parameters
        return other if tied and other in self.parameters else name

    def _part(self, name: str, tensor: str, number: int) -> Point:
        """Queries, keys or values: `dim` columns of one tensor."""
        place = Place(number * self.dim, 3 * self.dim, transposed=True)
        x = self.parameters.linear(tensor, self.dim, self.dim, Input(), True, place)
        return Point(name, self.dim, x)

    def _linear(self, tensor: str, rows: int, columns: int, x: Net) -> Net:
        return self.parameters.linear(tensor, rows, columns, x, True, Place(transposed=True))

    def _residual(self, name: str, norm: str, added: Net) -> Block:
        """The block's input plus `added`, which is computed from its norm."""
        net = Add(self.dim, Input(), Seq(self._norm(name, norm), added))
        return Block(name, Point(f"{name} output", self.dim, net))

    def _norm(self, name: str, tensor: str) -> Point:
        factors, offsets = (
            self.parameters.vector(f"{tensor}.{role}", self.dim) for role in ("weight", "bias")
        )
        epsilon = self.settings[_EPSILON]
        norm = LayerNorm(f"{name} norm", self.dim, factors, offsets, epsilon, Input())
        return Point(f"{name} norm", self.dim, norm)


FAMILY = Family(
    model_type="gpt2",
    classes=("GPT2LMHeadModel",),
    settings=(
        _VOCABULARY, _POSITIONS, _DIM, _LAYERS, _HEADS, _INNER, _FUNCTION, _EPSILON, _TIED,
        _BY_WIDTH, _BY_LAYER,
    ),
    read=lambda settings, parameters: _Gpt2(settings, parameters).architecture(),
    irrelevant=frozenset(_IRRELEVANT.split()),
    refused=DECODER_REFUSED
    | {"add_cross_attention": (False,), "reorder_and_upcast_attn": (False,)},
    computed=(r"(?:transformer\.)?h\.\d+\.attn\.(?:bias|masked_bias)",),
)  # fmt: skip
