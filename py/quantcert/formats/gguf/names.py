"""Names of the original for the tensors of a GGUF file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.containers.gguf.container import GgufContainer
from quantcert.errors import CheckpointError
from quantcert.formats.gguf.architectures import ARCHITECTURES, GgufArchitecture

_NAME = re.compile(r"(?:blk\.(\d+)\.)?(.+)\.(weight|bias)")
_POOLER = re.compile(r"(?:.*\.)?pooler\..*")


@dataclass(frozen=True)
class StoredName:
    """A name in the file: with `{}` for the layer, the layer, and `weight` or `bias`."""

    pattern: str
    layer: str
    last: str


class Names:
    """The names of one file.

    Attributes:
        architecture: what llama.cpp calls its tensors.
    """

    def __init__(self, container: GgufContainer, original: Checkpoint | None) -> None:
        """Raises CheckpointError if the architecture is not known."""
        self.architecture = _architecture(container)
        self._word = container.head.text("general.architecture")
        self._prefix = _prefix(self.architecture, original)

    def split(self, info: TensorInfo) -> StoredName:
        """The parts of a name. Raises CheckpointError if it is not known."""
        match = _NAME.fullmatch(info.name)
        if match is not None:
            layer, stem = match[1], match[2]
            pattern = stem if layer is None else f"blk.{{}}.{stem}"
            if pattern in self.architecture.tensors or pattern in self.architecture.experts:
                return StoredName(pattern, layer or "", match[3])
        raise bad_tensor(info, f"is not known of the architecture {self._word!r}")

    def of(self, name: StoredName) -> str:
        """The original's name of a tensor that is no stack of experts."""
        stem = self.architecture.tensors[name.pattern].format(name.layer)
        return f"{self._prefix}{stem}.{name.last}"

    def of_expert(self, name: StoredName, expert: int) -> str:
        """The original's name of one matrix of a stack."""
        stem = self.architecture.experts[name.pattern].format(name.layer, expert)
        return f"{self._prefix}{stem}.{name.last}"

    def left_out(self, name: str) -> str:
        """Why llama.cpp's converter leaves out a tensor of the original; empty if it does not."""
        if self.architecture.model_types == ("bert",) and _POOLER.fullmatch(name):
            return "the pooler, which GGUF files leave out: they end with the hidden states"
        return ""


def bad_tensor(info: TensorInfo, what: str) -> CheckpointError:
    """An error that names the file and the tensor."""
    return CheckpointError(f"{info.file}: tensor {info.name}: {what}")


def _prefix(architecture: GgufArchitecture, original: Checkpoint | None) -> str:
    """What the original has before its names."""
    table = f"{architecture.tensors['token_embd']}.weight"
    if original is not None:
        for prefix in architecture.prefixes:
            if f"{prefix}{table}" in original:
                return prefix
    return architecture.prefixes[0]


def _architecture(container: GgufContainer) -> GgufArchitecture:
    """By `general.architecture`, and by whether there are experts.

    Raises:
        CheckpointError: if it is not known.
    """
    head = container.head
    name = head.text("general.architecture")
    experts = " with experts" if name == "llama" and head.optional("llama.expert_count") else ""
    if name not in ARCHITECTURES:
        known = ", ".join(name for name in ARCHITECTURES if " " not in name)
        raise CheckpointError(
            f"{head.path}: general.architecture {name!r} is not known (one of {known})"
        )
    return ARCHITECTURES[name + experts]
