"""A checkpoint's own tokenizer."""

import pytest
from tokenizers import Tokenizer as Made
from tokenizers import decoders, models, pre_tokenizers

from quantcert.errors import CalibrationError
from quantcert.forward.tokenizer import Tokenizer
from tests.support.networks import write_tokenizer


@pytest.fixture
def byte_level(tmp_path):
    """A vocabulary that writes bytes as letters, and blanks as one of them."""
    vocabulary = {"Ġthe": 0, "the": 1, "Ã": 2, "Ċ": 3, "Ãī": 4}
    made = Made(models.WordLevel(vocabulary, unk_token="the"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.save(str(tmp_path / "tokenizer.json"))
    return Tokenizer(tmp_path / "tokenizer.json")


def test_special_tokens_stand_around_a_text_alone(tmp_path):
    write_tokenizer(tmp_path / "t.json", special=True)
    tokenizer = Tokenizer(tmp_path / "t.json")
    assert tokenizer.tokens("w4 w2") == (18, 4, 2, 19)
    assert tokenizer.inner_tokens("w4 w2") == (4, 2)


def test_a_long_text_is_not_cut(tmp_path):
    made = tmp_path / "t.json"
    write_tokenizer(made, special=False)
    cut = Made.from_file(str(made))
    cut.enable_truncation(2)
    cut.enable_padding(length=9)
    cut.save(str(made))
    assert Tokenizer(made).tokens("w1 w2 w3") == (1, 2, 3)


@pytest.mark.parametrize(
    ("token", "text"), [(0, " the"), (1, "the"), (2, "Ã"), (3, "Ċ"), (4, "É"), (5, "5")]
)
def test_tokens_are_written_as_they_read(byte_level, token, text):
    assert byte_level.written(token) == text


def test_what_is_no_tokenizer_is_refused(tmp_path):
    (tmp_path / "t.json").write_text("{}")
    with pytest.raises(CalibrationError, match="cannot be used"):
        Tokenizer(tmp_path / "t.json")
