"""Many small matrices, and a few large ones: processor time of whole runs.

    python bench/mixture.py [--json] [--matrices N] [--format NAME]

A mixture of experts has thousands of small matrices, so what each of them costs beside its weights
counts. Runs `verify-model` on synthetic bfloat16 checkpoints with a warm library and nothing
reused. Prints, as a table or as one JSON object:

small_cpu_seconds_each    of each further matrix of 32 x 64, from runs with N and N / 10 of them
large_cpu_seconds         of four matrices of 2560 x 1024 (10.5 million weights), the whole command
large_cpu_nanoseconds_per_weight
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measure import CORES, FORMATS, Run, show, verify_anew, warm_cache
from bench.synthetic import write_matrices
from quantcert.formats import default_target
from quantcert.quantizer import quantize_checkpoint

SMALL, SMALL_GROUP = (32, 64), 32
LARGE, LARGE_GROUP, LARGE_COUNT = (2560, 1024), 128, 4


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--matrices", type=int, default=200, help="small ones (default 200)")
    parser.add_argument("--format", choices=FORMATS, default=default_target().name)
    arguments = parser.parse_args()
    show(measure(arguments.matrices, arguments.format), arguments.json)


def measure(matrices: int, name: str) -> dict[str, float]:
    """All figures by name; names end in their unit."""
    with tempfile.TemporaryDirectory(prefix="quantcert-bench-") as folder:
        cache = warm_cache(Path(folder) / "cache")
        load = os.getloadavg()[0]
        counts = (max(1, matrices // 10), matrices)
        few, many = (
            run_of(Path(folder, str(count)), count, SMALL, SMALL_GROUP, name, cache)
            for count in counts
        )
        large = run_of(Path(folder, "large"), LARGE_COUNT, LARGE, LARGE_GROUP, name, cache)
    weights = LARGE_COUNT * LARGE[0] * LARGE[1]
    return {
        "small_cpu_seconds_each": per_matrix(few, many, *counts),
        "large_cpu_seconds": round(large.cpu_seconds, 2),
        "large_cpu_nanoseconds_per_weight": round(large.cpu_seconds / weights * 1e9, 1),
        "load_average_before": round(load, 2),
    }


def per_matrix(few: Run, many: Run, fewer: int, more: int) -> float:
    """Processor time of each further matrix."""
    return round((many.cpu_seconds - few.cpu_seconds) / max(1, more - fewer), 4)


def run_of(
    folder: Path, count: int, shape: tuple[int, int], group_size: int, name: str, cache: Path
) -> Run:
    """A run over so many matrices of a shape."""
    shapes = {f"layers.0.experts.{index}.weight": shape for index in range(count)}
    base = write_matrices(folder / "original", shapes, dtype="BF16")
    quantize_checkpoint(base, folder / "quantized", name, group_size)
    options = ("--level", "weights", "--no-network", "--jobs", str(CORES))
    return verify_anew(folder / "quantized", base, folder / "out", *options, cache=cache)


if __name__ == "__main__":
    main()
