"""Small networks with random weights, their quantized copies, a tokenizer and a text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.models.architecture import read_architecture
from quantcert.models.net import Architecture
from quantcert.quantizer import quantize_checkpoint
from tests.support import architectures as samples
from tests.support import operations
from tests.support.checkpoints import write_checkpoint

FAMILIES = {
    "bert": (samples.bert_config, samples.bert_shapes),
    "llama": (samples.llama_config, samples.llama_shapes),
    "mixtral": (samples.mixtral_config, samples.mixtral_shapes),
    "mixture": (samples.mixture_config, samples.mixture_shapes),
    operations.NAME: (operations.operations_config, operations.operations_shapes),
}
WORDS = [f"w{number}" for number in range(18)]


@dataclass(frozen=True)
class SmallNetwork:
    """Folders of an original and its quantized copy, a text, and vectors for the mixture."""

    original: Path
    quantized: Path
    text: Path
    vectors: Path

    @property
    def base(self) -> Checkpoint:
        return open_checkpoint(self.original)

    @property
    def checkpoint(self) -> QuantizedCheckpoint:
        return open_quantized(self.quantized)

    @property
    def architecture(self) -> Architecture:
        shapes = {name: self.base.info(name).shape for name in self.base.names()}
        found = read_architecture(self.base.config, shapes)
        assert isinstance(found, Architecture)
        return found


def small_network(folder: Path, family: str, format_name: str = "pair11") -> SmallNetwork:
    """A network of the family with normal random weights, and a text of 60 words."""
    config, shapes = (make() for make in FAMILIES[family])
    rng = np.random.default_rng(5)
    tensors = {
        name: rng.standard_normal(shape).astype(np.float32) / 2 for name, shape in shapes.items()
    }
    original = write_checkpoint(folder / "original", tensors)
    (original / "config.json").write_text(json.dumps(config))
    write_tokenizer(original / "tokenizer.json", special=family == "bert")
    quantize_checkpoint(original, folder / "quantized", format_name, 4)
    (folder / "text.txt").write_text(" ".join(rng.choice(WORDS, size=60)))
    np.save(folder / "vectors.npy", rng.standard_normal((7, 6)))
    return SmallNetwork(original, folder / "quantized", folder / "text.txt", folder / "vectors.npy")


def write_tokenizer(path: Path, special: bool) -> None:
    """Words w0 .. w17 are tokens 0 .. 17; with `special`, 18 and 19 stand around a text."""
    vocabulary = {word: number for number, word in enumerate([*WORDS, "[CLS]", "[SEP]"])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="w0"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    if special:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 18), ("[SEP]", 19)]
        )
    tokenizer.save(str(path))
