"""Whole networks, real ones: quantize, calibrate on a text, prove both scopes, write the reports.

    python bench/networks.py [--format NAME] [--tokens N] [minilm] [smollm2] [mixture]

MiniLM is a BERT of 6 layers, SmolLM2-135M a Llama of 30 layers (a synthetic original: decoded from
a GGUF file), the mixture has two experts and reads vectors. Quantized copies and region files go to
.cache/, certificates, proofs and HTML pages to proofs_gen/. Prints what the commands print and how
long each took; exit code 0 if all were accepted.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measure import FORMATS
from bench.models import minilm, mixture, mixture_inputs, news, smollm2
from quantcert.formats import targets

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
MODELS: dict[str, Callable[[], Path]] = {"minilm": minilm, "smollm2": smollm2, "mixture": mixture}


def main() -> int:
    """Exit code 0 if every model was accepted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", help=f"of {', '.join(MODELS)}; default: all")
    parser.add_argument("--format", default=FORMATS[0], choices=sorted(targets()))
    parser.add_argument("--tokens", type=int, default=512, help="tokens of the text")
    arguments = parser.parse_args()
    unknown = set(arguments.models) - set(MODELS)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: choose of {', '.join(MODELS)}")
    (ROOT / ".cache").mkdir(exist_ok=True)
    names = arguments.models or list(MODELS)
    return max(prove(name, arguments.format, arguments.tokens) for name in names)


def prove(name: str, code_format: str, tokens: int) -> int:
    """Quantize, calibrate and prove one model; the exit code of the last command that ran."""
    original = MODELS[name]()
    target = f".cache/{name}-{code_format}"
    region = f"{target}.region.json"
    shutil.rmtree(ROOT / target, ignore_errors=True)
    read: tuple[str, ...] = ("--text", str(news()), "--tokens", str(tokens))
    if name == "mixture":
        read = ("--inputs", str(mixture_inputs()))
    commands = (
        ("quantize-model", str(original), target, "--format", code_format),
        ("calibrate-model", target, "--base", str(original), *read, "--out", region),
        ("verify-model", target, "--base", str(original), "--region", region),
    )
    for command in commands:
        code = timed(*command)
        if code:
            return code
    return 0


def timed(command: str, *arguments: str) -> int:
    """Show and run one of the package's commands, and say how long it took; its exit code."""
    print("$", command, *arguments, flush=True)
    start = time.monotonic()
    code = subprocess.run([BIN / command, *arguments], cwd=ROOT, check=False).returncode
    print(f"[{time.monotonic() - start:.1f} s]", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
