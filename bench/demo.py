"""Prompts to a small language model, then a real model in 3.5 bits: prove, write the reports.

    python bench/demo.py

First a Llama of characters, whose head is fitted to 300 news articles here: on two prompts the
kernel proves which next character the original and the quantized network choose, with nothing
assumed. Then all matrices of all-MiniLM-L6-v2, which is fetched, in 3.5 bits a code. Both are
quantized by the recipe `default`: the original reads a text that comes with the package.
Quantized copies go to .cache/, certificates, proofs and HTML pages to proofs_gen/.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.models import MINILM, characters, fetch
from quantcert.formats import default_target

DEFAULT = ("--recipe", "default", "--tokens", "2048")
"""A quarter of the text, for the sake of two minutes."""

PROMPTS = "the united states\nof the government\n"
REQUIREMENTS = """version = 1

[prompts]
min_agreeing_share = 0.5  # of a model that chooses between characters without knowing words
"""

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


def run(command: str, *arguments: str) -> int:
    """Show and run one of the package's commands; its exit code."""
    print("$", command, *arguments, flush=True)
    return subprocess.run([BIN / command, *arguments], cwd=ROOT, check=False).returncode


def prompts() -> int:
    """What both networks do on two prompts; the exit code."""
    original, target = ROOT / ".cache" / "characters", ".cache/characters-quantized"
    if not original.exists():
        shutil.copytree(characters(), original)
    shutil.rmtree(ROOT / target, ignore_errors=True)
    (ROOT / ".cache" / "prompts.txt").write_text(PROMPTS)
    (ROOT / ".cache" / "characters.toml").write_text(REQUIREMENTS)
    made = run("quantize-model", ".cache/characters", target, "--group-size", "32", *DEFAULT)
    need = ("--requirements", ".cache/characters.toml", "--prompts", ".cache/prompts.txt")
    return max(made, run("verify-model", target, "--base", ".cache/characters", *need))


def main() -> int:
    """Exit code 0 if all quantized models were accepted."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    codes = [prompts()]
    original = ROOT / ".cache" / "minilm"
    if not original.exists():
        shutil.copytree(fetch(MINILM), original)
    target = f".cache/minilm-{default_target().name}"
    shutil.rmtree(ROOT / target, ignore_errors=True)
    codes.append(run("quantize-model", ".cache/minilm", target, *DEFAULT))
    codes.append(run("verify-model", target, "--base", ".cache/minilm"))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
