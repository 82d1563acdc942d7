"""How far a proved run of the integer program is from networks in real numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from quantcert.numbers import lower, upper
from quantcert.prompts.compare import least_difference
from quantcert.run.integer.compare import NETWORKS, RealModules
from quantcert.statements.prompt_comparison import Comparison


@dataclass(frozen=True)
class Beside:
    """The program beside a network in real numbers, on a text.

    Attributes:
        network: "original" or "quantized".
        module: has the theorems.
        stated: what they say; the program is the second network.
        least: some logits differ by this number for certain.
    """

    network: str
    module: str
    stated: Comparison
    least: Fraction

    @property
    def difference(self) -> Fraction:
        """No logits differ by more, at any position."""
        return self.stated.difference.fraction

    @property
    def same(self) -> int:
        """After so many tokens both choose the same next one for certain."""
        pairs = zip(self.stated.original, self.stated.quantized, strict=True)
        return sum(first is not None and first == second for first, second in pairs)

    def sentence(self) -> str:
        """What is proved."""
        count = len(self.stated.differences)
        divergence = max(bound.fraction for bound in self.stated.divergences)
        return (
            f"no logit is further than {upper(self.difference)} from that of the {self.network} "
            f"network, the next token is the same after {self.same} of {count} tokens, its "
            f"distribution diverges by {upper(divergence, 3)} at most"
        )

    def refusal(self, allowed: Fraction) -> tuple[str, str] | None:
        """FAILED or UNPROVED and why, if logits are not shown to differ by `allowed` at most."""
        if self.difference <= allowed:
            return None
        told = f"a logit differs from that of the {self.network} network by"
        if self.least > allowed:
            return "FAILED", f"{told} at least {lower(self.least)}, allowed: {lower(allowed)}"
        return "UNPROVED", f"{told} at most {upper(self.difference)}, allowed: {lower(allowed)}"


def besides(modules: RealModules) -> Iterator[Beside]:
    """Those of all comparisons that were made."""
    box, places = modules.box, range(len(modules.run.trace.tokens))
    for network, other in zip(NETWORKS, modules.prompt.logits, strict=True):
        least = max(least_difference(t, other, box).fraction for t in places)
        yield Beside(network, modules.name(network), modules.comparisons[network], least)
