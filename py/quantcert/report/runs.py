"""What a report says of runs of the integer program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quantcert.certificate import RunEvidence, RunsEvidence, TheoremEvidence, Verdict
from quantcert.report.decimals import at_most
from quantcert.report.model import (
    Cell,
    CellKind,
    Column,
    Item,
    Line,
    Listing,
    Row,
    Section,
    Table,
    Theorems,
)
from quantcert.report.tokens import TokenNames

_WHAT = (
    "The integer program computes the quantized network with integers alone, every rounding of "
    "which is defined, so that every machine gets the same logits, bit for bit. The Lean kernel "
    "has run it on the texts below, operation by operation: all logits after each token are proved."
)
_APART = (
    "Where the networks in real numbers were enclosed on the same text, it is proved by how much "
    "no logit of the program differs from theirs."
)
_MOST_SHOWN = 80  # characters of a text in a table
_REGISTERS = "No number of any run, on any tokens, leaves its register: that is proved as well."
_AFTER = re.compile(r"_after_(\d+)$")
_NETWORKS = {"original": "original", "quantized": "quantized network in real numbers"}


def runs_sections(runs: RunsEvidence | None) -> Iterator[Section]:
    """The sections about the integer program, nothing if it was not run."""
    if runs is None:
        return
    if runs.finding is not None:
        told = Line(f"not run: {runs.finding.message}", Verdict.UNPROVED)
        yield Section("Integer program", (told,))
        return
    yield Section("Integer program", tuple(_overview(runs)), anchor="runs")
    for run in runs.runs:
        yield _run(runs, run)
    rests = Listing(tuple(map(Line, runs.rests_on)), len(runs.rests_on))
    yield Section("What its theorems rest on", (rests,), level=3, detail=True)


def run_theorem_sections(runs: RunsEvidence | None) -> Iterator[Section]:
    """All theorems about runs, each after a sentence that says what it means."""
    for run in () if runs is None else runs.runs:
        items: list[Item] = []
        for theorem in run.theorems:
            items += [Line(_sentence(theorem, run), detail=True), Theorems((theorem,))]
        title = f"Integer run in line {run.line}"
        yield Section(title, tuple(items), 3, run.verdict, detail=True, closed=True)


def _overview(runs: RunsEvidence) -> Iterator[Item]:
    yield Line(_WHAT, detail=True)
    told = f"Activations of {runs.activation_bits} bits, logits in units of 2^-{runs.unit}."
    proved = any(run.next_tokens for run in runs.runs)
    yield Line(f"{told} {_REGISTERS}" if proved else told)
    columns = (
        Column("line", CellKind.NAME),
        Column("text", CellKind.TEXT, 3),
        Column("tokens", CellKind.TEXT, 2),
        Column("then it chooses", CellKind.TEXT),
        Column("from the original ≤", CellKind.AT_MOST, 1, _APART),
        Column("from the quantized ≤", CellKind.AT_MOST, 1),
        Column("verdict", CellKind.VERDICT),
    )
    yield Table("run", columns, tuple(_row(runs, run) for run in runs.runs))


def _row(runs: RunsEvidence, run: RunEvidence) -> Row:
    names = TokenNames(runs.vocabulary)
    text = run.text or names.joined(run.tokens)
    apart = [run.distance(network) for network in _NETWORKS]
    cells: tuple[Cell, ...] = (
        str(run.line),
        text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…",
        str(len(run.tokens)),
        names.shown(run.next_tokens[-1]) if run.next_tokens else "–",
        *(None if found is None else found.logit_error for found in apart),
        run.verdict,
    )
    notes = (Line(f"{found.message} [{found.rule}]", run.verdict) for found in run.findings)
    return Row(cells, tuple(notes), f"run-{run.line}")


def _run(runs: RunsEvidence, run: RunEvidence) -> Section:
    names = TokenNames(runs.vocabulary)
    items: list[Item] = []
    for found in run.findings:
        items.append(Line(f"{found.message} [{found.rule}]", run.verdict, detail=True))
    lines = tuple(map(Line, _distances(run)))
    if lines:
        items.append(Listing(lines, len(lines), detail=True))
    if run.next_tokens:
        items.append(_positions(runs, run, names))
    title = f"Integer run in line {run.line}"
    return Section(title, tuple(items), 3, anchor=f"run-{run.line}", detail=True)


def _distances(run: RunEvidence) -> Iterator[str]:
    for apart in run.distances:
        yield (
            f"No logit is further than {at_most(apart.logit_error)} from that of the "
            f"{_NETWORKS[apart.network]}; both choose the same next token for certain after "
            f"{apart.agreeing} of {len(run.tokens)} tokens; KL at most "
            f"{at_most(apart.divergence)} nats; the program's perplexity of the text is at most "
            f"{at_most(apart.perplexity_ratio)} times that network's."
        )


def _positions(runs: RunsEvidence, run: RunEvidence, names: TokenNames) -> Table:
    columns = (
        Column("position", CellKind.NAME),
        Column("token", CellKind.TEXT),
        Column("then it chooses", CellKind.TEXT),
        Column(f"whose logit is, in 2^-{runs.unit}", CellKind.TEXT),
    )
    found = enumerate(zip(run.tokens, run.next_tokens, run.logits, strict=True))
    rows = tuple(
        Row((str(t), names.shown(token), names.shown(chosen), f"{logit:,}"))
        for t, (token, chosen, logit) in found
    )
    return Table("position", columns, rows, detail=True)


def _sentence(theorem: TheoremEvidence, run: RunEvidence) -> str:
    """What a theorem about a run says; its name where the report has no sentence for it."""
    told = _SENTENCES.get(theorem.kind)
    if told is None:
        return theorem.name
    after = _AFTER.search(theorem.name)
    return told.format(len(run.tokens) if after is None else after[1])


_SENTENCES = {
    "run-logits": "After {} tokens the integer program has exactly these logits.",
    "run-logits-after": "After {} tokens the integer program has exactly these logits.",
    "run-next-token": "After {} tokens it chooses this token, the first with the largest logit.",
    "run-next-token-after": "After {} tokens it chooses this token, the first with the largest "
    "logit.",
    "run-passed": "A layer makes this of what the one before hands on, at each position.",
    "run-read": "A part of the head makes these logits of what the last layer hands on.",
    "run-rows-fit": "No partial sum of a row leaves 64 bits, in any order, whatever the tokens.",
    "run-block-sums-fit": "No sum of products of codes and activations leaves 32 bits.",
    "run-never-overflows": "No number of any run, on any tokens, leaves its register.",
    "run-powers-rounded": "The table of powers of one half holds the nearest integers.",
    "run-logits-differ-at-most": "No logit of the program differs by more from the network's.",
}
