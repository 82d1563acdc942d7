"""Runs of the compiled engine: tokens in, tokens out as they are written."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from quantcert.errors import EngineError
from quantcert.integer.exponential import power_table
from quantcert.integer.rounding import Ints
from quantcert.integer.sampling import Sampler

PIECE = 32
"""Tokens of a prompt that are read at a time."""

_WAITING = {"GOMP_SPINCOUNT": "10000"}  # a thread that waits for long leaves its core to others


@dataclass(frozen=True)
class Request:
    """What an engine is to do.

    Attributes:
        prompt: tokens, at least one.
        tokens: how many to write at most.
        stops: tokens after which nothing is written.
        temperature: 0 for the most probable token, else at least 1/100.
        seed: of the generator.
        threads: how many work.
        piece: tokens of the prompt that are read at a time.
    """

    prompt: Sequence[int]
    tokens: int
    stops: Sequence[int] = ()
    temperature: Fraction = Fraction(0)
    seed: int = 0
    threads: int = 1
    piece: int = PIECE

    def text(self) -> str:
        """The lines that the engine reads."""
        factor, state = 0, 0
        if self.temperature:
            sampler = Sampler.of(self.temperature, self.seed, power_table())
            factor, state = sampler.factor, sampler.state - (sampler.state >> 63 << 64)
        numbers = (len(self.prompt), self.tokens, self.piece, len(self.stops), factor, state)
        lines = (numbers, self.prompt, self.stops)
        return "\n".join(" ".join(map(str, line)) for line in lines) + "\n"


@dataclass(frozen=True)
class Done:
    """What a run took.

    Attributes:
        prompt: tokens that were read.
        tokens: tokens that were written.
        prompt_seconds: until the first logits.
        seconds: for the tokens.
        weight_bytes: of all weights in memory.
    """

    prompt: int
    tokens: int
    prompt_seconds: float
    seconds: float
    weight_bytes: int


def generate(engine: Path, program: Path, request: Request, *more: Path) -> Iterator[int | Done]:
    """The tokens, each as soon as it is known, and last what the run took.

    Raises:
        EngineError: if the engine ends in an error.
    """
    environment = _WAITING | os.environ | {"OMP_NUM_THREADS": str(request.threads)}
    command = [str(engine), str(program), *map(str, more)]
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            process.stdin.write(request.text())
            process.stdin.close()
            for line in process.stdout:
                yield _read(line)
        except BaseException:  # whoever reads has had enough
            process.kill()
            raise
        message = process.stderr.read().strip()
    if process.returncode:
        raise EngineError(f"{engine}: ended with {process.returncode}: {message}")


def _read(line: str) -> int | Done:
    if not line.startswith("done"):
        return int(line)
    _, prompt, tokens, before, after, size = line.split()
    return Done(int(prompt), int(tokens), float(before), float(after), int(size))


def logits_of_run(
    engine: Path, program: Path, request: Request, vocabulary: int
) -> tuple[list[int], Ints]:
    """The tokens of a run, and the wide logits after each token that was read."""
    with tempfile.TemporaryDirectory(prefix="quantcert-engine-") as folder:
        file = Path(folder) / "logits"
        written = [t for t in generate(engine, program, request, file) if isinstance(t, int)]
        logits = np.fromfile(file, "<i8").astype(np.int64)
    return written, logits.reshape(-1, vocabulary)
