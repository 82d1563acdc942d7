"""The benchmark of prompts and its model, on little text."""

import numpy as np
import pytest

from bench import characters, prompts
from bench.characters import LETTERS, numbers, write_character_model
from quantcert.containers import open_checkpoint
from quantcert.forward.text import find_tokenizer
from quantcert.forward.tokenizer import Tokenizer
from quantcert.models.net import Linear, operations

TEXT = "The cat sat on the mat; the dog did not. " * 8


@pytest.fixture
def model(tmp_path, monkeypatch):
    monkeypatch.setattr(characters, "WINDOWS", 2)
    monkeypatch.setattr(characters, "STEPS", 30)
    write_character_model(TEXT, tmp_path / "model")
    return tmp_path / "model"


def test_the_tokenizer_reads_characters(model):
    tokens = Tokenizer(find_tokenizer(model)).tokens("The cat")
    assert list(tokens) == numbers("The cat")
    assert "".join(LETTERS[token] for token in tokens) == "the cat"


def test_only_known_characters_count():
    assert "".join(LETTERS[n] for n in numbers("A  cat;\n1 dog!")) == "a cat  dog"


def test_the_head_is_fitted_and_the_same_text_gives_the_same_model(model, tmp_path):
    checkpoint = open_checkpoint(model)
    head = checkpoint.read("lm_head.weight")
    assert np.abs(head).max() > 0.1
    write_character_model(TEXT, tmp_path / "again")
    assert (open_checkpoint(tmp_path / "again").read("lm_head.weight") == head).all()


@pytest.mark.parametrize(
    ("name", "millions"), [("smollm2_135m", 134), ("7b", 6607), ("70b", 68_713)]
)
def test_extrapolated_llamas_have_the_sizes_that_they_are_called_after(name, millions):
    network = prompts._llama(*prompts.EXTRAPOLATED[name])
    linear = [net.rows * net.columns for net in operations(network) if isinstance(net, Linear)]
    assert sum(linear) // 10**6 == millions
