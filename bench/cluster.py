"""Runs on a cluster of this machine's own processes, beside plain runs.

    python bench/cluster.py [--json] [--part NAME ...] [--experts N]

Parts: `throughput` (the plain run, then 1, 2 and 4 workers, on MiniLM), `plan` (what was planned
and what it took), `shapes` (a model with the shapes of Llama 3 70B: a sample of its rows is
verified, the rest extrapolated), `experts` (many small matrices: time and memory of the
coordinator), `claims` (certificates of MiniLM and SmolLM2, with two workers and without, byte for
byte). To be run on a machine that does nothing else; only processor time and memory mean something
on one that is busy.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.footprint import footprint, processor_seconds
from bench.measure import CORES, VERIFY, Run, say, show, verify_anew, warm_cache
from bench.models import MINILM, fetch, smollm2
from bench.synthetic import write_matrices
from quantcert.certificate.encode import canonical, covered
from quantcert.formats import default_target
from quantcert.quantizer import quantize_checkpoint
from quantcert.run.options import Level
from quantcert.run.planning.plan import open_planned, plan_run

PARTS = ("throughput", "plan", "shapes", "experts", "claims")
WORKERS = (1, 2, 4)
PLANNED = (
    ("minilm_network", Level.WEIGHTS, True),
    ("minilm", Level.WEIGHTS, False),
    ("minilm_rows", Level.ROWS, False),
    ("large", Level.WEIGHTS, False),
    ("small", Level.WEIGHTS, False),
)
MIB = 1 << 20
SMALL, SMALL_GROUP = (32, 64), 32
EXPERTS = (2500, 5000, 10000, 20000)
LLAMA_70B = {
    "self_attn.q_proj": (8192, 8192),
    "self_attn.k_proj": (1024, 8192),
    "self_attn.v_proj": (1024, 8192),
    "self_attn.o_proj": (8192, 8192),
    "mlp.gate_proj": (28672, 8192),
    "mlp.up_proj": (28672, 8192),
    "mlp.down_proj": (8192, 28672),
}
"""Shapes of a block of Llama 3 70B; there are `BLOCKS`, and two matrices of 128256 x 8192."""
BLOCKS = 80
HEADS = 2 * 128256 * 8192
SAMPLED_ROWS = 256
"""Rows of each shape that are verified: 0.01 % of the weights of the model."""

Figures = dict[str, float | str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--part", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--experts", type=int, nargs="+", default=EXPERTS, help="small matrices")
    arguments = parser.parse_args()
    figures: Figures = {"load_average_before": round(os.getloadavg()[0], 2)}
    with tempfile.TemporaryDirectory(prefix="quantcert-bench-") as name:
        folder = Path(name)
        cache = warm_cache(folder / "cache")
        for part in arguments.part:
            say(part)
            figures |= _measured(part, folder / part, cache, arguments.experts)
    show(figures, arguments.json)


def _measured(part: str, folder: Path, cache: Path, experts: Sequence[int]) -> Figures:
    folder.mkdir()
    match part:
        case "throughput":
            return throughput(folder, cache)
        case "plan":
            return planned(folder, cache)
        case "shapes":
            return shapes(folder, cache)
        case "experts":
            return many_experts(folder, cache, experts)
        case _:
            return claims(folder, cache)


def throughput(folder: Path, cache: Path) -> Figures:
    """Weights a second of the layers of MiniLM: the plain run, and more and more workers."""
    base, quantized = fetch(MINILM), folder / "quantized"
    quantize_checkpoint(base, quantized, default_target().name, 128)
    weights = sum(layer.weights for layer in open_planned(quantized, base).layers)
    options = ("--no-network", "--jobs", str(CORES))
    verify_anew(quantized, base, folder / "out", *options, cache=cache)  # patterns are kept
    plain, used = _timed(quantized, base, folder / "out", *options, cache=cache)
    figures: Figures = {
        "plain_weights_per_second": round(weights / plain.seconds),
        "plain_processor_seconds": round(used, 1),
    }
    for count in WORKERS:
        with local_cluster(folder, count, cache) as address:
            cluster = (*options, "--cluster", address)
            _warm(quantized, base, folder, address, cache)
            found, all_used = _timed(quantized, base, folder / "out", *cluster, cache=cache)
        figures[f"workers_{count}_weights_per_second"] = round(weights / found.seconds)
        figures[f"workers_{count}_processor_seconds"] = round(all_used, 1)
        if count == CORES:
            figures["workers_2_over_plain"] = round(found.seconds / plain.seconds, 3)
            figures["workers_2_over_plain_processor"] = round(all_used / used, 3)
        say(str(figures))
    return figures


def _timed(quantized: Path, base: Path, out: Path, *options: str, cache: Path) -> tuple[Run, float]:
    """A run, and seconds of processor of all processes there are, those of a cluster as well."""
    before = processor_seconds(os.getpid())
    found = verify_anew(quantized, base, out, *options, cache=cache)
    return found, processor_seconds(os.getpid()) - before


def _warm(quantized: Path, base: Path, folder: Path, address: str, cache: Path) -> None:
    """Once through, so that workers have imported the package and opened the checkpoints."""
    options = ("--no-network", "--cluster", address)
    verify_anew(quantized, base, folder / "out", *options, cache=cache)


@contextmanager
def local_cluster(folder: Path, count: int, cache: Path) -> Iterator[str]:
    """A scheduler and so many workers, processes of their own that outlive a run."""
    file = folder / f"scheduler-{count}.json"
    own = {**os.environ, "QUANTCERT_CACHE": str(cache)}
    scheduler = ["distributed.cli.dask_scheduler", "--no-dashboard", "--port", "0"]
    worker = ["distributed.cli.dask_worker", "--no-dashboard", "--nworkers", str(count)]
    place = ["--scheduler-file", str(file)]
    commands = [
        [*scheduler, *place, "--host", "127.0.0.1"],
        [*worker, *place, "--nthreads", "1", "--local-directory", str(folder)],
    ]
    processes = []
    try:
        for command in commands:
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", *command], env=own, stderr=subprocess.DEVNULL
                )
            )
            while not file.exists():
                time.sleep(0.2)
        yield str(file)
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def planned(folder: Path, cache: Path) -> Figures:
    """What `quantcert plan` says, and what the run takes: seconds of processor, MiB.

    MiniLM with its network, without it, and by rows alone; matrices of 34 million weights; 300
    small ones.
    """
    os.environ["QUANTCERT_CACHE"] = str(cache)
    figures: Figures = {}
    large = {f"layers.{index}.weight": (4096, 2048) for index in range(4)}
    small = {f"layers.0.experts.{index}.weight": SMALL for index in range(300)}
    bases = {
        "minilm": fetch(MINILM),
        "large": write_matrices(folder / "large", large, dtype="BF16"),
        "small": write_matrices(folder / "small", small, dtype="BF16"),
    }
    copies = {name: folder / f"{name}-q" for name in bases}
    for name, base in bases.items():
        quantize_checkpoint(base, copies[name], default_target().name, 32)
    for key, level, network in PLANNED:
        name, _, _ = key.partition("_")
        opened = open_planned(copies[name], bases[name])
        plan = plan_run(opened, CORES, level=level, network=network)
        options = ["--level", level.value, *([] if network else ["--no-network"])]
        for results in cache.glob("results-*"):
            shutil.rmtree(results)
        command = [VERIFY, str(copies[name]), "--base", str(bases[name]), "--quiet", *options]
        found = footprint([*command, "--out", str(folder / f"out-{key}")], folder / "scratch")
        pairs = {
            "processor_seconds": (plan.processor_seconds, found.cpu_seconds),
            "memory_mib": (plan.memory / MIB, found.memory / MIB),
            "disk_mib": (plan.disk / MIB, found.disk / MIB),
        }
        for what, (said, used) in pairs.items():
            figures[f"plan_{key}_{what}"] = round(said, 1)
            figures[f"run_{key}_{what}"] = round(used, 1)
    return figures


def shapes(folder: Path, cache: Path) -> Figures:
    """Rows of every shape of a 70B model are verified by two workers; the rest is extrapolated.

    Each sample has whole rows of their true length, in bfloat16 and the default format. What a
    weight costs, in seconds of processor, is the difference of a sample and a quarter of it.
    """
    total = BLOCKS * sum(rows * columns for rows, columns in LLAMA_70B.values()) + HEADS
    few, many = (_sample(folder / str(n), cache, n) for n in (SAMPLED_ROWS // 4, SAMPLED_ROWS))
    weight = (many[2] - few[2]) / (many[0] - few[0])
    return {
        "shapes_70b_weights": total,
        "shapes_70b_verified_weights": many[0],
        "shapes_70b_verified_seconds": round(many[1], 2),
        "shapes_70b_verified_processor_seconds": round(many[2], 1),
        "shapes_70b_quarter_processor_seconds": round(few[2], 1),
        "shapes_70b_core_hours": round(weight * total / 3600, 2),
    }


def _sample(folder: Path, cache: Path, rows: int) -> tuple[int, float, float]:
    """Weights of so many rows of every shape; seconds of two workers, and those of processor."""
    sampled = {f"{name}.weight": (rows, shape[1]) for name, shape in LLAMA_70B.items()}
    base, quantized = write_matrices(folder / "original", sampled, dtype="BF16"), folder / "q"
    quantize_checkpoint(base, quantized, default_target().name, 128)
    with local_cluster(folder, CORES, cache) as address:
        options = ("--no-network", "--cluster", address)
        verify_anew(quantized, base, folder / "out", *options, cache=cache)
        found, used = _timed(quantized, base, folder / "out", *options, cache=cache)
    return sum(rows * columns for rows, columns in sampled.values()), found.seconds, used


def many_experts(folder: Path, cache: Path, counts: Sequence[int]) -> Figures:
    """Time of all processes and memory of the coordinator for so many small matrices.

    Every one of them must be verified, else the run fails.
    """
    figures: Figures = {}
    memory = {}
    for number in counts:
        place = folder / str(number)
        names = {f"layers.0.experts.{index}.weight": SMALL for index in range(number)}
        base = write_matrices(place / "original", names, dtype="BF16")
        quantize_checkpoint(base, place / "quantized", default_target().name, SMALL_GROUP)
        with local_cluster(place, CORES, cache) as address:
            options = ("--no-network", "--cluster", address)
            found, used = _timed(place / "quantized", base, place / "out", *options, cache=cache)
        memory[number] = found.peak_mib
        of_run: Figures = {
            "seconds": round(found.seconds, 1),
            "processor_seconds": round(used, 1),
            "coordinator_processor_seconds": round(found.cpu_seconds, 1),
            "coordinator_mib": round(found.peak_mib, 1),
        }
        figures |= {f"experts_{number}_{name}": value for name, value in of_run.items()}
        say(str(of_run))
    few, many = min(memory), max(memory)
    more = (memory[many] - memory[few]) / max(1, many - few)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures | {"experts_mib_a_matrix": round(more, 4), "bench_mib": round(own, 1)}


def claims(folder: Path, cache: Path) -> Figures:
    """Whether two workers give the certificate of one machine, byte for byte."""
    figures: Figures = {}
    for name, base in {"minilm": fetch(MINILM), "smollm2": smollm2()}.items():
        quantized = folder / f"{name}-q"
        quantize_checkpoint(base, quantized, default_target().name, 128)
        outs = {"one": folder / f"{name}-one", "two": folder / f"{name}-two"}
        plain = verify_anew(quantized, base, outs["one"], cache=cache)
        cluster = ("--cluster", "local:2", "--recheck", "0.02")
        found = verify_anew(quantized, base, outs["two"], *cluster, cache=cache)
        one, two = (json.loads((out / "certificate.json").read_text()) for out in outs.values())
        same = canonical(covered(one)) == canonical(covered(two))
        figures[f"{name}_claims"] = "equal" if same else "DIFFERENT"
        figures[f"{name}_plain_seconds"] = round(plain.seconds, 1)
        figures[f"{name}_cluster_seconds"] = round(found.seconds, 1)
    return figures


if __name__ == "__main__":
    main()
