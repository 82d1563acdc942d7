"""From config.json and the tensors' shapes to blocks, for the families that are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quantcert.containers import Checkpoint
from quantcert.models.config import Config
from quantcert.models.families.bert import bert_obstacle, read_bert
from quantcert.models.families.llama import llama_obstacle, read_llama
from quantcert.models.families.mixtral import mixtral_obstacle, read_mixtral
from quantcert.models.families.mixture import MODEL_TYPE, mixture_obstacle, read_mixture
from quantcert.models.net import Architecture
from quantcert.models.parameters import Parameters


@dataclass(frozen=True)
class Unsupported:
    """Why the whole network is not read; its matrices can be verified one by one."""

    reason: str


@dataclass(frozen=True)
class Family:
    """How a kind of network is read: what stands against it, its blocks, its class names."""

    obstacle: Callable[[Config], str | None]
    read: Callable[[Config, Parameters], Architecture]
    classes: tuple[str, ...] = ()


_BERT_CLASSES = (
    "BertModel",
    "BertForMaskedLM",
    "BertForPreTraining",
    "BertForSequenceClassification",
    "BertForTokenClassification",
    "BertForQuestionAnswering",
)

FAMILIES: dict[str, Family] = {
    "bert": Family(bert_obstacle, read_bert, _BERT_CLASSES),
    "llama": Family(llama_obstacle, read_llama, ("LlamaForCausalLM",)),
    "mixtral": Family(mixtral_obstacle, read_mixtral, ("MixtralForCausalLM",)),
    MODEL_TYPE: Family(mixture_obstacle, read_mixture),
}
"""The families that are known, by the `model_type` of config.json."""


def checkpoint_architecture(base: Checkpoint) -> Architecture | Unsupported:
    """The network of an original checkpoint, or why it is not supported.

    Raises CheckpointError as `read_architecture`.
    """
    shapes = {name: tuple(base.info(name).shape) for name in base.names()}
    return read_architecture(base.config, shapes, str(base.path))


def read_architecture(
    config: Mapping[str, object], tensors: Mapping[str, tuple[int, ...]], source: str
) -> Architecture | Unsupported:
    """The network of a checkpoint, or why it is not supported.

    Args:
        config: the object of config.json.
        tensors: shapes of the original tensors, by name; a quantized matrix under its base name.
        source: the checkpoint's path, for messages.

    Raises:
        CheckpointError: if a supported network's config.json or tensors are not as they must be.
    """
    kind = config.get("model_type")
    if not isinstance(kind, str) or kind not in FAMILIES:
        return Unsupported(f"model_type {kind!r} is not supported ({', '.join(FAMILIES)})")
    family = FAMILIES[kind]
    names = config.get("architectures")
    if (
        isinstance(names, list)
        and family.classes
        and not set(map(str, names)) & set(family.classes)
    ):
        return Unsupported(
            f"architectures {names!r} are not supported (one of {', '.join(family.classes)})"
        )
    checked = Config(config, f"{source}/config.json")
    obstacle = family.obstacle(checked)
    if obstacle is not None:
        return Unsupported(obstacle)
    return family.read(checked, Parameters(tensors, source))
