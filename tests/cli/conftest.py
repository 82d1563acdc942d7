"""Runs without Lean."""

import pytest

from tests.support.made_runs import MadeRun


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> MadeRun:
    """What `verify-model` runs is made by hand, and no checkpoint is opened to foretell it."""
    made = MadeRun()
    monkeypatch.setattr("quantcert.cli.verify.announce_long", lambda *_: None)
    monkeypatch.setattr("quantcert.api.verify_checkpoint", made)
    return made
