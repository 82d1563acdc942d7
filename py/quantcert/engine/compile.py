"""The engine, compiled once for this machine and kept in the cache."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from quantcert.errors import EngineError

SOURCES = tuple(
    f"{name}.f90"
    for name in (
        "rounding",
        "narrowing",
        "powers",
        "lookahead",
        "words",
        "lanes",
        "matrices",
        "layers",
        "sampling",
        "programs",
        "decoder",
        "engine",
    )
)
"""The modules, each after those that it uses."""

INCLUDED = ("pairs.inc",)
"""What modules include."""

_FOLDER = Path(__file__).parent / "fortran"
_COMPILERS = ("gfortran", "flang-new", "flang")
_FLAGS = ("-O3", "-march=native", "-fopenmp")
_TOGETHER = (*_FLAGS, "-flto")
"""For gfortran: procedures of one module are expanded in another one."""
_AHEAD = (
    "-O2",
    "-march=native",
    "-fprefetch-loop-arrays",
    *("--param", "prefetch-latency=230", "--param", "simultaneous-prefetches=100"),
    *("--param", "min-insn-to-prefetch-ratio=1", "--param", "prefetch-min-insn-to-mem-ratio=1"),
)
"""For gfortran: `lookahead.f90` fetches what lies 2 KiB ahead."""


def find_compiler() -> Path:
    """The Fortran compiler: `QUANTCERT_FORTRAN`, else gfortran or flang on the path.

    Raises:
        EngineError: if there is none.
    """
    named = os.environ.get("QUANTCERT_FORTRAN")
    for name in (named,) if named else _COMPILERS:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    raise EngineError(
        f"no Fortran compiler ({named or ' or '.join(_COMPILERS)}) was found: install one, on "
        "Debian `apt-get install gfortran`, or name it in QUANTCERT_FORTRAN"
    )


def compiled_engine(cache: Path) -> Path:
    """The engine for these sources, this compiler and this machine, compiled if need be.

    Args:
        cache: its folder `engines` keeps the engine.

    Raises:
        EngineError: if there is no compiler, or it refuses the sources.
    """
    compiler = find_compiler()
    folder = cache / "engines"
    engine = folder / _digest(compiler)
    if not engine.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="building-", dir=folder) as staging:
            made = compile_program(compiler, _FOLDER / SOURCES[-1], Path(staging))
            made.replace(engine)
    return engine


def compile_program(compiler: Path, main: Path, folder: Path) -> Path:
    """A program of the engine's modules, in `folder`, under the name of its own source.

    Raises:
        EngineError: if the compiler refuses a source.
    """
    known = compiler.name.startswith("gfortran")
    for name in SOURCES[:-1]:
        _call(compiler, [*_flags(known, name), "-c", str(_FOLDER / name)], folder)
    objects = [Path(name).with_suffix(".o").name for name in SOURCES[:-1]]
    _call(compiler, [*_flags(known, main.name), *objects, str(main), "-o", main.stem], folder)
    return folder / main.stem


def _flags(known: bool, name: str) -> Sequence[str]:
    """Those of a source; `known` of gfortran."""
    alone = {"lookahead.f90": _AHEAD, "lanes.f90": _FLAGS}
    return alone.get(name, _TOGETHER) if known else _FLAGS


def _call(compiler: Path, arguments: Sequence[str], folder: Path) -> None:
    command = [str(compiler), *arguments]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise EngineError(f"{compiler} refused the engine's sources:\n{done.stderr.strip()}")


def _digest(compiler: Path) -> str:
    """Of the sources, the flags, the compiler's version and the processor."""
    version = subprocess.run([str(compiler), "--version"], check=False, capture_output=True)
    parts = [(_FOLDER / name).read_bytes() for name in SOURCES + INCLUDED]
    parts += [version.stdout, " ".join(_TOGETHER + _AHEAD).encode(), _processor().encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _processor() -> str:
    """What `-march=native` depends on, where the system says so."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor()
    wanted = ("model name", "flags", "Features")
    return "\n".join(sorted({line for line in text.splitlines() if line.startswith(wanted)}))
