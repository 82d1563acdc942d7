"""The tokenizer of a GGUF file: how it splits, what is special, and what is refused."""

import json
from functools import partial
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from quantcert.containers.gguf.file import GgufFile
from quantcert.convert.gguf_tokenizer import chat_template, tokenizer_json
from quantcert.errors import CheckpointError
from tests.support.gguf_files import TOKENS, write_gguf, write_tokenizer


def text_of(folder: Path, metadata=lambda writer: None, **settings) -> str:
    tokenizer = partial(write_tokenizer, **settings)
    file = write_gguf(folder / "m.gguf", metadata=metadata, tokenizer=tokenizer)
    return tokenizer_json(GgufFile(file))


@pytest.mark.parametrize(("pre", "numbers"), [("smollm", ["1", "2"]), ("gpt-2", ["12"])])
def test_splitting(tmp_path: Path, pre: str, numbers: list[str]) -> None:
    tokenizer = Tokenizer.from_str(text_of(tmp_path, pre=pre))
    encoding = tokenizer.encode("ab ab12 <|end|>b")
    assert encoding.tokens == ["ab", "Ġab", *numbers, "Ġ", "<|end|>", "b"]
    assert [TOKENS[number] for number in encoding.ids] == encoding.tokens
    assert tokenizer.decode(encoding.ids, skip_special_tokens=False) == "ab ab12 <|end|>b"
    assert tokenizer.decode(encoding.ids) == "ab ab12 b"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"model": "llama"}, r"tokenizer\.ggml\.model is 'llama', must be 'gpt2'"),
        ({"pre": "qwen2"}, r"tokenizer\.ggml\.pre is 'qwen2', must be 'gpt-2' or 'smollm'"),
        ({"kinds": 4}, "token_type has 4 entries for 10 tokens"),
        ({"tokens": ["a"] * 10}, "a token occurs twice"),
        ({"merges": ["a b", "ab"]}, "entry 1 is 'ab', must be two tokens"),
        ({"merges": ["a c"]}, r"tokenizer\.ggml\.merges: "),
    ],
)
def test_refused(tmp_path: Path, settings: dict, message: str) -> None:
    with pytest.raises(CheckpointError, match=rf"m\.gguf: .*{message}"):
        text_of(tmp_path, **settings)


@pytest.mark.parametrize("key", ["add_bos_token", "add_eos_token", "add_space_prefix"])
def test_added_tokens_are_refused(tmp_path: Path, key: str) -> None:
    place = f"tokenizer.ggml.{key}"
    with pytest.raises(CheckpointError, match=f"{place} is set, which is not supported"):
        text_of(tmp_path, lambda writer: writer.add_bool(place, True))
    assert text_of(tmp_path, lambda writer: writer.add_bool(place, False))


def test_the_chat_template_is_kept_with_its_tokens(tmp_path: Path) -> None:
    def metadata(writer) -> None:
        writer.add_string("tokenizer.chat_template", "{{ messages }}")
        writer.add_uint32("tokenizer.ggml.bos_token_id", 99)

    file = write_gguf(tmp_path / "m.gguf", metadata=metadata, tokenizer=write_tokenizer)
    ((name, text),) = chat_template(GgufFile(file)).items()
    assert name == "tokenizer_config.json"
    assert json.loads(text) == {"chat_template": "{{ messages }}", "eos_token": TOKENS[0]}
    assert not chat_template(GgufFile(write_gguf(tmp_path / "n.gguf", tokenizer=write_tokenizer)))
