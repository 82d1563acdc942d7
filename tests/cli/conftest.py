"""Runs without Lean."""

import pytest

from tests.support.made_runs import MadeRun


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> MadeRun:
    """What `verify-model` runs is made by hand."""
    made = MadeRun()
    monkeypatch.setattr("quantcert.api.verify_checkpoint", made)
    return made
