import pytest

from quantcert.errors import CheckpointError
from quantcert.formats.patterns import compiled


def test_a_pattern_is_compiled():
    assert compiled("here", r"model\.layers\.\d+\.mlp").match("model.layers.12.mlp.gate")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(a+)+b", "repeats too much"),
        ("a*b*c*d*e*", "repeats too much"),
        ("[a", "unterminated character set"),
    ],
)
def test_a_pattern_that_is_none_or_too_costly_is_refused(pattern, words):
    with pytest.raises(CheckpointError, match=rf"here: pattern .*{words}"):
        compiled("here", pattern)
