"""How far the integer program of SmolLM2-135M is from the same quantized network in real numbers.

    python bench/integer.py [--json] [--format grid35] [--windows N] [--length N] [--prove N]

Of each next token of the text, at activations of 16 and of 8 bits, the latter with an exponent for
each group of columns and with one for each vector. Prints, as a table or as one JSON object:

aN_kl             mean Kullback-Leibler divergence of the integer program, nats
aN_top1           share of positions with the same most probable token
aN_sum_bits       bits of 32 that sums of blocks may take, by the program's own numbers
aN_wide_bits      bits of 64 that other integers may take

With --prove nothing is measured but what it takes to have the kernel prove the logits after each of
the first N tokens of the text, of all layers and the whole head, at activations of 16 bits:

proved            whether it accepts all theorems
proved_tokens     how many tokens
proved_theorems   how many theorems
proved_seconds    processor time of all processes
proved_mib        resident memory of the largest process that checks
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measure import say, show
from bench.models import news, smollm2
from quantcert.formats import QuantizedCheckpoint, open_quantized, targets
from quantcert.forward import BlockWeights, QuantizedWeights, evaluate
from quantcert.forward.compare import Window
from quantcert.forward.functions import log_softmax
from quantcert.forward.text import find_tokenizer, token_windows
from quantcert.integer import Program, Run, build_program
from quantcert.integer.build import network_of
from quantcert.integer.ranges import program_ranges
from quantcert.lean import build_library, find_toolchain
from quantcert.quantizer import quantize_checkpoint
from quantcert.run.integer.prove import RunProver

Array = NDArray[np.float64]

CASES = (("a16", 16, False), ("a8", 8, True), ("a8_one_exponent", 8, False))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--format", default="grid35", help="format (default grid35)")
    parser.add_argument("--windows", type=int, default=4, help="windows of text (default 4)")
    parser.add_argument("--length", type=int, default=128, help="tokens of each (default 128)")
    parser.add_argument("--prove", type=int, metavar="N", help="prove a run on so many tokens")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quantcert-integer-") as folder:
        say("quantize")
        target = Path(folder) / "quantized"
        quantize_checkpoint(
            smollm2(), target, arguments.format, targets()[arguments.format].group_size
        )
        quantized = open_quantized(target)
        if arguments.prove is None:
            figures = measure(quantized, arguments.windows, arguments.length)
        else:
            figures = proved(quantized, arguments.prove)
    show({"format": arguments.format, **figures}, arguments.json)


def measure(quantized: QuantizedCheckpoint, count: int, length: int) -> dict[str, float | str]:
    """All figures by name."""
    vocabulary = network_of(quantized).vocabulary
    tokenizer = find_tokenizer(smollm2())
    windows = token_windows(tokenizer, news(), count * length, length, vocabulary)
    say("the network in real numbers")
    real = real_logits(quantized, windows)
    figures: dict[str, float | str] = {"positions": sum(len(logits) for logits in real)}
    for name, bits, by_block in CASES:
        say(name)
        program = build_program(quantized, bits, by_block)
        figures |= {f"{name}_{key}": v for key, v in compared(program, windows, real).items()}
    return figures


def proved(quantized: QuantizedCheckpoint, count: int) -> dict[str, float | str]:
    """Figures of a proved run."""
    program = build_program(quantized)
    library = build_library(find_toolchain(), os.cpu_count() or 1, lambda *_: None)
    tokenizer = find_tokenizer(smollm2())
    (window,) = token_windows(tokenizer, news(), count, count, network_of(quantized).vocabulary)
    before = _processor_seconds()
    say("prove")
    prover = RunProver(library, jobs=os.cpu_count() or 1, progress=_said)
    run = prover.prove(program, window.tokens.tolist())
    return {
        "proved": str(run.accepted),
        "proved_tokens": len(run.tokens),
        "proved_theorems": sum(len(module.theorems) for module in run.modules),
        "proved_seconds": round(_processor_seconds() - before),
        "proved_mib": max(module.peak_bytes for module in run.modules) >> 20,
    }


def _said(stage: str, done: int, total: int) -> None:
    say(f"{stage}: {done} of {total}")


def _processor_seconds() -> float:
    """Of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def real_logits(quantized: QuantizedCheckpoint, windows: list[Window]) -> list[Array]:
    """The logits of each window in float64."""
    network = network_of(quantized)
    states: list[Array] = [np.zeros((len(window.tokens), 0)) for window in windows]
    for block in network.blocks:
        weights = BlockWeights(QuantizedWeights(quantized))
        for place, window in enumerate(windows):
            states[place] = evaluate(network, block.net, window.tokens, weights, states[place])
    return states


def compared(program: Program, windows: list[Window], real: list[Array]) -> dict[str, float]:
    """Figures of a program."""
    runs = [Run(program).read(window.tokens.tolist()) for window in windows]
    unit = np.float64(2.0**-program.sizes.unit)
    pairs = [(log_softmax(a), log_softmax(b * unit)) for a, b in zip(real, runs, strict=True)]
    kl = np.concatenate([(np.exp(a) * (a - b)).sum(axis=1) for a, b in pairs])
    same = np.concatenate([a.argmax(axis=1) == b.argmax(axis=1) for a, b in pairs])
    ranges = program_ranges(program)
    return {
        "kl": float(f"{kl.mean():.3g}"),
        "top1": round(float(same.mean()), 4),
        "sum_bits": ranges.sum_bits,
        "wide_bits": ranges.wide_bits,
    }


if __name__ == "__main__":
    main()
