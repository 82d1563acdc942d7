"""The byte-level BPE tokenizer in a GGUF file, as the text of a tokenizer.json."""

from __future__ import annotations

import json
from typing import Any

from quantcert.containers.gguf.file import GgufFile
from quantcert.errors import CheckpointError

_KEY = "tokenizer.ggml"
_NORMAL = 1  # token types of llama.cpp: 1 normal, 2 unknown, 3 control, 4 user-defined, ...


def tokenizer_json(file: GgufFile) -> str:
    """The content of tokenizer.json.

    Raises:
        CheckpointError: if the file's tokenizer is of another kind or malformed, or the package
            `tokenizers` is missing.
    """
    try:
        from tokenizers import AddedToken, Tokenizer, decoders
        from tokenizers.models import BPE
    except ImportError as error:
        raise CheckpointError(
            "the package `tokenizers` is missing: pip install 'quantcert[evaluate]'"
        ) from error
    _check_kind(file)
    tokens, types = file.listed(f"{_KEY}.tokens"), file.listed(f"{_KEY}.token_type")
    if len(tokens) != len(types):
        raise CheckpointError(
            f"{file.path}: {_KEY}.token_type has {len(types)} entries for {len(tokens)} tokens"
        )
    vocabulary = {token: number for number, token in enumerate(tokens)}
    if len(vocabulary) != len(tokens):
        raise CheckpointError(f"{file.path}: {_KEY}.tokens: a token occurs twice")
    try:
        tokenizer = Tokenizer(BPE(vocabulary, _merges(file)))
    except Exception as error:  # the library raises nothing narrower
        raise CheckpointError(f"{file.path}: {_KEY}.merges: {error}") from error
    tokenizer.pre_tokenizer = _pre_tokenizer(file)
    tokenizer.decoder = decoders.ByteLevel()
    special = [token for token, kind in zip(tokens, types, strict=True) if kind != _NORMAL]
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in special])
    return str(tokenizer.to_str(pretty=True))


def chat_template(file: GgufFile) -> dict[str, str]:
    """The file that holds its chat template, with the special tokens; nothing if it has none."""
    template = file.optional("tokenizer.chat_template")
    if not isinstance(template, str):
        return {}
    tokens = file.listed(f"{_KEY}.tokens")
    settings = {"chat_template": template}
    for name in ("bos", "eos"):
        number = file.optional(f"{_KEY}.{name}_token_id")
        if isinstance(number, int) and 0 <= number < len(tokens):
            settings[f"{name}_token"] = tokens[number]
    return {"tokenizer_config.json": json.dumps(settings, indent=2, ensure_ascii=False) + "\n"}


def _check_kind(file: GgufFile) -> None:
    kind = file.text(f"{_KEY}.model")
    if kind != "gpt2":
        raise CheckpointError(
            f"{file.path}: {_KEY}.model is {kind!r}, must be 'gpt2' (byte-level BPE)"
        )
    for key in ("add_bos_token", "add_eos_token", "add_space_prefix"):
        if file.optional(f"{_KEY}.{key}"):
            raise CheckpointError(f"{file.path}: {_KEY}.{key} is set, which is not supported")


def _merges(file: GgufFile) -> list[tuple[str, str]]:
    merges = []
    for number, merge in enumerate(file.listed(f"{_KEY}.merges")):
        parts = str(merge).split(" ")
        if len(parts) != 2:
            raise CheckpointError(
                f"{file.path}: {_KEY}.merges: entry {number} is {merge!r}, must be two tokens"
            )
        merges.append((parts[0], parts[1]))
    return merges


def _pre_tokenizer(file: GgufFile) -> Any:
    """How the text is split before merging, by the name that llama.cpp gives it."""
    from tokenizers.pre_tokenizers import ByteLevel, Digits, Sequence

    kind = file.text(f"{_KEY}.pre")
    if kind == "gpt-2":
        return ByteLevel(add_prefix_space=False)
    if kind == "smollm":
        return Sequence([Digits(individual_digits=True), ByteLevel(add_prefix_space=False)])
    raise CheckpointError(f"{file.path}: {_KEY}.pre is {kind!r}, must be 'gpt-2' or 'smollm'")
