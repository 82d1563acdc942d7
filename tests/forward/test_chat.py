"""Chat templates: what they make of messages, and what they must not do."""

import json
from pathlib import Path

import pytest

from quantcert.errors import CalibrationError, CheckpointError
from quantcert.forward.chat import chat_text, read_messages

HELLO = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi <b>"}]

CHATML = """{% for message in messages %}
    {{- '<|im_start|>' + message['role'] + '\n' + message['content'] + eos_token + '\n' -}}
{% endfor %}
{% if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' -}}
{% endif %}"""


def folder(path: Path, **settings: object) -> Path:
    (path / "tokenizer_config.json").write_text(json.dumps(settings))
    return path


def test_messages_become_a_text(tmp_path: Path) -> None:
    place = folder(tmp_path, chat_template=CHATML, eos_token={"content": "<|im_end|>"})
    assert chat_text(place, HELLO) == (
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi <b><|im_end|>\n"
        "<|im_start|>assistant\n"
    )


def test_a_file_of_its_own_comes_first_and_of_several_the_default(tmp_path: Path) -> None:
    several = [
        {"name": "tools", "template": "no"},
        {"name": "default", "template": "{{bos_token}}"},
    ]
    place = folder(tmp_path, chat_template=several, bos_token="<s>")
    assert chat_text(place, HELLO) == "<s>"
    (tmp_path / "chat_template.jinja").write_text("{{ messages | tojson }}")
    assert json.loads(chat_text(place, HELLO)) == HELLO


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{% if tools is not none or documents is not none %}tools{% endif %}none", "none"),
        ("{{ {'b': 'é', 'a': '<'} | tojson(sort_keys=true) }}", '{"a": "<", "b": "é"}'),
        ("{{ 'é' | tojson(ensure_ascii=true) }}", '"\\u00e9"'),
    ],
)
def test_what_a_template_finds(tmp_path: Path, template: str, text: str) -> None:
    assert chat_text(folder(tmp_path, chat_template=template), HELLO) == text


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ raise_exception('roles must alternate') }}", "roles must alternate"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "unsafe"),
        ("{{ messages.append(1) }}", "not safely callable|unsafe"),
        ("{{ messages[7]['role'] }}", "no element 7|has no"),
        ("{% for", "template"),
        ("{{ 1 / 0 }}", "division by zero"),
        (None, r"has no chat template \(chat_template.jinja, or chat_template in"),
    ],
)
def test_what_a_template_may_not_do(tmp_path: Path, template: str | None, message: str) -> None:
    with pytest.raises(CalibrationError, match=message):
        chat_text(folder(tmp_path, chat_template=template), HELLO)


def test_settings_must_be_an_object(tmp_path: Path) -> None:
    (tmp_path / "tokenizer_config.json").write_text("[]")
    with pytest.raises(CheckpointError, match="must hold a JSON object"):
        chat_text(tmp_path, HELLO)


def test_messages_are_read(tmp_path: Path) -> None:
    file = tmp_path / "messages.json"
    file.write_text(json.dumps(HELLO))
    assert read_messages(file) == HELLO
    for text in ("[]", "{}", '[{"role": "user"}]', '[{"role": "user", "content": 1}]', "[", "\xff"):
        file.write_text(text, "latin-1")
        with pytest.raises(CalibrationError, match=r"messages\.json: "):
            read_messages(file)
    with pytest.raises(CalibrationError, match="cannot be read"):
        read_messages(tmp_path / "none")
