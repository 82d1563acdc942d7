"""A run of the integer program on a text, checked by the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from quantcert.errors import CalibrationError
from quantcert.integer import Program
from quantcert.integer.trace import trace
from quantcert.lean import Library, Limits, ModuleVerdict, ResultStore, check_modules
from quantcert.run.integer.modules import run_module
from quantcert.scratch import scratch


@dataclass(frozen=True)
class ProvedRun:
    """What was claimed of a text, and what became of the claims.

    Attributes:
        tokens: the text.
        unit: logits are in units of `2**-unit`.
        logits: the claimed logits after the last token.
        next_token: the token with the largest logit, of equal ones the first.
        accepted: whether the kernel accepted all theorems.
        reason: why not; empty if it did.
        seconds: of the check.
        source_sha256: of the module.
        theorems: full names of the theorems.
    """

    tokens: tuple[int, ...]
    unit: int
    logits: tuple[int, ...]
    next_token: int
    accepted: bool
    reason: str
    seconds: float
    source_sha256: str
    theorems: tuple[str, ...]


@dataclass(frozen=True)
class RunProver:
    """How runs are checked."""

    library: Library
    store: ResultStore | None = None
    limits: Limits = field(default_factory=Limits)

    def prove(self, program: Program, tokens: Sequence[int]) -> ProvedRun:
        """Run the program and have the kernel run it again.

        Raises:
            CalibrationError: for tokens that the program does not read, or none.
        """
        if not tokens:
            raise CalibrationError("a text of no tokens: must have one at least")
        found = trace(program, tokens)
        with scratch() as folder:
            made = run_module(program, found, folder)
            (result,) = check_modules(self.library, [made.job], 1, self.limits, self.store)
        return ProvedRun(
            tokens=found.tokens,
            unit=program.sizes.unit,
            logits=made.module.logits,
            next_token=made.module.next_token,
            accepted=result.verdict is ModuleVerdict.ACCEPTED,
            reason=result.reason,
            seconds=result.seconds,
            source_sha256=result.source_sha256,
            theorems=tuple(made.job.theorems),
        )
