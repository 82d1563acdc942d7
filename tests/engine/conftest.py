from pathlib import Path

import pytest

from quantcert.engine import compiled_engine, find_compiler
from quantcert.errors import EngineError
from quantcert.lean.cache_use import cache_place


@pytest.fixture(scope="session")
def engine() -> Path:
    """The engine, compiled once into the user's cache."""
    try:
        find_compiler()
    except EngineError as error:
        pytest.skip(str(error))
    return compiled_engine(cache_place())
