"""A mixture of experts with a softmax gate over all of them, applied to one vector.

    {"model_type": "quantcert_mixture", "input_dim": N, "num_experts": E, "expert_hidden": H,
     "gate_hidden": G, "output_dim": M, "hidden_act": "gelu" | "relu", "layer_norm_eps": 1e-5}

The gate and each expert are a linear layer, a LayerNorm, the function and a second linear layer.
They are stored as `gate.K.weight`, `gate.K.bias`, `experts.I.K.weight` and `experts.I.K.bias` with
K = 0 for the first layer, 1 for the LayerNorm, 4 for the second layer (2 and 3 are the function
and dropout, which have no tensors). The gate has a score for each expert; the output is the sum of
the experts' outputs weighted with the softmax of the scores.
"""

from __future__ import annotations

from quantcert.models.config import Settings, choice, dyadic, integer
from quantcert.models.family import Family
from quantcert.models.net import (
    Activate,
    Architecture,
    Block,
    Function,
    Input,
    LayerNorm,
    Mixture,
    Net,
    Point,
    Seq,
)
from quantcert.models.parameters import Parameters

MODEL_TYPE = "quantcert_mixture"
_INPUT = integer("input_dim")
_EXPERTS = integer("num_experts")
_EXPERT_HIDDEN = integer("expert_hidden")
_GATE_HIDDEN = integer("gate_hidden")
_OUTPUT = integer("output_dim", 1)
_EPSILON = dyadic("layer_norm_eps", 1e-5)
_FUNCTIONS: dict[str, Function] = {"gelu": "gelu", "relu": "relu"}
_FUNCTION = choice("hidden_act", "gelu", _FUNCTIONS)


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    reader = _Mixture(settings, parameters)
    count, dim = settings[_EXPERTS], settings[_OUTPUT]
    gate = reader.two_layers("gate", "gate", settings[_GATE_HIDDEN], count)
    hidden = settings[_EXPERT_HIDDEN]
    experts = [reader.two_layers(f"expert {i}", f"experts.{i}", hidden, dim) for i in range(count)]
    mixed = Seq(Point("mixture input", reader.dim, Input()), Mixture(dim, gate, tuple(experts)))
    return Architecture(
        family=MODEL_TYPE,
        head_dim=1,
        vocabulary=1,
        max_length=1,
        output="scores",
        blocks=(Block("mixture", Point("mixture output", dim, mixed)),),
        matrices=parameters.matrices,
        vectors=parameters.vectors,
        input_dim=reader.dim,
    )


class _Mixture:
    """The numbers of config.json that gate and experts share."""

    def __init__(self, settings: Settings, parameters: Parameters) -> None:
        self.parameters = parameters
        self.dim, self.epsilon = settings[_INPUT], settings[_EPSILON]
        self.function = settings[_FUNCTION]

    def two_layers(self, name: str, stem: str, hidden: int, dim: int) -> Net:
        """Linear layer, LayerNorm, function, linear layer."""
        first = self.parameters.linear(f"{stem}.0", hidden, self.dim, Input(), bias=True)
        factors = self.parameters.vector(f"{stem}.1.weight", hidden)
        offsets = self.parameters.vector(f"{stem}.1.bias", hidden)
        norm = LayerNorm(f"{name} norm", hidden, factors, offsets, self.epsilon, first)
        active = Activate(hidden, self.function, Point(f"{name} norm", hidden, norm))
        inner = Point(f"{name} hidden", hidden, active)
        outer = self.parameters.linear(f"{stem}.4", dim, hidden, inner, bias=True)
        return Point(f"{name} output", dim, outer)


FAMILY = Family(
    model_type=MODEL_TYPE,
    classes=(),
    settings=(
        _INPUT,
        _EXPERTS,
        _EXPERT_HIDDEN,
        _GATE_HIDDEN,
        _OUTPUT,
        _EPSILON,
        _FUNCTION,
    ),
    read=_read,
)
