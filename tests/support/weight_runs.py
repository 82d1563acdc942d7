"""Weight-level runs of the pipeline without its command line, and ways to spoil their literals."""

import dataclasses
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.certificate import Certificate, LayerCertificate, TheoremEvidence
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.literals import ChunkLayout, ChunkLiterals, chunk_literals
from quantcert.quantizer import quantize_checkpoint
from quantcert.run import weight_checks
from quantcert.run.open import open_run
from quantcert.run.options import VerifyOptions
from quantcert.run.verify import finish_run, start_run
from tests.support.checkpoints import write_checkpoint
from tests.support.small_models import SmallModel

Change = Callable[[ChunkLiterals], ChunkLiterals]
Edit = Callable[[np.ndarray], None]


def model_of(
    folder: Path, tensors: dict[str, np.ndarray], name: str = "pair11", group_size: int = 8
) -> SmallModel:
    """A model of these tensors and its quantized copy."""
    original = write_checkpoint(folder / "original", tensors)
    quantize_checkpoint(original, folder / "quantized", name, group_size)
    return SmallModel(original, folder / "quantized")


def run(model: SmallModel, folder: Path, **options: Any) -> Certificate:
    """The certificate of a run that takes no result from the cache unless it is told to."""
    reuse = options.pop("reuse", False)
    settings = {"requirements": None, "out": folder / "out", **options}
    return certified(VerifyOptions(model.quantized, model.original, **settings), reuse)


def certified(options: VerifyOptions, reuse: bool = False) -> Certificate:
    """The certificate of a run with the library of all tests, and no results unless told to."""
    inputs = open_run(options)
    return finish_run(start_run(inputs if reuse else replace(inputs, store=None)))


def layers(certificate: Certificate) -> dict[str, LayerCertificate]:
    """The layers by tensor."""
    return {layer.tensor: layer for layer in certificate.layers}


def theorem(layer: LayerCertificate, kind: str, number: int = 0) -> TheoremEvidence:
    """One of a layer's theorems of a kind."""
    return [theorem for theorem in layer.theorems if theorem.kind == kind][number]


def spoil_literals(monkeypatch: pytest.MonkeyPatch, tensor: str, change: Change) -> None:
    """Change what is made of the tensor's rows before it is written."""

    def made(weights: np.ndarray, matrix: QuantizedMatrix, *rest: Any) -> ChunkLiterals:
        literals = chunk_literals(weights, matrix, *rest)
        return change(literals) if matrix.name == tensor else literals

    monkeypatch.setattr(weight_checks, "chunk_literals", made)


def no_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Written literals are no longer compared with the tensors."""
    monkeypatch.setattr(weight_checks, "first_mismatch", lambda *arguments: None)


def edited(array: np.ndarray, edit: Edit) -> np.ndarray:
    """A changed copy."""
    copy = array.copy()
    edit(copy)
    return copy


def with_item(items: tuple[Any, ...], index: int, item: Any) -> tuple[Any, ...]:
    """The tuple with another item at `index`."""
    return (*items[:index], item, *items[index + 1 :])


def change_plane(plane: int, edit: Edit) -> Change:
    """Change the weights of one column of every block, `[rows, blocks, limbs]`."""
    return lambda made: dataclasses.replace(
        made, weights=with_item(made.weights, plane, edited(made.weights[plane], edit))
    )


def change_codes(plane: int, edit: Edit) -> Change:
    """Change digits of packed words, `[rows, blocks, limbs]`."""
    return lambda made: dataclasses.replace(
        made, codes=with_item(made.codes, plane, edited(made.codes[plane], edit))
    )


def change_table(name: str, table: int, edit: Edit) -> Change:
    """Change entries of a table (a field of `Tables`), `[rows, blocks, limbs]`."""

    def change(made: ChunkLiterals) -> ChunkLiterals:
        part = made.tables[name]
        changed = with_item(part, table, edited(part[table], edit))
        return dataclasses.replace(made, tables={**made.tables, name: changed})

    return change


def change_bounds(edit: Edit) -> Change:
    """Change the row bounds, `[rows, limbs]`."""
    return lambda made: dataclasses.replace(made, row_bounds=edited(made.row_bounds, edit))


def flip(*place: int, bit: int = 0) -> Edit:
    """Flip one bit of one number."""

    def edit(array: np.ndarray) -> None:
        array[place] ^= array.dtype.type(1 << bit)

    return edit


def rows_of(layout: ChunkLayout, count: int) -> int:
    """Rows of a chunk of so many weights, however wide digits are."""
    return count // layout.shape.padded_columns
