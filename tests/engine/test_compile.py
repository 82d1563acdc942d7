from pathlib import Path

import pytest

from quantcert.engine import compile as module
from quantcert.engine.compile import INCLUDED, SOURCES, compiled_engine, find_compiler
from quantcert.errors import EngineError


def test_all_sources_are_compiled():
    assert {path.name for path in (Path(module.__file__).parent / "fortran").iterdir()} == set(
        SOURCES + INCLUDED
    )


def test_a_missing_compiler_is_named(monkeypatch):
    monkeypatch.setenv("QUANTCERT_FORTRAN", "no-such-compiler")
    with pytest.raises(EngineError, match=r"no-such-compiler.*apt-get install gfortran"):
        find_compiler()


def test_an_engine_is_compiled_once(engine, monkeypatch):
    monkeypatch.setattr(module, "compile_program", None)
    assert compiled_engine(engine.parents[1]) == engine


def test_what_the_compiler_says_is_shown(tmp_path, monkeypatch):
    script = tmp_path / "fortran"
    script.write_text("#!/bin/sh\necho 'Error: no such standard' >&2\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setenv("QUANTCERT_FORTRAN", str(script))
    with pytest.raises(EngineError, match="refused the engine's sources:\nError: no such standard"):
        compiled_engine(tmp_path / "cache")
