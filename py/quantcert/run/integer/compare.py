"""A run of the integer program beside both networks in real numbers: all modules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from quantcert.lean import CheckJob
from quantcert.prompts.boxes import Box
from quantcert.prompts.pair import Pair
from quantcert.run.integer.modules import RunModules
from quantcert.run.prompt.comparing import IncomparableError, PairModules, position_names
from quantcert.run.prompt.modules import PromptModules
from quantcert.statements.integer_layer import LAYER_IMPORTS
from quantcert.statements.integer_real import REAL_IMPORTS, integer_box, integer_program
from quantcert.statements.prompt import PROMPT_IMPORTS
from quantcert.statements.prompt_comparison import (
    Compared,
    Comparison,
    original_network,
    quantized_network,
)
from quantcert.statements.prompt_pair import PairTerms

ORIGINAL, QUANTIZED = "original", "quantized"
NETWORKS = (ORIGINAL, QUANTIZED)
"""What the integer program is compared with: both in real numbers."""

_IMPORTS = tuple(dict.fromkeys((*PROMPT_IMPORTS, *LAYER_IMPORTS, *REAL_IMPORTS)))
_SIDES = {ORIGINAL: original_network, QUANTIZED: quantized_network}


@dataclass
class RealModules:
    """The modules of both networks, those of a run, and those that compare it with each of them.

    `comparisons` are those that have been made, by what the program is compared with.
    """

    prompt: PromptModules
    run: RunModules
    jobs: list[CheckJob] = field(default_factory=list)
    comparisons: dict[str, Comparison] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise IncomparableError for networks that read another text."""
        if self.prompt.tokens != self.run.trace.tokens:
            raise IncomparableError("the networks read another text than the program")

    @property
    def count(self) -> int:
        """How many modules there will be."""
        sizes = len(self.prompt.tokens), self.run.program.sizes.vocabulary
        compared = sum(len(position_names(self.name(each), *sizes)) + 1 for each in NETWORKS)
        return self.prompt.count + self.run.count + 1 + compared

    @property
    def box(self) -> Box:
        """The logits of the program, in the units of the networks' boxes."""
        return integer_box(self.run.program, self.run.trace, self.prompt.logits[0].scale)

    def name(self, network: str) -> str:
        """The module of a comparison."""
        return f"{self.run.name}{network.capitalize()}"

    def stream(self) -> Iterator[CheckJob]:
        """Enclose both networks, run the program, compare.

        Raises:
            WideError: if the enclosures are too wide to go on.
            IncomparableError: if they are too wide to be compared, or their units are coarser than
                those of the program.
            OutputError: if the data modules cannot be written.
        """
        for job in self._stream():
            self.jobs.append(job)
            yield job

    def _stream(self) -> Iterator[CheckJob]:
        yield from self.prompt.stream()
        scale, unit = self.prompt.logits[0].scale, self.run.program.sizes.unit
        if scale < unit:
            raise IncomparableError(f"units are coarser than those of the program, 2^-{unit}")
        yield from self.run.stream()
        real = self.run.real(scale)
        yield real
        pairs = zip(NETWORKS, self.prompt.names.all, self.prompt.logits, strict=False)
        for network, module, box in pairs:
            yield from self._compared(network, module, box, real)

    def _compared(self, network: str, module: str, box: Box, real: CheckJob) -> Iterator[CheckJob]:
        known, tokens = self.prompt.sides[0].network, self.run.trace.tokens
        sides: tuple[Compared, Compared] = (
            _SIDES[network](module),
            integer_program(real.name, self.run.name, tokens),
        )
        terms = PairTerms(known, Pair(tokens, (box, self.box)))
        pair = PairModules(self.name(network), terms, self.prompt.folder)
        yield from pair.positions()
        job = next(job for job in self.prompt.jobs if job.name == module)
        stated = {**self.prompt.definitions(module), **self.run.definitions()}
        found, last = pair.joined(sides, (job, real), stated, _IMPORTS)
        assert isinstance(found, Comparison)
        self.comparisons[network] = found
        yield last
