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

from typing import cast

from quantcert.models.config import Config
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
_FUNCTIONS = ("gelu", "relu")


def mixture_obstacle(config: Config) -> str | None:
    """Why the network is not read although it is a mixture, or None."""
    function = config.values.get("hidden_act", "gelu")
    if function not in _FUNCTIONS:
        return f"hidden_act {function!r} is not supported ({' or '.join(_FUNCTIONS)})"
    return None


def read_mixture(config: Config, parameters: Parameters) -> Architecture:
    """The one block of a mixture; call it if there is no `mixture_obstacle`.

    Raises CheckpointError for a value or a tensor that is missing or wrong.
    """
    reader = _Mixture(config, parameters)
    count, dim = config.integer("num_experts"), config.integer("output_dim", 1)
    gate = reader.two_layers("gate", "gate", config.integer("gate_hidden"), count)
    hidden = config.integer("expert_hidden")
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

    def __init__(self, config: Config, parameters: Parameters) -> None:
        self.parameters = parameters
        self.dim = config.integer("input_dim")
        self.epsilon = config.dyadic("layer_norm_eps", 1e-5)
        self.function = cast(Function, config.values.get("hidden_act", "gelu"))

    def two_layers(self, name: str, stem: str, hidden: int, dim: int) -> Net:
        """Linear layer, LayerNorm, function, linear layer."""
        first = self.parameters.linear(f"{stem}.0", hidden, self.dim, Input())
        factors = self.parameters.vector(f"{stem}.1.weight", hidden)
        offsets = self.parameters.vector(f"{stem}.1.bias", hidden)
        norm = LayerNorm(f"{name} norm", hidden, factors, offsets, self.epsilon, first)
        active = Activate(hidden, self.function, Point(f"{name} norm", hidden, norm))
        inner = Point(f"{name} hidden", hidden, active)
        outer = self.parameters.linear(f"{stem}.4", dim, hidden, inner)
        return Point(f"{name} output", dim, outer)
