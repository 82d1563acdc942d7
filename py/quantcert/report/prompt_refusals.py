"""What is refused of prompts, and what would change that."""

from __future__ import annotations

from quantcert.certificate import PromptsEvidence, RunsEvidence
from quantcert.report.model import Item, Line, Listing

_SHOWN = 10


def refused_prompts(
    prompts: PromptsEvidence | RunsEvidence | None, word: str = "prompt"
) -> list[Item]:
    """A line for each requirement that a prompt misses, and one for each remedy."""
    if prompts is None or prompts.accepted:
        return []
    found = [(prompt, finding) for prompt in prompts.each for finding in prompt.findings]
    lines = [
        Line(f"{p.verdict} {word} in line {p.line}: {f.message} [{f.rule}]", p.verdict)
        for p, f in found
    ]
    rules = dict.fromkeys(finding.rule for _, finding in found)
    if prompts.finding is not None:
        lines.append(Line(f"{word}s: {prompts.finding.message} [{prompts.finding.rule}]"))
        rules[prompts.finding.rule] = None
    return [Listing(tuple(lines), _SHOWN), *(Line(f"{rule}: {rule.remedy}") for rule in rules)]
