import pytest

from quantcert.lean import Library
from tests.support.kernel_cases import Kernel


@pytest.fixture(scope="session")
def kernel(library: Library) -> Kernel:
    return Kernel(library)
