from pathlib import Path

import pytest

from tests.support.networks import SmallNetwork, small_network

FORMATS = ("pair11", "alt43", "grid35", "grid3")


@pytest.fixture(scope="session")
def networks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SmallNetwork]:
    """A small network of the Llama kind in several formats."""

    def folder(name: str) -> Path:
        return tmp_path_factory.mktemp(name)

    return {name: small_network(folder(name), "llama", name) for name in FORMATS}
