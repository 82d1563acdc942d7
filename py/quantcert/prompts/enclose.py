"""Enclosures of everything that a network computes from given tokens.

`enclose` makes the claims that `Net.enclose` in `lean/QuantCert/Cert/Prompt/Trace.lean` checks.
"""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.models.net import (
    Activate,
    Add,
    Attention,
    Bias,
    Input,
    LayerNorm,
    Linear,
    Lookup,
    Mixture,
    Mul,
    Net,
    Point,
    RmsNorm,
    RmsNormHeads,
    Rope,
    Routed,
    Scale,
    Seq,
    SoftCap,
)
from quantcert.prompts import activations, averages, entries
from quantcert.prompts.boxes import Box, exact_box
from quantcert.prompts.erf_gelu import erf_gelu, erf_table
from quantcert.prompts.exponential import ExpTable, exp_table
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.trace import (
    AttentionTrace,
    ExpertsTrace,
    ExponentialTrace,
    InputTrace,
    LayerNormTrace,
    LookupTrace,
    MixtureNumbers,
    NormTrace,
    OneTrace,
    SeqTrace,
    Trace,
    TwoTrace,
)

NOTHING = exact_box(0, [])
"""What a network that reads tokens starts from."""


@dataclass(frozen=True)
class Encloser:
    """Claims about a network, all boxes in units of `2**-scale`."""

    network: PromptNetwork
    scale: int

    @property
    def table(self) -> ExpTable:
        """The constants of the exponential."""
        return exp_table(self.scale)

    def all(self) -> list[Trace]:
        """The claims for each net, one after the other."""
        traces: list[Trace] = []
        box = NOTHING
        for net in self.network.nets:
            traces.append(self.net(net, box))
            box = traces[-1].out
        return traces

    def net(self, node: Net, given: Box) -> Trace:
        """The claims for a net whose input is in the box `given`."""
        match node:
            case Input():
                return InputTrace(given)
            case Point(x=x):
                return self.net(x, given)
            case Lookup():
                return LookupTrace(self._looked_up(node), node)
            case Seq(first, second):
                before = self.net(first, given)
                return SeqTrace(before, self.net(second, before.out))
            case Add(x=x, y=y) | Mul(x=x, y=y):
                return self._two(node, self.net(x, given), self.net(y, given))
            case RmsNorm(x=x) | RmsNormHeads(x=x) | LayerNorm(x=x):
                return self._norm(node, self.net(x, given))
            case Attention():
                return self._attention(node, given)
            case Mixture() | Routed():
                return self._experts(node, given)
            case Activate(x=x) | SoftCap(x=x):
                return self._activation(node, self.net(x, given))
            case _:
                return self._one(node, self.net(node.x, given))

    def _looked_up(self, node: Lookup) -> Box:
        box = self.network.rows(node)
        return entries.claimed(self.network.length, node.dim, box.scale, self.scale, box.cell)

    def _one(self, node: Linear | Bias | Scale | Rope, x: Trace) -> Trace:
        length, scale, known = self.network.length, self.scale, self.network
        match node:
            case Linear():
                out = entries.multiplied(length, known.matrices[node.matrix], x.out, scale)
            case Bias():
                vector = known.vectors[node.vector]
                out = entries.biased(length, node.dim, x.out, vector, scale)
            case Scale():
                out = entries.multiples(length, node.dim, node.factor, x.out, scale)
            case Rope():
                angles = known.angles[node.angles]
                out = entries.rotated(length, node.heads, angles, x.out, scale)
        return OneTrace(out, x)

    def _two(self, node: Add | Mul, x: Trace, y: Trace) -> Trace:
        combine = entries.sums if isinstance(node, Add) else entries.products
        return TwoTrace(combine(self.network.length, node.dim, x.out, y.out, self.scale), x, y)

    def _norm(self, node: RmsNorm | RmsNormHeads | LayerNorm, x: Trace) -> Trace:
        length, scale, known = self.network.length, self.scale, self.network
        heads, dim = (
            (node.heads, node.head_dim) if isinstance(node, RmsNormHeads) else (1, node.dim)
        )
        factors = known.vectors[node.factors]
        if isinstance(node, LayerNorm):
            centred = entries.centred(length, dim, x.out, scale)
            roots = entries.inverse_roots(length, 1, dim, node.epsilon, centred, scale)
            offsets = known.vectors[node.offsets]
            out = entries.layer_normed(length, dim, factors, offsets, centred, roots, scale)
            return LayerNormTrace(out, centred, roots, x)
        roots = entries.inverse_roots(length, heads, dim, node.epsilon, x.out, scale)
        out = entries.normed(length, heads, dim, factors, x.out, roots, scale)
        return NormTrace(out, roots, x)

    def _activation(self, node: Activate | SoftCap, x: Trace) -> Trace:
        length, scale, table = self.network.length, self.scale, self.table
        if isinstance(node, SoftCap):
            out = activations.capped(length, node.dim, table, scale, node.cap, x.out, scale)
            return ExponentialTrace(out, table, scale, x)
        match node.function:
            case "relu":
                return OneTrace(entries.rectified(length, node.dim, x.out, scale), x)
            case "silu":
                table = exp_table(x.out.scale)
                out = activations.silu(length, node.dim, table, x.out)
                parts = activations.silu_parts(node.dim, out.scale)
                return ExponentialTrace(out, table, parts, x)
            case "gelu_tanh" if self.network.gelu is not None:
                constants = self.network.gelu
                out = activations.tanh_gelu(length, node.dim, table, constants, x.out, scale)
            case "gelu" if self.network.bell is not None:
                table, bell = erf_table(x.out), self.network.bell
                out, numbers = erf_gelu(length, node.dim, table, bell, x.out, scale)
                return ExponentialTrace(out, table, numbers.packed, x)
            case other:
                raise ValueError(f"activation {other!r}: its constants are not known")
        return ExponentialTrace(out, table, scale, x)

    def _attention(self, node: Attention, given: Box) -> Trace:
        parts = [self.net(part, given) for part in (node.query, node.key, node.value)]
        boxes = (parts[0].out, parts[1].out, parts[2].out)
        out, numbers = averages.attended(self.network.length, node, self.table, boxes, self.scale)
        return AttentionTrace(out, numbers, *parts)

    def _experts(self, node: Mixture | Routed, given: Box) -> Trace:
        router = self.net(node.router, given)
        experts = tuple(self.net(expert, given) for expert in node.experts)
        count = len(experts)
        selected = tuple(_selected(node, router.out, t, count) for t in range(self.network.length))
        numbers = MixtureNumbers(self.table, 0, 0, selected)
        shares = isinstance(node, Routed) and node.shares
        boxes = [expert.out for expert in experts]
        out, numbers = averages.mixed(
            self.network.length,
            node.dim,
            numbers,
            shares,
            router.out,
            boxes,
            self.scale,
            self.scale,
        )
        return ExpertsTrace(out, numbers, self.scale, router, experts)


def _selected(node: Mixture | Routed, scores: Box, t: int, count: int) -> int:
    """The experts of position `t`, a bit each."""
    if isinstance(node, Mixture):
        return (1 << count) - 1
    ranked = sorted(range(count), key=lambda e: (-scores.claims[t][e].mid, e))
    return sum(1 << e for e in ranked[: node.k])
