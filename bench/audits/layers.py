"""Checkpoints of many tiny matrices: time and memory for each of them."""

from __future__ import annotations

from pathlib import Path

from bench.audits.setting import make_setting, require
from bench.measure import run


def layers(folder: Path, counts: tuple[int, ...]) -> dict[str, float | str]:
    """Verify checkpoints of so many matrices; seconds for one and peak memory should stay."""
    figures: dict[str, float | str] = {}
    cache = None
    for count in counts:
        setting = make_setting(folder / str(count), count, cache)
        cache = setting.cache
        command = setting.command(folder / f"out{count}")
        measured = run(command, {"QUANTCERT_CACHE": str(cache)})
        require((folder / f"out{count}" / "certificate.json").is_file(), "no certificate")
        figures |= {
            f"layers_{count}_seconds": round(measured.seconds, 1),
            f"layers_{count}_ms_of_processor_a_layer": round(1000 * measured.cpu_seconds / count),
            f"layers_{count}_peak_mib": round(measured.peak_mib),
        }
    return figures
