"""Weight certificates: how fast the kernel checks every weight, and what it costs as models grow.

    python bench/weights.py [--json] [--largest N] [--repeats N]

Prints, as a table or as one JSON object:

seconds, cpu_seconds, peak_mib   one run of `verify-model` on MiniLM with a warm library and no
                                 results of earlier runs (the median has their patterns of texts),
                                 two Lean processes at a time; the slower of both formats, and each
                                 format apart
weights, weights_per_second_per_core   what such a run checks, and its speed on each of two cores
bf16_...                         the same of a random Llama of 23 million weights in bfloat16, and
                                 its speed by processor time
kernel_..., naive_...            the kernel alone: weights in big numbers, and the obvious way with
                                 one list element a weight
scale_...                        synthetic models of 10^5, 10^6, ... weights
extrapolated_70e9_...            a model of 70 billion weights, from the slope of the two largest
                                 runs: an extrapolation, not a measurement
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.kernel import Rate, chunk_rate, plain_rate
from bench.measure import CORES, FORMATS, Run, median_run, say, show, verify_anew, warm_cache
from bench.models import MINILM, fetch
from bench.synthetic import weight_count, write_llama, write_synthetic
from quantcert.containers import open_checkpoint
from quantcert.formats import default_target, open_quantized
from quantcert.lean import build_library, find_toolchain
from quantcert.quantizer import quantize_checkpoint

GROUP_SIZE = 128
LARGE_MODEL_WEIGHTS = 70 * 10**9
LARGEST_MATRIX_WEIGHTS = 8192 * 32000
"""The largest matrix of a usual model of 70 billion weights: its embedding."""

Figures = dict[str, float | str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--repeats", type=int, default=3, help="runs per median (default 3)")
    parser.add_argument(
        "--largest",
        type=int,
        default=10**7,
        metavar="N",
        help="weights of the largest synthetic model (default 10^7; 10^8 takes minutes and 1 GB "
        "of disk)",
    )
    arguments = parser.parse_args()
    show(measure(arguments.repeats, arguments.largest), arguments.json)


def measure(repeats: int, largest: int) -> Figures:
    """All figures by name; names end in their unit."""
    say("Lean library")
    build_library(find_toolchain(), CORES)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="quantcert-bench-") as folder:
        warm_cache(Path(folder) / "cache")
        figures = real_model(Path(folder), repeats) | bfloat16_model(Path(folder), repeats)
        sizes = [10**e for e in range(5, 19) if 10**e <= largest]
        runs = {size: scale(Path(folder), Path(folder) / "cache", size, repeats) for size in sizes}
    figures |= scale_figures(runs)
    figures |= extrapolation(runs, float(figures["kernel_data_bytes_per_weight"]))
    return figures | {"cores": CORES, "load_average_before": round(load, 2)}


def real_model(folder: Path, repeats: int) -> Figures:
    """Figures of MiniLM in both formats."""
    base, figures, runs, rates = fetch(MINILM), Figures(), [], []
    for name in FORMATS:
        say(f"MiniLM, {name}")
        quantize_checkpoint(base, folder / name, name, GROUP_SIZE)
        runs.append(
            median_run(
                checking(folder / name, base, folder / f"out-{name}", folder / "cache"), repeats
            )
        )
        rates.append(kernel_rate(chunk_rate, folder / name, base, repeats))
        figures |= run_figures(name, runs[-1])
        figures[f"kernel_{name}_weights_per_second_per_core"] = round(rates[-1].per_second)
    naive = kernel_rate(plain_rate, folder / FORMATS[0], base, repeats)
    slowest = max(runs, key=lambda run: run.seconds)
    return {
        **total_figures(slowest, all_weights(folder / FORMATS[0])),
        "peak_mib": round(max(run.peak_mib for run in runs), 1),
        "naive_weights_per_second": round(naive.per_second),
        "naive_weights": naive.weights,
        "naive_weights_per_second_with_elaboration": round(naive.weights / naive.total_seconds),
        "kernel_weights_per_second_per_core": round(min(rate.per_second for rate in rates)),
        "kernel_data_bytes_per_weight": round(max(r.data_bytes / r.weights for r in rates), 3),
        **figures,
    }


def bfloat16_model(folder: Path, repeats: int) -> Figures:
    """Figures of a Llama in bfloat16, for both formats."""
    base, figures = write_llama(folder / "llama"), Figures()
    for name in FORMATS:
        say(f"Llama in bfloat16, {name}")
        quantized = folder / f"llama-{name}"
        quantize_checkpoint(base, quantized, name, GROUP_SIZE)
        check = checking(quantized, base, folder / f"out-llama-{name}", folder / "cache")
        found, rate = median_run(check, repeats), kernel_rate(chunk_rate, quantized, base, repeats)
        figures |= run_figures(f"bf16_{name}", found) | {
            f"bf16_{name}_weights_per_cpu_second": round(
                all_weights(quantized) / found.cpu_seconds
            ),
            f"bf16_kernel_{name}_weights_per_second_per_core": round(rate.per_second),
        }
    return figures


def total_figures(run: Run, weights: int) -> Figures:
    """The speed of a whole run over `weights` weights."""
    return {
        "seconds": round(run.seconds, 2),
        "cpu_seconds": round(run.cpu_seconds, 2),
        "weights": weights,
        "weights_per_second_per_core": round(weights / run.seconds / CORES),
    }


def all_weights(checkpoint: Path) -> int:
    """The number of weights of all quantized matrices."""
    quantized = open_quantized(checkpoint)
    return sum(rows * columns for rows, columns in map(quantized.shape, quantized.matrices()))


def checking(quantized: Path, base: Path, out: Path, cache: Path) -> Callable[[], Run]:
    """A whole run of `verify-model` that checks every weight again."""
    options = ("--level", "weights", "--no-network", "--jobs", str(CORES))
    return lambda: verify_anew(quantized, base, out, *options, cache=cache)


def kernel_rate(measure_rate: Callable[..., Rate], target: Path, base: Path, repeats: int) -> Rate:
    """One of the rates of `bench.kernel`."""
    library = build_library(find_toolchain(), CORES)
    return measure_rate(library, open_quantized(target), open_checkpoint(base), repeats)


def scale(folder: Path, cache: Path, size: int, repeats: int) -> Run:
    """`verify-model` on a synthetic model, the library being in `cache`; large ones run once."""
    say(f"synthetic model, {weight_count(size)} weights")
    home = folder / f"synthetic-{size}"
    base = write_synthetic(home / "original", size)
    quantize_checkpoint(base, home / "quantized", default_target().name, GROUP_SIZE)
    times = repeats if size <= 10**6 else 1
    run = median_run(checking(home / "quantized", base, home / "out", cache), times)
    shutil.rmtree(home)
    return run


def scale_figures(runs: dict[int, Run]) -> Figures:
    """Time and memory of each size, and the seconds for each further million weights."""
    figures = Figures()
    for size, run in runs.items():
        figures |= run_figures(f"scale_{size:.0e}".replace("+0", ""), run)
    return figures


def run_figures(name: str, run: Run) -> Figures:
    """Time and memory of a run."""
    return {
        f"{name}_seconds": round(run.seconds, 2),
        f"{name}_cpu_seconds": round(run.cpu_seconds, 2),
        f"{name}_peak_mib": round(run.peak_mib, 1),
    }


def extrapolation(runs: dict[int, Run], bytes_per_weight: float) -> Figures:
    """Time and disk for 70 billion weights, from the slope between the two largest sizes."""
    if len(runs) < 2:
        return {}
    (size0, run0), (size1, run1) = list(runs.items())[-2:]
    count0, count1 = weight_count(size0), weight_count(size1)
    slope = (run1.seconds - run0.seconds) / (count1 - count0)
    return {
        "scale_seconds_per_million_weights": round(slope * 1e6, 4),
        "extrapolated_70e9_hours_on_two_cores": round(slope * LARGE_MODEL_WEIGHTS / 3600, 2),
        "extrapolated_70e9_disk_gb": round(bytes_per_weight * LARGEST_MATRIX_WEIGHTS * 2 / 1e9, 2),
        "extrapolated_70e9_note": "extrapolated from the two largest synthetic models; disk: the "
        f"literals of two matrices of {LARGEST_MATRIX_WEIGHTS} weights at a time",
    }


if __name__ == "__main__":
    main()
