"""Checkpoints in formats of other tools: what it takes to verify them, and their errors.

    python bench/formats.py [--json] [--repeats N] [minilm] [smollm2]

The originals of MiniLM and SmolLM2 (a synthetic original: decoded from a file of 4 and 8 bits) are
quantized by llama.cpp to several types; types whose blocks of 256 do not divide rows of 384 or 576
columns are replaced in these matrices as llama.cpp does it. Each copy is verified against its
original, every weight, with a warm library and nothing reused; beside it the default format of this
package in the same run. A row may err by all of its weights: by default it is three quarters, which
refuses two rows of MiniLM in IQ3_S. Prints, as a table or as one JSON object:

NAME_seconds, NAME_cpu_seconds, NAME_peak_mib, NAME_weights_per_second_per_core
NAME_bits_per_weight             of all quantized matrices
NAME_max_error, NAME_verdicts    the largest |w - w_hat|; how many matrices have which verdict
NAME_times_own_format            processor time, of the package's own format in the same run
smollm2_as_shipped_...           the file as it is in the package, without an original
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.copies import write_copy
from bench.measure import CORES, Run, median_run, say, show, verify_anew, warm_cache
from bench.models import SMOLLM2, fetch, minilm, smollm2
from quantcert.formats import default_target, open_quantized
from quantcert.quantizer import quantize_checkpoint

GROUP_SIZE = 128
KINDS = ("Q8_0", "Q4_K", "Q3_K", "IQ3_S", "NVFP4")
MODELS: dict[str, Callable[[], Path]] = {"minilm": minilm, "smollm2": smollm2}

Figures = dict[str, float | str]

_REQUIREMENTS = """version = 1
[accumulator]
width_bits = 32
activation_min = -128
activation_max = 127
[[layer]]
pattern = "*"
input_abs_max = 1
max_relative_error = 1
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("models", nargs="*", help=f"of {', '.join(MODELS)}; default: all")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--repeats", type=int, default=1, help="runs per median (default 1)")
    arguments = parser.parse_args()
    unknown = set(arguments.models) - set(MODELS)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: choose of {', '.join(MODELS)}")
    show(measure(arguments.models or list(MODELS), arguments.repeats), arguments.json)


def measure(models: list[str], repeats: int) -> Figures:
    """All figures by name; names end in their unit."""
    load = os.getloadavg()[0]
    figures: Figures = {}
    with tempfile.TemporaryDirectory(prefix="quantcert-bench-") as name:
        folder = Path(name)
        warm_cache(folder / "cache")
        for model in models:
            figures |= copies(model, MODELS[model](), folder, repeats)
        if "smollm2" in models:
            say("SmolLM2 as shipped")
            figures |= checked("smollm2_as_shipped", fetch(SMOLLM2), None, folder, repeats)[1]
    return figures | {"cores": CORES, "load_average_before": round(load, 2)}


def copies(model: str, original: Path, folder: Path, repeats: int) -> Figures:
    """Figures of the copies of a model in each kind, and in the package's own format."""
    own = default_target().name
    quantize_checkpoint(original, folder / f"{model}-{own}", own, GROUP_SIZE)
    say(f"{model}, {own}")
    base, figures = checked(f"{model}_{own}", folder / f"{model}-{own}", original, folder, repeats)
    for kind in KINDS:
        say(f"{model}, {kind}")
        target, name = folder / f"{model}-{kind}.gguf", f"{model}_{kind}"
        write_copy(original, target, kind)
        run, found = checked(name, target, original, folder, repeats)
        figures |= found
        figures[f"{name}_times_own_format"] = round(run.cpu_seconds / base.cpu_seconds, 2)
        target.unlink()
    return figures


def checked(
    name: str, quantized: Path, original: Path | None, folder: Path, repeats: int
) -> tuple[Run, Figures]:
    """The time that a run takes that checks every weight, and what it finds."""
    out, cache, rules = folder / f"out-{name}", folder / "cache", folder / "rules.toml"
    rules.write_text(_REQUIREMENTS)
    options = ["--no-network", "--jobs", str(CORES), "--requirements", str(rules)]
    run = median_run(lambda: verify_anew(quantized, original, out, *options, cache=cache), repeats)
    document = json.loads((out / "certificate.json").read_text())
    verdicts = Counter(layer["verdict"] for layer in document["layers"])
    figures: Figures = {
        f"{name}_seconds": round(run.seconds, 2),
        f"{name}_cpu_seconds": round(run.cpu_seconds, 2),
        f"{name}_peak_mib": round(run.peak_mib, 1),
        f"{name}_weights_per_second_per_core": round(weights(quantized) / run.seconds / CORES),
        f"{name}_bits_per_weight": round(stored_bits(quantized) / weights(quantized), 3),
        f"{name}_verdicts": ", ".join(f"{n} {word}" for word, n in sorted(verdicts.items())),
    }
    errors = [Fraction(layer["max_abs_error"] or 0) for layer in document["layers"]]
    if original is not None:
        figures[f"{name}_max_error"] = round(float(max(errors)), 6)
    return run, figures


def weights(quantized: Path) -> int:
    """The number of weights of all quantized matrices."""
    checkpoint = open_quantized(quantized)
    return sum(rows * columns for rows, columns in map(checkpoint.shape, checkpoint.matrices()))


def stored_bits(quantized: Path) -> float:
    """Bits of all quantized matrices."""
    checkpoint = open_quantized(quantized)
    total = 0.0
    for name in checkpoint.matrices():
        rows, columns = checkpoint.shape(name)
        total += float(checkpoint.bits_per_weight(name) * rows * columns)
    return total


if __name__ == "__main__":
    main()
