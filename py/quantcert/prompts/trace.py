"""The claims of a prompt, in the shape of a net.

They are those of `Trace` in `lean/QuantCert/Cert/Prompt/Trace.lean`.
"""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.models.net import Lookup
from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Claim
from quantcert.prompts.exponential import ExpTable


@dataclass(frozen=True)
class InputTrace:
    """The box that the net is given."""

    out: Box


@dataclass(frozen=True)
class LookupTrace:
    """Rows that are looked up."""

    out: Box
    lookup: Lookup


@dataclass(frozen=True)
class OneTrace:
    """One operand."""

    out: Box
    x: Trace


@dataclass(frozen=True)
class TwoTrace:
    """Two operands."""

    out: Box
    x: Trace
    y: Trace


@dataclass(frozen=True)
class NormTrace:
    """A norm, with the inverse root mean square of each head."""

    out: Box
    roots: Box
    x: Trace


@dataclass(frozen=True)
class LayerNormTrace:
    """A LayerNorm, with the entries minus their mean and the inverse root mean squares."""

    out: Box
    centred: Box
    roots: Box
    x: Trace


@dataclass(frozen=True)
class ExponentialTrace:
    """A function made of exponentials.

    Soft caps are computed in units of `2**-number`, SiLU in `number` parts, GELU by the error
    function with what `number` holds (`ErfNumbers`).
    """

    out: Box
    table: ExpTable
    number: int
    x: Trace


@dataclass(frozen=True)
class AttentionNumbers:
    """What an attention is computed with: `AttentionData` in Lean."""

    table: ExpTable
    score_bits: int
    weight_bits: int
    root: Claim
    root_scale: int
    cap_scale: int


@dataclass(frozen=True)
class AttentionTrace:
    """Attention of a query to keys and values."""

    out: Box
    numbers: AttentionNumbers
    query: Trace
    key: Trace
    value: Trace


@dataclass(frozen=True)
class MixtureNumbers:
    """What a mixture is computed with: `MixtureData` in Lean."""

    table: ExpTable
    offset_bits: int
    weight_bits: int
    selected: tuple[int, ...]


@dataclass(frozen=True)
class ExpertsTrace:
    """A mixture of experts, averaged in units of `2**-scale`."""

    out: Box
    numbers: MixtureNumbers
    scale: int
    router: Trace
    experts: tuple[Trace, ...]


@dataclass(frozen=True)
class SeqTrace:
    """One net after the other."""

    first: Trace
    second: Trace

    @property
    def out(self) -> Box:
        """What the second net is claimed to compute."""
        return self.second.out


Trace = (
    InputTrace
    | LookupTrace
    | OneTrace
    | TwoTrace
    | NormTrace
    | LayerNormTrace
    | ExponentialTrace
    | AttentionTrace
    | ExpertsTrace
    | SeqTrace
)
