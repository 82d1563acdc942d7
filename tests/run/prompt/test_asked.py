"""Files of prompts: what is read of them, and what is refused with the line and what is allowed."""

import hashlib

import pytest

from quantcert.errors import CalibrationError
from quantcert.forward.tokenizer import Tokenizer
from quantcert.run.prompt.asked import AskedPrompt, read_prompts
from tests.support.networks import write_tokenizer


@pytest.fixture
def tokenizer(tmp_path):
    write_tokenizer(tmp_path / "tokenizer.json", special=True)
    return lambda: Tokenizer(tmp_path / "tokenizer.json")


def test_each_line_is_a_text(tmp_path, tokenizer):
    file = tmp_path / "prompts.txt"
    file.write_bytes(b"w3 w5\r\n\n  \n{w1\n")
    found = read_prompts(file, tokenizer)
    assert found.prompts == (
        AskedPrompt(1, "w3 w5", (18, 3, 5, 19), None),
        AskedPrompt(4, "{w1", (18, 0, 1, 19), None),
    )
    assert found.name == "prompts.txt"
    assert found.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_each_line_is_an_object(tmp_path, tokenizer):
    file = tmp_path / "prompts.jsonl"
    file.write_text(
        '{"text": "w3", "expected": "w7"}\n{"tokens": [4, 0], "expected": 9}\n{"tokens": [1]}'
    )
    assert read_prompts(file, tokenizer).prompts == (
        AskedPrompt(1, "w3", (18, 3, 19), 7),
        AskedPrompt(2, None, (4, 0), 9),
        AskedPrompt(3, None, (1,), None),
    )


def test_numbers_need_no_tokenizer(tmp_path):
    file = tmp_path / "prompts.jsonl"
    file.write_text('{"tokens": [4, 0], "expected": 9}\n')
    assert read_prompts(file, lambda: pytest.fail("asked for")).prompts[0].tokens == (4, 0)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("w1", "line 2: not JSON"),
        (100_000 * "[", "line 2: not JSON"),
        ("[1]", "must be a JSON object with text or tokens"),
        ("{}", "must have either text or tokens"),
        ('{"text": "w1", "tokens": [1]}', "must have either text or tokens"),
        ('{"txt": "w1"}', "unknown key 'txt', allowed: expected, text, tokens"),
        ('{"text": 1}', "text is 1, must be a string"),
        ('{"tokens": "1"}', "tokens is '1', must be a list of numbers"),
        ('{"tokens": [1, true]}', r"tokens is \[1, True\]"),
        ('{"tokens": [-1]}', r"tokens is \[-1\]"),
        ('{"tokens": [1.0]}', r"tokens is \[1.0\]"),
        ('{"text": "w1", "expected": 1.5}', "expected is 1.5, must be"),
        ('{"text": "w1", "expected": "w1 w2"}', "expected is 'w1 w2', 2 tokens, must be one"),
    ],
)
def test_other_lines_are_refused(tmp_path, tokenizer, line, message):
    file = tmp_path / "prompts.jsonl"
    file.write_text('{"text": "w1"}\n' + line)
    with pytest.raises(CalibrationError, match=message) as error:
        read_prompts(file, tokenizer)
    assert str(error.value).startswith(f"{file}: line 2: ")


@pytest.mark.parametrize(
    ("data", "message"), [(b"", "holds no prompt"), (b" \n", "no prompt"), (b"\xff", "not UTF-8")]
)
def test_other_files_are_refused(tmp_path, tokenizer, data, message):
    file = tmp_path / "prompts.txt"
    file.write_bytes(data)
    with pytest.raises(CalibrationError, match=message):
        read_prompts(file, tokenizer)
    with pytest.raises(CalibrationError, match="cannot be read"):
        read_prompts(tmp_path / "none", tokenizer)
