"""All prompts of a run, one after the other: the certificate's evidence for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from quantcert.certificate import Finding, PromptEvidence, PromptsEvidence, Rule
from quantcert.errors import StoredValueError
from quantcert.requirements import PromptRequirement
from quantcert.run.prompt.asked import AskedPrompt
from quantcert.run.prompt.evidence import prompt_evidence
from quantcert.run.prompt.golden import write_golden
from quantcert.run.prompt.opening import OpenedPrompts
from quantcert.run.prompt.result import PromptResult
from quantcert.run.prompt.verify import PromptRun
from quantcert.run.prompt.words import rests_on


@dataclass
class PromptWork:
    """The prompts of a run, what is required of each, and where golden logits go, if anywhere.

    `took` is given each result. Prompts of the same tokens are checked once.
    """

    opened: OpenedPrompts
    run: PromptRun
    requirement: PromptRequirement
    golden: Path | None
    took: Callable[[PromptResult], None]
    _results: dict[tuple[int, ...], PromptResult] = field(default_factory=dict)

    def evidence(self) -> PromptsEvidence:
        """The evidence for all of them.

        Raises:
            CheckpointError: if a tensor cannot be read, or a file changes meanwhile.
            OutputError: if golden logits cannot be written.
        """
        if self.opened.obstacle:
            return self._evidence((), self.opened.obstacle)
        try:
            return self._evidence(tuple(map(self._prompt, self.opened.file.prompts)))
        except StoredValueError as error:
            return self._evidence((), str(error))

    def _prompt(self, asked: AskedPrompt) -> PromptEvidence:
        result = self._results.get(asked.tokens)
        if result is None:
            result = self._checked(asked)
            self._results[asked.tokens] = result
        if self.golden is not None and result.proved is not None:
            file = self.golden / f"prompt-{asked.line}.safetensors"
            write_golden(file, self.opened.inputs, self.run.library, result)
        return prompt_evidence(asked, result, self.requirement, self.opened.named)

    def _checked(self, asked: AskedPrompt) -> PromptResult:
        prompts = self.opened.file.prompts
        place = f"prompt {prompts.index(asked) + 1} of {len(prompts)}"

        def progress(stage: str, done: int, total: int) -> None:
            self.run.progress(f"{place}, {stage}", done, total)

        bits = next((p.bits for p in self.opened.plans if p.line == asked.line), None)
        run = replace(self.run, progress=progress)
        result = run.check(self.opened.inputs, asked.tokens, bits)
        self.took(result)
        return result

    def _evidence(self, prompts: tuple[PromptEvidence, ...], obstacle: str = "") -> PromptsEvidence:
        file, architecture = self.opened.file, self.opened.inputs.architecture
        return PromptsEvidence(
            file=file.name,
            sha256=file.sha256,
            requirement=self.requirement,
            rests_on=tuple(rests_on(architecture)),
            vocabulary=self.opened.written(_mentioned(prompts)),
            prompts=prompts,
            finding=Finding(Rule.PROMPT_UNSUPPORTED, obstacle) if obstacle else None,
            encodes=self.opened.inputs.encodes,
        )


def _mentioned(prompts: tuple[PromptEvidence, ...]) -> Iterator[int]:
    """The tokens that evidence speaks of."""
    for prompt in prompts:
        yield from prompt.tokens
        if prompt.expected is not None:
            yield prompt.expected
        for position in prompt.positions:
            chosen = (position.original, position.quantized)
            yield from (token for token in chosen if token is not None)
