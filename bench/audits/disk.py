"""Runs on file systems that are too small for them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.audits.setting import digest, make_setting, require, run_to_end

_LAYERS = 6
_SIZES = (16, 64, 128, 256, 512, 1024, 2048, 4096, 16384)
"""KiB of the file system."""


def disk(folder: Path) -> dict[str, float | str]:
    """Verify with outputs, cache or temporary files on small file systems of their own.

    Needs the right to mount. A run ends with 0 and the certificate of a run with room, or with 2
    and one line that says what could not be written, and then leaves no output.
    """
    setting = make_setting(folder, _LAYERS)
    out = folder / "whole"
    whole = run_to_end(setting.command(out, "--jobs", "1"), setting.environment())
    require(whole.code == 0, whole.errors)
    wanted, small = digest(out), folder / "small"
    (results,) = setting.cache.glob("results-*")
    figures: dict[str, float | str] = {}
    for place in ("out", "scratch", "cache"):
        codes = []
        for size in _SIZES:
            shutil.rmtree(results, ignore_errors=True)
            with _file_system(small, size):
                target = small / "out" if place == "out" else folder / "other"
                environment = setting.environment()
                if place == "scratch":
                    environment |= {"TMPDIR": str(small)}
                elif place == "cache":
                    results.symlink_to(small, target_is_directory=True)
                done = run_to_end(setting.command(target, "--jobs", "1"), environment)
                codes.append(done.code)
                _judge(place, size, done.code, done.errors, target, wanted)
                shutil.rmtree(target, ignore_errors=True)
                if results.is_symlink():
                    results.unlink()
        figures[f"disk_{place}_exit_codes"] = " ".join(map(str, codes))
    return figures | {"disk_kib": " ".join(map(str, _SIZES))}


def _judge(place: str, size: int, code: int, errors: str, out: Path, wanted: str) -> None:
    where = f"{place} of {size} KiB"
    if code == 0:
        require(digest(out) == wanted, f"{where}: another certificate")
        return
    require(code == 2, f"{where}: ended with {code}: {errors}")
    require(len(errors.splitlines()) == 1, f"{where}: {errors}")
    require(not (out / "certificate.json").exists(), f"{where}: an output is left")


@contextmanager
def _file_system(place: Path, kib: int) -> Iterator[None]:
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
