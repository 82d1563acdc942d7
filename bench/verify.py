"""Time and memory of the whole tool on a real model.

    python bench/verify.py [--json] [--repeats N]

Prints, as a table or as one JSON object: seconds to compile the Lean library from nothing,
seconds and peak memory of `verify-model` on MiniLM with a warm library and nothing reused
(medians), and the speed of extraction against that of reading and hashing the same files.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measure import FORMATS, median_run, median_seconds, say, show, verify, verify_anew
from bench.models import MINILM, fetch
from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.formats import QuantizedCheckpoint, default_target, open_quantized
from quantcert.models.layouts import pair_layouts
from quantcert.pairing.original import Original
from quantcert.quantizer import quantize_checkpoint
from quantcert.requirements import load_requirements
from quantcert.roles import Role
from quantcert.run.layer_roles import layer_roles
from quantcert.run.layer_scan import layers, scan_errors
from quantcert.run.matrix_rows import MatrixRows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--repeats", type=int, default=3, help="runs per median")
    arguments = parser.parse_args()
    show(measure(arguments.repeats), arguments.json)


def measure(repeats: int) -> dict[str, float]:
    """All figures by name; names end in their unit."""
    base = fetch(MINILM)
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in FORMATS:
            target = Path(folder) / name
            seconds = median_seconds(lambda: quantize_checkpoint(base, target, name, 128), 1)  # noqa: B023
            figures[f"quantize_{name}_seconds"] = round(seconds, 3)
            figures |= _extraction(base, target, name, repeats)
        figures["library_cold_seconds"] = _cold_library(Path(folder))
        for name in FORMATS:
            figures |= _verification(Path(folder), base, name, repeats)
    return figures


def _cold_library(folder: Path) -> float:
    """Seconds of a first run with an empty cache, less those of the same run when warm."""
    say("Lean library from nothing")
    arguments = (folder / default_target().name, None, folder / "out-cold")
    cold = verify(*arguments, cache=folder / "cache")
    warm = verify_anew(*arguments, cache=folder / "cache")
    return round(cold.seconds - warm.seconds, 2)


def _verification(folder: Path, base: Path, name: str, repeats: int) -> dict[str, float]:
    """Medians of whole runs that reuse nothing, and of a run in which nothing has changed.

    With the theorems about the whole network, and with those of the layers alone.
    """
    say(f"verify-model, {name}")
    arguments, cache = (folder / name, base, folder / f"out-{name}"), folder / "cache"
    run = median_run(lambda: verify_anew(*arguments, cache=cache), repeats)
    layers = median_run(lambda: verify_anew(*arguments, "--no-network", cache=cache), repeats)
    verify(*arguments, cache=cache)
    again = verify(*arguments, cache=cache)
    return {
        f"verify_{name}_layers_seconds": round(layers.seconds, 2),
        f"verify_{name}_layers_cpu_seconds": round(layers.cpu_seconds, 2),
        f"verify_{name}_seconds": round(run.seconds, 2),
        f"verify_{name}_cpu_seconds": round(run.cpu_seconds, 2),
        f"verify_{name}_peak_mib": round(run.peak_mib, 1),
        f"verify_{name}_unchanged_seconds": round(again.seconds, 2),
        f"verify_{name}_unchanged_cpu_seconds": round(again.cpu_seconds, 2),
    }


def _known_roles(stored: QuantizedCheckpoint, original: Checkpoint) -> dict[str, tuple[Role, ...]]:
    return layer_roles(
        pair_layouts(stored, original).known, stored.matrices(), load_requirements(None)
    )


def _extraction(base: Path, quantized: Path, name: str, repeats: int) -> dict[str, float]:
    """Megabytes a second of extraction and of reading and hashing, over the same files.

    Extraction reads and checks all codes, scales, zero-points and original weights and makes the
    exact row sums; the digests that name its inputs are the other measurement.
    """
    stored, original = open_quantized(quantized), open_checkpoint(base)
    matrices = layers(stored, Original(original), _known_roles(stored, original))

    def hash_files() -> None:
        open_checkpoint(base).files()
        open_checkpoint(quantized).files()

    def extract() -> None:
        for layer in matrices:
            scan_errors(MatrixRows(original, stored, layer.tensor), layer)

    hash_files()
    size = (open_checkpoint(base).nbytes + open_checkpoint(quantized).nbytes) / 1e6
    hashing = median_seconds(hash_files, repeats)
    extraction = median_seconds(extract, repeats)
    return {
        f"hash_{name}_megabytes_per_second": round(size / hashing, 1),
        f"extract_{name}_megabytes_per_second": round(size / extraction, 1),
        f"extract_{name}_speed_over_hash": round(hashing / extraction, 3),
    }


if __name__ == "__main__":
    main()
