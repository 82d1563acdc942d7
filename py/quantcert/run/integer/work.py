"""All runs of the integer program that a certificate is about, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from quantcert.certificate import Finding, Rule, RunEvidence, RunsEvidence
from quantcert.errors import StoredValueError
from quantcert.integer import Program
from quantcert.integer.precision import UNIT
from quantcert.run.integer.document import run_rests_on
from quantcert.run.integer.evidence import run_evidence
from quantcert.run.integer.golden import write_run_golden
from quantcert.run.integer.opening import OpenedRuns
from quantcert.run.integer.prove import ProvedRun, RunProver
from quantcert.run.prompt.asked import AskedPrompt
from quantcert.run.prompt.networks import PromptInputs
from quantcert.run.prompt.opening import OpenedPrompts


@dataclass
class RunWork:
    """The prompts that the integer program reads, and where golden logits go, if anywhere.

    Those that are put to both `networks` as well, if any are, are compared with them, in enclosures
    of `bits` fraction bits, None if they are to be found. `took` is given each result.
    """

    opened: OpenedRuns
    networks: OpenedPrompts | None
    prover: RunProver
    bits: int | None
    golden: Path | None
    took: Callable[[ProvedRun], None]
    _results: dict[tuple[int, ...], ProvedRun] = field(default_factory=dict)

    def evidence(self) -> RunsEvidence:
        """The evidence for all of them.

        Raises:
            CheckpointError: if a tensor cannot be read, or a number may not fit its register.
            OutputError: if golden logits cannot be written.
        """
        if self.opened.obstacle:
            return self._evidence((), self.opened.obstacle)
        try:
            program = self.opened.program()
            return self._evidence(
                tuple(self._run(program, asked) for asked in self.opened.file.prompts)
            )
        except StoredValueError as error:
            return self._evidence((), str(error))

    def _run(self, program: Program, asked: AskedPrompt) -> RunEvidence:
        found = self._results.get(asked.tokens)
        if found is None:
            found = self._results[asked.tokens] = self._proved(program, asked)
            self.took(found)
        if self.golden is not None and found.accepted:
            file = self.golden / f"run-{asked.line}.safetensors"
            inputs = self._inputs if found.beside else None
            write_run_golden(
                file, found, self._files(inputs), run_rests_on(inputs), self.prover.library
            )
        return run_evidence(asked, found, self.opened.named)

    def _proved(self, program: Program, asked: AskedPrompt) -> ProvedRun:
        prompts = self.opened.file.prompts
        place = f"integer run {prompts.index(asked) + 1} of {len(prompts)}"

        def progress(stage: str, done: int, total: int) -> None:
            self.prover.progress(f"{place}, {stage}", done, total)

        prover, networks = replace(self.prover, progress=progress), self.networks
        if networks is None or all(asked.tokens != p.tokens for p in networks.file.prompts):
            return prover.prove(program, asked.tokens)
        return prover.prove_beside(networks.inputs, program, asked.tokens, self.bits)

    @property
    def _inputs(self) -> PromptInputs | None:
        return None if self.networks is None else self.networks.inputs

    def _files(self, inputs: PromptInputs | None) -> dict[str, str]:
        return self.opened.quantized.checkpoint.files() if inputs is None else inputs.files()

    def _evidence(self, runs: tuple[RunEvidence, ...], obstacle: str = "") -> RunsEvidence:
        opened, compared = self.opened, any(run.distances for run in runs)
        return RunsEvidence(
            file=opened.file.name,
            sha256=opened.file.sha256,
            activation_bits=opened.activation_bits,
            unit=UNIT,
            rests_on=tuple(run_rests_on(self._inputs if compared else None)),
            vocabulary=opened.written(_mentioned(runs)),
            runs=runs,
            finding=Finding(Rule.PROMPT_UNSUPPORTED, obstacle) if obstacle else None,
        )


def _mentioned(runs: tuple[RunEvidence, ...]) -> Iterator[int]:
    """The tokens that evidence speaks of."""
    for run in runs:
        yield from (*run.tokens, *run.next_tokens)
        if run.expected is not None:
            yield run.expected
