"""Prompts: how long the kernel takes to enclose both networks, and how that grows.

    python bench/prompts.py [--json] [--tokens N ...]

The model is the small Llama of characters of `make demo` (86 thousand weights), quantized to 3.5
bits; prompts are the beginning of the news corpus. For each number of tokens (4, 16 and 64 unless
others are given) a run without kept results prints, as a table or as one JSON object:

..._bits              of the enclosures, as predicted in float64
..._seconds           from opened checkpoints to verdict, two processes of Lean at a time
..._seconds_predicted what `--dry-run` says
..._kernel_seconds    of the two networks' modules, and of their comparison, added up
..._peak_mib          largest process of Lean
..._radius            largest radius of a logit
..._agreeing          share of tokens after which the same next one is proved
extrapolated_...      core hours of 16 tokens of Llamas of the sizes of SmolLM2-135M, 7B, 70B, with
                      20 bits a layer, from the costs that plans are made with: not a measurement,
                      and such networks do not fit memory yet
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.characters import CONFIG, numbers
from bench.measure import CORES, say, show
from bench.models import characters, news
from quantcert.formats import default_target
from quantcert.lean import build_library, find_toolchain
from quantcert.models.architecture import read_architecture
from quantcert.models.net import Architecture
from quantcert.quantizer import quantize_checkpoint
from quantcert.run.prompt.forecast import Forecast
from quantcert.run.prompt.networks import PromptInputs, open_prompt
from quantcert.run.prompt.plan import expected_seconds, plan_prompt, plan_prompts
from quantcert.run.prompt.result import PromptResult
from quantcert.run.prompt.verify import PromptRun

GROUP_SIZE = 32
TOKENS = (4, 16, 64)
BITS_A_LAYER = 20
EXTRAPOLATED = {
    "smollm2_135m": (576, 1536, 30, 9, 3, 49152),
    "7b": (4096, 11008, 32, 32, 32, 32000),
    "70b": (8192, 28672, 80, 64, 8, 32000),
}
"""Hidden and inner size, layers, heads, heads of keys and values, vocabulary."""

Figures = dict[str, float | str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--tokens", type=int, nargs="+", default=list(TOKENS), metavar="N")
    arguments = parser.parse_args()
    show(measure(characters(), arguments.tokens), arguments.json)


def measure(original: Path, counts: Sequence[int]) -> Figures:
    """All figures by name."""
    library = build_library(find_toolchain(), CORES)
    text = numbers(news().read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="quantcert-prompts-") as folder:
        quantized = Path(folder) / "quantized"
        quantize_checkpoint(original, quantized, default_target().name, GROUP_SIZE)
        inputs = open_prompt(quantized, original)
        figures: Figures = {}
        for count in counts:
            say(f"{count} tokens")
            figures |= _run(inputs, PromptRun(library, jobs=CORES), text[:count])
    return figures | _extrapolated()


def _run(inputs: PromptInputs, run: PromptRun, tokens: Sequence[int]) -> Figures:
    (plan,) = plan_prompts(inputs, [(1, tokens)])
    start = time.monotonic()
    result = run.check(inputs, tokens, plan.bits)
    seconds = time.monotonic() - start
    return {
        f"{len(tokens)}_tokens_{name}": value
        for name, value in {
            "bits": result.bits,
            "seconds": round(seconds, 1),
            "seconds_predicted": round(expected_seconds([plan], CORES), 1),
            **_of_kernel(result),
        }.items()
    }


def _of_kernel(result: PromptResult) -> Figures:
    """Raises ValueError if nothing is proved."""
    if result.proved is None:
        raise ValueError(result.reason)
    *networks, comparison = [module.seconds for module in result.modules]
    same = sum(position.verdict == "SAME" for position in result.proved.positions)
    radii = [c.rad / 2**box.scale for box in result.proved.logits for r in box.claims for c in r]
    return {
        "kernel_seconds": round(sum(networks), 1),
        "comparison_seconds": round(comparison, 1),
        "peak_mib": round(max(module.peak_bytes for module in result.modules) / 2**20),
        "radius": f"{max(radii):.1e}",
        "agreeing": round(same / len(result.tokens), 3),
    }


def _extrapolated() -> Figures:
    found: Figures = {}
    for name, shape in EXTRAPOLATED.items():
        plan = plan_prompt(_llama(*shape), 1, 16, Forecast(BITS_A_LAYER * shape[2], 0))
        found[f"extrapolated_{name}_core_hours"] = round(plan.seconds / 3600, 1)
    return found


def _llama(
    hidden: int, inner: int, layers: int, heads: int, groups: int, vocabulary: int
) -> Architecture:
    """A Llama of these sizes, whose output is made by its embedding."""
    config = CONFIG | {
        "hidden_size": hidden,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": groups,
        "vocab_size": vocabulary,
        "tie_word_embeddings": True,
    }
    keys = hidden // heads * groups
    attention = {"q": (hidden, hidden), "k": (keys, hidden), "v": (keys, hidden)}
    shapes: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (vocabulary, hidden),
        "model.norm.weight": (hidden,),
    }
    for layer in range(layers):
        stem = f"model.layers.{layer}"
        for name, shape in (attention | {"o": (hidden, hidden)}).items():
            shapes[f"{stem}.self_attn.{name}_proj.weight"] = shape
        shapes |= {f"{stem}.mlp.{name}_proj.weight": (inner, hidden) for name in ("gate", "up")}
        shapes[f"{stem}.mlp.down_proj.weight"] = (hidden, inner)
        for norm in ("input", "post_attention"):
            shapes[f"{stem}.{norm}_layernorm.weight"] = (hidden,)
    found = read_architecture(config, shapes)
    assert isinstance(found, Architecture), found
    return found


if __name__ == "__main__":
    main()
