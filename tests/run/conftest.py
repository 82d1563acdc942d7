"""Fixtures of the pipeline's tests."""

from pathlib import Path

import pytest

from quantcert.lean.check import store


@pytest.fixture(autouse=True)
def _own_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results of checks are kept apart for each test; the compiled library is shared."""
    monkeypatch.setattr(store, "cache_root", lambda: tmp_path / "cache")
