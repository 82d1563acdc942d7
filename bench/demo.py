"""Fetch a real model, quantize it in every format there is, prove all and write the reports.

    python bench/demo.py

Quantized copies go to .cache/, certificates, proofs and HTML pages to proofs_gen/.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.models import MINILM, fetch
from quantcert.formats import targets

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


def run(command: str, *arguments: str) -> int:
    """Show and run one of the package's commands; its exit code."""
    print("$", command, *arguments, flush=True)
    return subprocess.run([BIN / command, *arguments], cwd=ROOT, check=False).returncode


def main() -> int:
    """Exit code 0 if all quantized models were accepted."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    original = ROOT / ".cache" / "minilm"
    if not original.exists():
        shutil.copytree(fetch(MINILM), original)
    codes = []
    for name in sorted(targets()):
        target = f".cache/minilm-{name}"
        shutil.rmtree(ROOT / target, ignore_errors=True)
        codes.append(run("quantize-model", ".cache/minilm", target, "--format", name))
        codes.append(run("verify-model", target, "--base", ".cache/minilm"))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
