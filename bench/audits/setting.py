"""A small checkpoint, a cache that holds the compiled library, and runs of `verify-model`."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measure import VERIFY, warm_cache
from bench.synthetic import write_matrices
from quantcert.formats import default_target
from quantcert.quantizer import quantize_checkpoint

SHAPE = (24, 40)


@dataclass(frozen=True)
class Setting:
    """Folders of an original, its quantized copy and a cache; `digest` is the certificate's."""

    original: Path
    quantized: Path
    cache: Path

    def command(self, out: Path, *options: str) -> list[str]:
        """The command that verifies the copy."""
        base = ["--base", str(self.original), "--out", str(out)]
        return [VERIFY, str(self.quantized), *base, "--no-network", "--quiet", *options]

    def environment(self, **others: str) -> dict[str, str]:
        """The environment of a run."""
        return {**os.environ, "QUANTCERT_CACHE": str(self.cache), **others}


@dataclass(frozen=True)
class Ended:
    """How a run ended: exit code (negative: signal), what it printed, its seconds."""

    code: int
    output: str
    errors: str
    seconds: float


def make_setting(folder: Path, layers: int, cache: Path | None = None) -> Setting:
    """A checkpoint of so many matrices; `cache` is made unless it is given."""
    shapes = {f"layers.{number}.weight": SHAPE for number in range(layers)}
    original = write_matrices(folder / "original", shapes)
    quantize_checkpoint(original, folder / "quantized", default_target().name, 16)
    return Setting(original, folder / "quantized", cache or warm_cache(folder / "cache"))


def run_to_end(command: Sequence[str], environment: Mapping[str, str]) -> Ended:
    """Run a command; its exit code is not judged."""
    start = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return Ended(done.returncode, done.stdout, done.stderr, time.monotonic() - start)


def digest(out: Path) -> str:
    """The digest of the certificate in a folder."""
    document = json.loads((out / "certificate.json").read_text())
    return str(document["digest"])


def require(condition: bool, what: str) -> None:
    """Raise AssertionError, also where assertions are switched off."""
    if not condition:
        raise AssertionError(what)
