"""Fixtures that many tests share."""

import os

import pytest
from hypothesis import settings

from quantcert.lean import Library, build_library, find_toolchain
from tests.support.proved_networks import Networks
from tests.support.small_models import SmallModel, small_model

# Examples are not timed: a busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def library() -> Library:
    """The whole Lean library, compiled once into the user's cache."""
    return build_library(find_toolchain(), os.cpu_count() or 1)


@pytest.fixture(scope="session", params=["alt43", "pair11"])
def any_model(request, tmp_path_factory) -> SmallModel:
    """A small model in each format; not to be changed."""
    return small_model(tmp_path_factory.mktemp("model"), request.param)


@pytest.fixture(scope="session")
def model(tmp_path_factory) -> SmallModel:
    """A small pair11 model; not to be changed."""
    return small_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def networks(tmp_path_factory) -> Networks:
    """Small networks in both scopes, proved when they are first asked for; not to be changed.

    Processes that share the tests share the results.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return Networks(tmp_path_factory.mktemp("networks"), shared / "results")
