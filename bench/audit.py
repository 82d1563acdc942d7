"""Long checks of robustness, outside the tests: each raises if something is not as it should be.

    python bench/audit.py [--json] [--points N] [--layers N,N] [--runs N] [AUDIT ...]

kills      a run killed at random moments (50), and the next run's certificate
disk       outputs, cache and temporary files on small file systems (needs the right to mount)
layers     checkpoints of 1,000 and 10,000 tiny matrices: time and memory
together   ten runs at once on one cache
lake       an exported project, compiled with Lake's command lines
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.audits.disk import disk
from bench.audits.kills import kills
from bench.audits.lake import lake
from bench.audits.layers import layers
from bench.audits.together import together
from bench.measure import say, show

Figures = dict[str, float | str]


def main() -> None:
    """Run the audits and print their figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("audits", nargs="*", help="default: all")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--points", type=int, default=50, help="moments of kills (default 50)")
    parser.add_argument("--layers", default="1000,10000", help="matrices (default 1000,10000)")
    parser.add_argument("--runs", type=int, default=10, help="runs at once (default 10)")
    options = parser.parse_args()
    counts = tuple(int(count) for count in options.layers.split(","))
    audits: dict[str, Callable[[Path], Figures]] = {
        "kills": lambda folder: kills(folder, options.points),
        "disk": disk,
        "layers": lambda folder: layers(folder, counts),
        "together": lambda folder: together(folder, options.runs),
        "lake": lake,
    }
    unknown = set(options.audits) - audits.keys()
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: choose of {', '.join(audits)}")
    figures: Figures = {"load_average_before": round(os.getloadavg()[0], 2)}
    for name in options.audits or audits:
        say(name)
        with tempfile.TemporaryDirectory(prefix="quantcert-audit-") as folder:
            figures |= audits[name](Path(folder))
    show(figures, options.json)


if __name__ == "__main__":
    main()
