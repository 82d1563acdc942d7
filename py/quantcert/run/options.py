"""What a verification run is asked to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from quantcert.lean import Limits
from quantcert.lean.toolchain import Choice
from quantcert.models.assumption import Assumption

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, what is done of it and its total."""

WORKERS = "workers"
"""The stage that tells how many workers a cluster has, as done and as total."""

LARGE_WEIGHTS, GROUP_WEIGHTS = 1 << 26, 1 << 25
"""On a cluster a matrix of so many weights is several tasks, each with parts of so many: reading
and writing them should take seconds."""


class Level(StrEnum):
    """How deep the evidence goes."""

    WEIGHTS = "weights"
    ROWS = "rows"
    STRUCTURE = "structure"


EVALUATED_TOKENS = 4096
"""Of a text on which networks are measured, unless more or fewer are asked for."""

MOST_WEIGHTS = 1_000_000_000
"""Of a network that prompts are put to, unless more are asked for."""


def _today() -> date:
    return datetime.now(UTC).date()


def silent(stage: str, done: int, total: int) -> None:
    """A `Progress` that shows nothing."""


@dataclass(frozen=True)
class VerifyOptions:
    """One run of `verify-model`.

    `base` is the original checkpoint (None: structure only), `requirements` a TOML file (None: the
    shipped default), `out` the folder for outputs (None: there are none), `jobs` the number of Lean
    processes at a time. `wanted_level` counts where there is an original. With `reuse`, the
    compiled library and results of modules whose text, library and toolchain have not changed are
    taken from the cache; without, nothing that was there before is believed. `toolchain_digest` is
    the SHA-256 that Lean's shared library must have (None: one that is pinned). With `export_data`,
    the literals are kept as Lean source too (for small models). With `network`, theorems about the
    whole model are added where there is an original of a known architecture; `region` is a file of
    ranges of its activations, for theorems about that region as well; `assumptions` are further
    ones, each for theorems of its own. `norms` proves the norms of matrices that no network uses,
    too; with `gram`, operator norms are bounded by Gram matrices that the kernel computes, which
    takes it longer, where that is smaller. `prompts` is a file of prompts on which the networks are
    compared, with at most `most_weights` weights, in `prompt_bits` fraction bits (None: as many as
    decide all next tokens); their certified logits go to the folder `golden` (None: nowhere).
    Prompts that would take longer than `budget` seconds are refused before any work.
    `integer_prompts` is a file of prompts for the integer program with activations of
    `activation_bits`: its logits are proved, and of those that are among `prompts` how far they are
    from both networks; they go to `golden` as well.
    `evaluate` is a text on whose first `evaluate_tokens` tokens both networks are measured.
    `rotated_from` is the original that the base was made of by a rotation (None: it is not asked),
    `exported_from` the quantized checkpoint that the checkpoint is an export of.
    `today` is the day (UTC) by which justifications expire.
    """

    checkpoint: Path
    base: Path | None
    requirements: Path | None
    out: Path | None = None
    wanted_level: Level = Level.WEIGHTS
    lean: Choice = "auto"
    toolchain_digest: str | None = None
    jobs: int = 2
    reuse: bool = True
    export_data: bool = False
    norms: bool = False
    gram: bool = False
    region: Path | None = None
    assumptions: tuple[Assumption, ...] = ()
    network: bool = True
    prompts: Path | None = None
    golden: Path | None = None
    most_weights: int = MOST_WEIGHTS
    prompt_bits: int | None = None
    budget: float | None = None
    integer_prompts: Path | None = None
    activation_bits: int = 16
    evaluate: Path | None = None
    evaluate_tokens: int = EVALUATED_TOKENS
    rotated_from: Path | None = None
    exported_from: Path | None = None
    limits: Limits = field(default_factory=Limits)
    command: tuple[str, ...] = ()
    progress: Progress = silent
    today: date = field(default_factory=_today)

    @property
    def level(self) -> Level:
        """The level of evidence that the inputs allow."""
        return Level.STRUCTURE if self.base is None else self.wanted_level

    @property
    def read(self) -> tuple[Path, ...]:
        """The files and folders that are read, which no output may replace."""
        given = (self.checkpoint, self.base, self.requirements, self.region, self.prompts)
        further = (self.integer_prompts, self.evaluate, self.rotated_from, self.exported_from)
        return tuple(path for path in (*given, *further) if path is not None)
