"""Quantized checkpoints whose tensors are stored each in its own way."""

import json
from collections.abc import Mapping
from pathlib import Path

from quantcert.containers import open_checkpoint
from quantcert.formats import targets
from quantcert.formats.pair35.codes import PAIR_CODECS
from quantcert.formats.pair35.settings import PairSettings, PairTensor
from quantcert.quantizer import quantize_matrix
from tests.support.checkpoints import write_checkpoint


def write_mixed(folder: Path, original: Path, choices: Mapping[str, tuple[str, int]]) -> Path:
    """Quantize the matrices that have a format and a group size; keep the other tensors."""
    source = open_checkpoint(original)
    tensors, entries = {}, {}
    for name in source.names():
        array = source.read(name)
        if name not in choices:
            tensors[name] = array
            continue
        format_name, group_size = choices[name]
        target = targets()[format_name]
        matrix = quantize_matrix(array, target, group_size, name)
        tensors |= zip(target.stored_names(name), matrix.stored.values(), strict=True)
        entries[name] = PairTensor(matrix.shape, PAIR_CODECS[format_name], group_size)
    first = next(iter(entries.values()))
    settings = PairSettings(first.codec, first.group_size, entries)
    write_checkpoint(folder, tensors)
    config = {**source.config, "quantization_config": settings.to_json()}
    (folder / "config.json").write_text(json.dumps(config))
    return folder
