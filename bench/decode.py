"""How fast `quantcert run` writes SmolLM2-135M at 3.5 bits, beside llama.cpp with Q4_0.

    python bench/decode.py [--json] [--format grid35] [--threads 2] [--repeats N] [--tokens N]

Both read the same prompt and write the same number of tokens, in turn, with as many threads. The
Q4_0 file is what `llama-quantize` makes: embeddings stay in 8 bits. Prints, as a table or as one
JSON object:

tokens_per_second, .._median         of the engine: the fastest run, and the middle one
llama_tokens_per_second, .._median   of llama.cpp
speed_over_llama                     ratio of the fastest runs
cpu_ms_per_token, llama_..           processor time with one thread: the least of all runs
cpu_speed_over_llama                 ratio of these
weight_bytes_over_packed             weights in memory over those in the checkpoint
kernel_gb_per_second                 packed weights multiplied, each matrix at its fastest
memory_gb_per_second                 memory read, each piece at its fastest
kernel_over_memory                   ratio
..._one_thread                       the same with one thread
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.copies import write_4_bit_copy
from bench.measure import run as measured
from bench.measure import say, show
from bench.models import SMOLLM2, fetch, smollm2
from quantcert.engine import Done, Request, compiled_engine, find_compiler, generate
from quantcert.engine.compile import compile_program
from quantcert.engine.program_file import write_program
from quantcert.formats import QuantizedCheckpoint, open_quantized, targets
from quantcert.integer import build_program
from quantcert.quantizer import quantize_checkpoint

Figures = dict[str, float | str]

PROMPT = (1, 4093, 198, 1780, 314, 9443, 47, 2, 198, 1, 520, 9531, 198)
"""A question of 13 tokens."""

_SPEED = Path(__file__).parent / "fortran" / "speed.f90"
_PASSES = 40


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--format", default="grid35", help="format (default grid35)")
    parser.add_argument("--threads", type=int, default=2, help="threads (default 2)")
    parser.add_argument("--repeats", type=int, default=9, help="runs of each (default 9)")
    parser.add_argument("--tokens", type=int, default=48, help="tokens of a run (default 48)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quantcert-decode-") as folder:
        figures = measure(Path(folder), arguments)
    show(figures, arguments.json)


def measure(folder: Path, arguments: argparse.Namespace) -> Figures:
    """All figures by name."""
    say("quantize")
    size = targets()[arguments.format].group_size
    quantize_checkpoint(smollm2(), folder / "quantized", arguments.format, size)
    quantized = open_quantized(folder / "quantized")
    write_program(build_program(quantized), folder / "program")
    write_4_bit_copy(fetch(SMOLLM2), folder / "q4_0.gguf")
    engine = compiled_engine(folder)
    figures: Figures = {"format": arguments.format, "threads": arguments.threads}
    figures |= speeds(engine, folder, arguments.threads, arguments.repeats, arguments.tokens)
    figures |= processor_times(engine, folder, arguments.repeats, arguments.tokens)
    done = decoded(engine, folder / "program", 1, 1)
    figures["weight_bytes_over_packed"] = round(done.weight_bytes / packed(quantized), 4)
    say("kernel and memory")
    program = compile_program(find_compiler(), _SPEED, folder)
    figures |= kernel(program, folder / "program", arguments.threads, "")
    return figures | kernel(program, folder / "program", 1, "_one_thread")


def packed(quantized: QuantizedCheckpoint) -> float:
    """Bytes of the stored weights."""
    names = quantized.matrices()
    sizes = {name: quantized.shape(name) for name in names}
    return float(sum(quantized.bits_per_weight(n) * sizes[n][0] * sizes[n][1] for n in names)) / 8


def speeds(engine: Path, folder: Path, threads: int, repeats: int, tokens: int) -> Figures:
    """Tokens a second of both, measured in turn."""
    own, other = [], []
    with LlamaCpp(folder / "q4_0.gguf", threads) as llama:
        for number in range(repeats):
            say(f"run {number + 1} of {repeats}")
            done = decoded(engine, folder / "program", tokens, threads)
            own.append((done.tokens - 1) / done.seconds)
            other.append(float(llama.decode(tokens)["predicted_per_second"]))
    return {
        "tokens_per_second": round(max(own), 1),
        "tokens_per_second_median": round(statistics.median(own), 1),
        "llama_tokens_per_second": round(max(other), 1),
        "llama_tokens_per_second_median": round(statistics.median(other), 1),
        "speed_over_llama": round(max(own) / max(other), 3),
    }


def processor_times(engine: Path, folder: Path, repeats: int, tokens: int) -> Figures:
    """Milliseconds of processor time for a token, with one thread."""
    own, other = [], []
    with LlamaCpp(folder / "q4_0.gguf", 1) as llama:
        for number in range(repeats):
            say(f"one thread: run {number + 1} of {repeats}")
            long, short = (cpu_seconds(engine, folder / "program", count) for count in (tokens, 1))
            own.append((long - short) / (tokens - 1))
            long, short = (float(llama.decode(count)["cpu_seconds"]) for count in (tokens, 1))
            other.append((long - short) / (tokens - 1))
    return {
        "cpu_ms_per_token": round(1e3 * min(own), 2),
        "llama_cpu_ms_per_token": round(1e3 * min(other), 2),
        "cpu_speed_over_llama": round(min(other) / min(own), 3),
    }


def decoded(engine: Path, program: Path, tokens: int, threads: int) -> Done:
    """What a run of the engine took."""
    *_, last = generate(engine, program, Request(PROMPT, tokens, threads=threads))
    assert isinstance(last, Done)
    return last


def cpu_seconds(engine: Path, program: Path, tokens: int) -> float:
    """Processor time of a whole run with one thread."""
    request = program.with_name("request")
    request.write_text(Request(PROMPT, tokens).text())
    command = ["sh", "-c", f'"{engine}" "{program}" < "{request}"']
    return measured(command, {"OMP_NUM_THREADS": "1"}).cpu_seconds


def kernel(program: Path, weights: Path, threads: int, name: str) -> Figures:
    """Packed weights that are multiplied in a second, and memory that is read."""
    done = subprocess.run(
        [str(program), str(weights), str(_PASSES)],
        env={**os.environ, "OMP_NUM_THREADS": str(threads)},
        check=True,
        capture_output=True,
        text=True,
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    speed, memory = (int(size) / float(seconds) / 1e9 for size, seconds in lines)
    return {
        f"kernel_gb_per_second{name}": round(speed, 2),
        f"memory_gb_per_second{name}": round(memory, 2),
        f"kernel_over_memory{name}": round(speed / memory, 3),
    }


class LlamaCpp:
    """llama.cpp with a model, in a process of its own that decodes when it is asked to."""

    def __init__(self, model: Path, threads: int) -> None:
        """Not yet started."""
        root = str(Path(__file__).parents[1])
        self._command = [sys.executable, "-c", _CHILD, root, str(model), str(threads)]

    def __enter__(self) -> LlamaCpp:
        """Start it."""
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.decode(2)
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.communicate()

    def decode(self, tokens: int) -> Mapping[str, Any]:
        """The timings of a run."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{tokens}\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith(_MARK):
                found: Mapping[str, Any] = json.loads(line[len(_MARK) :])
                return found
        raise RuntimeError("llama.cpp has ended")


_MARK = "timings "
_CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
from bench.decode import serve
serve(sys.argv[2], int(sys.argv[3]))
"""


def serve(model: str, threads: int) -> None:
    """What the process does: for each number on standard input it writes as many tokens."""
    engine = import_module("xllamacpp")
    parameters = engine.CommonParams()
    parameters.model.path = model
    parameters.n_ctx, parameters.n_parallel, parameters.n_gpu_layers = 512, 1, 0
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    parameters.port, parameters.warmup, parameters.verbosity = 0, True, -1
    server = engine.Server(parameters)
    for line in sys.stdin:
        before = time.process_time()
        request = {"prompt": list(PROMPT), "n_predict": int(line), "temperature": 0}
        answer = server.handle_completions(request | {"ignore_eos": True, "cache_prompt": False})
        timings = {**answer["timings"], "cpu_seconds": time.process_time() - before}
        print(_MARK + json.dumps(timings), flush=True)


if __name__ == "__main__":
    main()
