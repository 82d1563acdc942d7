import pytest

from quantcert.lean import Library
from tests.differential.kernel import Kernel


@pytest.fixture(scope="session")
def kernel(library: Library) -> Kernel:
    return Kernel(library)
