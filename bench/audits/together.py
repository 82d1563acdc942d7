"""Several runs at once on one cache."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bench.audits.setting import digest, make_setting, require

_LAYERS = 6


def together(folder: Path, count: int) -> dict[str, float | str]:
    """Start `count` runs at once on one cache without results, half of them into one folder.

    All must end with 0 and give the same certificate.
    """
    setting = make_setting(folder, _LAYERS)
    outs = [folder / ("shared" if number % 2 else f"own{number}") for number in range(count)]
    running = [
        subprocess.Popen(
            setting.command(out, "--jobs", "1"),
            env=setting.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for out in outs
    ]
    errors = [process.communicate()[1] for process in running]
    for process, said in zip(running, errors, strict=True):
        require(process.returncode == 0, f"a run ended with {process.returncode}: {said}")
    digests = {digest(out) for out in outs}
    require(len(digests) == 1, f"the runs gave {len(digests)} certificates")
    staged = [path for path in folder.iterdir() if path.name.startswith(".")]
    require(not staged, f"left behind: {staged}")
    return {"together_runs": count, "together_certificates": len(digests)}
