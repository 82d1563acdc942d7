"""The vocabulary of a GGUF file from a tokenizer.json: byte-level BPE, or none.

llama.cpp computes with tokens by number without a vocabulary. Splitting a text needs one, and the
name of the way in which the text is split before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quantcert.containers.gguf.writer import Value

_KEY = "tokenizer.ggml"
_NORMAL, _CONTROL, _UNUSED = 1, 3, 5
_SPECIAL = ("bos_token_id", "eos_token_id")


def vocabulary(
    tokenizer: Mapping[str, Any] | None, config: Mapping[str, Any], family: str
) -> tuple[dict[str, Value], list[str]]:
    """Metadata, and why there is no vocabulary if there is none.

    Args:
        tokenizer: the object of tokenizer.json.
        config: the object of config.json.
        family: the architecture.
    """
    words = None if tokenizer is None else _byte_level(tokenizer, int(config["vocab_size"]))
    if words is None:
        why = "tokenizer.json is missing" if tokenizer is None else "its tokenizer is not known"
        return {f"{_KEY}.model": "none"}, [f"without a vocabulary ({why}): tokens by number"]
    for key in _SPECIAL:
        number = config.get(key)
        if type(number) is int:
            words[f"{_KEY}.{key}"] = number
    return words, []


def _byte_level(tokenizer: Mapping[str, Any], size: int) -> dict[str, Value] | None:
    """The metadata of a byte-level BPE; None for any other tokenizer."""
    model, split = tokenizer.get("model"), _split(tokenizer.get("pre_tokenizer"))
    if not isinstance(model, Mapping) or model.get("type") != "BPE" or split is None:
        return None
    added = tokenizer.get("added_tokens") or []
    numbers = dict(model.get("vocab") or {}) | {word["content"]: word["id"] for word in added}
    by_number = {number: word for word, number in numbers.items()}
    if tokenizer.get("normalizer") or any(not 0 <= number < size for number in by_number):
        return None
    special = {word["content"] for word in added if word.get("special")}
    tokens = [by_number.get(number, f"[UNUSED{number}]") for number in range(size)]
    return {
        f"{_KEY}.model": "gpt2",
        f"{_KEY}.pre": split,
        f"{_KEY}.tokens": tokens,
        f"{_KEY}.token_type": [
            _UNUSED if n not in by_number else _CONTROL if word in special else _NORMAL
            for n, word in enumerate(tokens)
        ],
        f"{_KEY}.merges": [_merge(merge) for merge in model.get("merges") or []],
        f"{_KEY}.add_bos_token": False,
    }


def _merge(merge: str | Sequence[str]) -> str:
    return merge if isinstance(merge, str) else " ".join(merge)


def _split(stated: Any) -> str | None:
    """llama.cpp's name for how a text is split before merging."""
    if not isinstance(stated, Mapping):
        return None
    if stated.get("type") == "ByteLevel" and not stated.get("add_prefix_space", True):
        return "gpt-2"
    parts = stated.get("pretokenizers")
    if stated.get("type") == "Sequence" and isinstance(parts, list) and len(parts) == 2:
        digits, bytes_ = parts
        single = digits.get("type") == "Digits" and digits.get("individual_digits")
        return "smollm" if single and _split(bytes_) == "gpt-2" else None
    return None
