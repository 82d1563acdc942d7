from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quantcert.lean import CheckJob, Library, Toolchain, build_library, find_toolchain

REFUSED = Path(__file__).parents[1] / "lean" / "refused"
CORE = "QuantCert.Core"


@pytest.fixture(scope="session")
def toolchain() -> Toolchain:
    return find_toolchain("embedded")


@pytest.fixture(scope="session")
def library(toolchain: Toolchain) -> Library:
    """The core of the library, compiled once into the user's cache."""
    return build_library(toolchain, 2, root_module=CORE)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Path]:
    """An empty cache of this test's own."""
    previous = os.environ.get("QUANTCERT_CACHE")
    os.environ["QUANTCERT_CACHE"] = str(tmp_path / "cache")
    yield tmp_path / "cache"
    if previous is None:
        del os.environ["QUANTCERT_CACHE"]
    else:
        os.environ["QUANTCERT_CACHE"] = previous


@pytest.fixture
def job() -> Callable[..., CheckJob]:
    """Make the job of a fixture file; its theorem `Gen.claim` should state `statement`."""

    def make(name: str, statement: str = "2 + 2 = 4", preamble: str = "") -> CheckJob:
        source = (REFUSED / f"{name}.lean").read_text()
        return CheckJob("Gen.M", source, {"Gen.claim": f": {statement}"}, preamble, (CORE,))

    return make
