"""A run about one prompt: opened inputs and tokens in, a result out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quantcert.errors import CalibrationError
from quantcert.lean import Library, Limits, ModuleResult, ResultStore, check_modules
from quantcert.models.net import Architecture
from quantcert.run.module_stream import check_stream
from quantcert.run.options import Progress, silent
from quantcert.run.prompt.comparing import IncomparableError
from quantcert.run.prompt.forecast import forecast
from quantcert.run.prompt.modules import PromptModules
from quantcert.run.prompt.networks import SMALL, PromptInputs, prompt_networks
from quantcert.run.prompt.precision import (
    MOST_BITS,
    Side,
    WideError,
    enclose_pair,
    lazy_sides,
    refuse_wide,
    sharpest,
)
from quantcert.run.prompt.result import PromptResult, judged
from quantcert.scratch import scratch

_FEWEST_TOKENS = 2  # of which one is followed by another; of an encoder one will do


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
        try:
            result = self._judged(inputs, tokens, first_bits)
        except WideError as error:
            needed = max(forecast(inputs, tokens).bits, error.bits + 1)
            reason = f"with {error.bits} bits {error}: about {needed} bits would do"
            result = PromptResult(tuple(tokens), error.bits, None, reason, ())
        self._refuse_changed(inputs)
        return result

    def check_some(
        self,
        inputs: PromptInputs,
        tokens: Sequence[int],
        wanted: Collection[str],
        first_bits: int | None = None,
    ) -> tuple[ModuleResult, ...]:
        """Have the kernel check these modules of blocks and positions alone.

        There are none if enclosures are too wide.

        Raises as `check`.
        """
        check_tokens(inputs.architecture, tokens)
        try:
            bits, sides = self.sides(inputs, tokens, first_bits)
            with scratch() as folder:
                jobs = PromptModules(bits, sides, folder, inputs.encodes).some(wanted)
                found = check_modules(self.library, jobs, self.jobs, self.limits, self.store)
                results = tuple(found)
        except (WideError, IncomparableError):
            results = ()
        self._refuse_changed(inputs)
        return results

    def _judged(
        self, inputs: PromptInputs, tokens: Sequence[int], first_bits: int | None
    ) -> PromptResult:
        """The result. Raises WideError if enclosures are too wide for one."""
        bits, sides = self.sides(inputs, tokens, first_bits)
        with scratch() as folder:
            modules = PromptModules(bits, sides, folder, inputs.encodes)
            try:
                return self._checked(modules)
            except IncomparableError as error:
                reason = f"with {bits} bits {error}"
                return PromptResult(tuple(tokens), bits, None, reason, ())

    def _refuse_changed(self, inputs: PromptInputs) -> None:
        for checkpoint in (inputs.quantized.checkpoint, inputs.base):
            checkpoint.refuse_changed()

    def sides(
        self, inputs: PromptInputs, tokens: Sequence[int], first_bits: int | None = None
    ) -> tuple[int, tuple[Side, Side]]:
        """Both networks, and with how many bits they are enclosed.

        Small ones are enclosed before the kernel is asked for anything, and again until they are
        sharp.

        Raises:
            WideError: if their enclosures are too wide.
        """
        networks, architecture = prompt_networks(inputs, tokens), inputs.architecture
        given = first_bits if self.bits is None else self.bits
        bits = min(forecast(inputs, tokens).bits if given is None else given, MOST_BITS)
        if architecture.weights > SMALL:
            return bits, lazy_sides(networks, architecture, bits)
        pair = (
            sharpest(networks, architecture, bits)
            if self.bits is None
            else enclose_pair(networks, architecture, bits)
        )
        if pair is None:
            raise WideError(self.bits or MOST_BITS)
        for side in (pair.original, pair.quantized):
            refuse_wide(pair.bits, side.logits)
        return pair.bits, pair.sides

    def _checked(self, modules: PromptModules) -> PromptResult:
        results = check_stream(
            modules, self.library, self.jobs, self.limits, self.store, self.progress
        )
        self.take(modules, modules.folder)
        return judged(modules, results)


def check_tokens(architecture: Architecture, tokens: Sequence[int]) -> None:
    """Raise CalibrationError for tokens that the network does not read."""
    most = architecture.max_length
    fewest = 1 if architecture.encodes else _FEWEST_TOKENS
    if not fewest <= len(tokens) <= most:
        raise CalibrationError(f"the prompt has {len(tokens)} tokens, must be {fewest} to {most}")
    for token in tokens:
        if not 0 <= token < architecture.vocabulary:
            raise CalibrationError(
                f"token {token} is not in 0..{architecture.vocabulary - 1}, the model's vocabulary"
            )
