"""A run about one prompt: opened inputs and tokens in, a result out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from quantcert.errors import CalibrationError
from quantcert.lean import Library, Limits, ResultStore, check_modules
from quantcert.models.net import Architecture
from quantcert.run.options import Progress, silent
from quantcert.run.prompt.forecast import forecast
from quantcert.run.prompt.modules import PromptModules, prompt_modules
from quantcert.run.prompt.networks import ENCODER_OUTPUT, PromptInputs, prompt_networks
from quantcert.run.prompt.precision import MOST_BITS, EnclosedPair, enclose_pair, sharpest
from quantcert.run.prompt.result import PromptResult, judged
from quantcert.scratch import scratch

_FEWEST_TOKENS = 2  # of which one is followed by another; of an encoder one will do
_WIDEST = Fraction(1, 16)  # radius of a logit above which exponentials are not compared


@dataclass(frozen=True)
class PromptRun:
    """How a prompt is checked; `bits` is None if they are to be found.

    `take` is given the modules and the folder of their data before it is deleted.
    """

    library: Library
    store: ResultStore | None = None
    jobs: int = 2
    bits: int | None = None
    limits: Limits = field(default_factory=Limits)
    progress: Progress = silent
    take: Callable[[PromptModules, Path], None] = lambda modules, folder: None

    def check(
        self, inputs: PromptInputs, tokens: Sequence[int], first_bits: int | None = None
    ) -> PromptResult:
        """Enclose both networks on these tokens, have the kernel check it, and judge.

        If `bits` are to be found, `first_bits` are tried first; None for those of a forecast.

        Raises:
            CalibrationError: for tokens that the network does not read.
            CheckpointError: for weights that cannot be read, or files that change meanwhile.
        """
        check_tokens(inputs.architecture, tokens)
        pair = self._enclosed(inputs, tokens, first_bits)
        bits = self.bits or MOST_BITS
        if pair is None or pair.radius > _WIDEST:
            wide = "too wide to compute with" if pair is None else "wider than ±1/16"
            needed = max(forecast(inputs, tokens).bits, bits + 1)
            reason = f"with {bits} bits the enclosures are {wide}: about {needed} bits would do"
            return PromptResult(tuple(tokens), bits, None, reason, ())
        with scratch() as folder:
            try:
                modules = prompt_modules(pair, folder)
            except ArithmeticError as error:
                reason = f"with {pair.bits} bits {error}"
                return PromptResult(tuple(tokens), pair.bits, None, reason, ())
            result = self._checked(pair, modules, folder)
        for checkpoint in (inputs.quantized.checkpoint, inputs.base):
            checkpoint.refuse_changed()
        return result

    def _enclosed(
        self, inputs: PromptInputs, tokens: Sequence[int], first_bits: int | None
    ) -> EnclosedPair | None:
        networks = prompt_networks(inputs, tokens)
        if self.bits is not None:
            return enclose_pair(networks, inputs.architecture, self.bits)
        first = forecast(inputs, tokens).bits if first_bits is None else first_bits
        return sharpest(networks, inputs.architecture, first)

    def _checked(self, pair: EnclosedPair, modules: PromptModules, folder: Path) -> PromptResult:
        count, results = len(modules.jobs), []
        self.progress("modules", 0, count)
        for result in check_modules(self.library, modules.jobs, self.jobs, self.limits, self.store):
            results.append(result)
            self.progress("modules", len(results), count)
        self.take(modules, folder)
        ordered = sorted(results, key=lambda result: list(modules.sources).index(result.name))
        return judged(pair, modules, tuple(ordered))


def check_tokens(architecture: Architecture, tokens: Sequence[int]) -> None:
    """Raise CalibrationError for tokens that the network does not read."""
    most = architecture.max_length
    fewest = 1 if architecture.output == ENCODER_OUTPUT else _FEWEST_TOKENS
    if not fewest <= len(tokens) <= most:
        raise CalibrationError(f"the prompt has {len(tokens)} tokens, must be {fewest} to {most}")
    for token in tokens:
        if not 0 <= token < architecture.vocabulary:
            raise CalibrationError(
                f"token {token} is not in 0..{architecture.vocabulary - 1}, the model's vocabulary"
            )
