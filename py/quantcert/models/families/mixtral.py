"""Mixtral decoders: a Llama whose MLP is a mixture of experts, a few of which are selected.

A router scores the experts of a layer; the outputs of those with the largest scores are mixed with
the softmax of these scores. Source: Jiang et al., "Mixtral of Experts", 2024; tensor names as in
`transformers`: `gate` is the router, `w1`, `w3` and `w2` are an expert's gate, up and down matrix.
"""

from __future__ import annotations

from quantcert.models.config import Config
from quantcert.models.families.llama import LlamaBlocks, llama_obstacle, read_decoder
from quantcert.models.net import Architecture, Block, Input, Linear, Mixture, Net, Point, Routed
from quantcert.models.parameters import Parameters


def mixtral_obstacle(config: Config) -> str | None:
    """Why the network is not read although it is a Mixtral, or None."""
    window = config.values.get("sliding_window")
    if window is not None:
        return f"sliding_window {window!r} is not supported (null)"
    return llama_obstacle(config)


def read_mixtral(config: Config, parameters: Parameters) -> Architecture:
    """The blocks of a Mixtral; call it if there is no `mixtral_obstacle`.

    Raises CheckpointError for a value or a tensor that is missing or wrong.
    """
    return read_decoder("mixtral", config, _MixtralBlocks(config, parameters))


class _MixtralBlocks(LlamaBlocks):
    """The blocks of a Llama, with a mixture of experts in place of the MLP."""

    default_theta = 1e6
    default_epsilon = 1e-5

    def __init__(self, config: Config, parameters: Parameters) -> None:
        super().__init__(config, parameters)
        self.count = config.integer("num_local_experts", 8)
        self.selected = config.integer("num_experts_per_tok", 2)
        if self.selected > self.count:
            raise config.wrong("num_experts_per_tok", self.selected, f"at most {self.count}")

    def mlp(self, layer: int) -> Block:
        """RMSNorm, routed experts, residual."""
        name, stem = f"layer {layer} mlp", f"model.layers.{layer}"
        mixed = self._experts(name, f"{stem}.block_sparse_moe")
        return self.residual(name, f"{stem}.post_attention_layernorm", mixed)

    def _experts(self, name: str, stem: str) -> Net:
        number = self.parameters.matrix(f"{stem}.gate.weight", self.count, self.dim)
        scores = Linear(self.count, self.dim, number, Input())
        router = Point(f"{name} router", self.count, scores)
        experts = tuple(
            self.swiglu(
                f"{name} expert {expert}",
                *(f"{stem}.experts.{expert}.{tensor}" for tensor in ("w1", "w3", "w2")),
            )
            for expert in range(self.count)
        )
        if self.selected == self.count:
            return Mixture(self.dim, router, experts)
        return Routed(f"{name} router", self.dim, self.selected, router, experts)
