"""What torchao states of tensors in the header of a safetensors file: their types and attributes.

Under the name of a tensor of the model stands the text of an object like

    {"_type": "Int4Tensor", "_data": {"block_size": [1, 128], "shape": [64, 256], ...}}

Source: `flatten_tensor_state_dict` and `TensorSubclassAttributeJSONEncoder` of torchao 0.18
(prototype/safetensors).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quantcert.containers import read_header_and_metadata
from quantcert.errors import CheckpointError


@dataclass(frozen=True)
class Statement:
    """What is stated of a tensor.

    Attributes:
        type: name of its class; empty if nothing is stated.
        attributes: its attributes that are no tensors.
    """

    type: str = ""
    attributes: Mapping[str, Any] | None = None


def read_statements(files: list[Path]) -> dict[str, Statement]:
    """What the headers of files state of tensors, by their names in the model.

    Raises:
        CheckpointError: if a header is malformed, or two state different things of one tensor.
    """
    found: dict[str, Statement] = {}
    for file in files:
        for name, text in read_header_and_metadata(file)[1].items():
            stated = _parsed(text)
            if stated is None:
                continue
            if found.setdefault(name, stated) != stated:
                raise CheckpointError(f"{file}: states of {name} what another file does not")
    return found


def _parsed(text: str) -> Statement | None:
    """The statement in a text; None for any other text."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or not isinstance(content.get("_type"), str):
        return None
    data = content.get("_data")
    return Statement(content["_type"], data if isinstance(data, dict) else {})
