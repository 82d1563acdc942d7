"""Fixtures of tests of runs on clusters."""

from pathlib import Path

import pytest

from quantcert.cluster import opened
from quantcert.lean import Library
from quantcert.lean.check import store
from quantcert.run import open as run_open
from tests.support.cluster_runs import claims_alone
from tests.support.small_models import SmallModel


@pytest.fixture(autouse=True)
def _own_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results of checks are kept apart for each test."""
    monkeypatch.setattr(store, "cache_root", lambda: tmp_path / "cache")


@pytest.fixture(autouse=True)
def _one_library(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library of all tests is found without looking at its files again."""
    for module in (opened, run_open):
        monkeypatch.setattr(module, "build_library", lambda *arguments, **named: library)


@pytest.fixture(scope="session")
def alone(model: SmallModel) -> bytes:
    """The claims of one machine."""
    return claims_alone(model)
