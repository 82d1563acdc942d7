import pytest

from quantcert.errors import LeanNotFoundError
from quantcert.lean.pins import PINNED, trust_of

OTHER = "0" * 64


@pytest.mark.parametrize("digest", PINNED)
def test_a_pinned_library_needs_no_name(digest):
    assert trust_of("lib", digest, None) == "pinned"


def test_another_library_is_refused_with_its_digest():
    with pytest.raises(LeanNotFoundError, match=f"lib has SHA-256 {OTHER}.*--toolchain-digest"):
        trust_of("lib", OTHER, None)


def test_another_library_is_used_if_it_is_named():
    assert trust_of("lib", OTHER, OTHER) == "named"


def test_a_pinned_library_stays_pinned_if_it_is_named():
    digest = next(iter(PINNED))
    assert trust_of("lib", digest, digest.upper()) == "pinned"


def test_a_library_that_is_not_the_named_one_is_refused_even_if_it_is_pinned():
    digest = next(iter(PINNED))
    with pytest.raises(LeanNotFoundError, match=f"lib has SHA-256 {digest}, asked for: {OTHER}"):
        trust_of("lib", digest, OTHER)
