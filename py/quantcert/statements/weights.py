"""The modules of a weight-level certificate: chunk definitions, their checks, the layer theorem.

A matrix is cut into chunks of whole rows, or of parts of one row where rows are very long; chunks
are gathered in parts. Each part has a data module with its literals. A matrix of one part is one
module; otherwise each part's checks are a module of their own, which the layer's module imports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quantcert.statements.catalogue import Layer
from quantcert.statements.matrix import NOTHING_MORE, CertifiedMatrix, Chunk, ModuleExtras
from quantcert.statements.render import (
    GeneratedModule,
    Theorem,
    render_module,
    render_text,
)
from quantcert.statements.uses import chunk_checks, chunk_imports, use_imports, use_theorems

MATRIX_IMPORTS = ("QuantCert.Cert.Weights.Matrix", "QuantCert.Cert.Weights.Vacuity")


def part_module(
    matrix: CertifiedMatrix,
    chunks: Sequence[Chunk],
    literals: Mapping[str, str],
    extras: ModuleExtras = NOTHING_MORE,
) -> GeneratedModule:
    """The module that checks one part of a matrix that has several.

    `literals` gives the SHA-256 of each literal of the part.
    """
    rows = f"rows {chunks[0].first_row} to {chunks[-1].last_row}"
    if matrix.is_wide:
        rows = f"{matrix.title_of(chunks[0])}, to {matrix.title_of(chunks[-1])}"
    return render_module(
        chunks[0].module,
        f"{matrix.layer.label}, {rows}",
        literals,
        (*chunk_imports(matrix), matrix.codec_import, *extras.imports, chunks[0].data_module),
        _joined(_definitions(matrix, chunks, ()), extras.definitions),
        [*chunk_checks(matrix, chunks), *extras.theorems],
    )


def weight_module(
    matrix: CertifiedMatrix,
    others: Sequence[Theorem],
    imports: Sequence[str],
    literals: Mapping[str, str],
    extras: ModuleExtras = NOTHING_MORE,
) -> GeneratedModule:
    """The module with the layer's theorems, about the literals, without hypotheses on the error.

    It holds the chunks' definitions and checks itself if the matrix has one part. `others` are
    theorems that do not speak of the weights and need `imports`.
    """
    layer = matrix.layer
    own = [chunk for chunk in matrix.chunks if chunk.module == layer.module]
    data = dict.fromkeys(chunk.data_module for chunk in matrix.chunks)
    parts = dict.fromkeys(chunk.module for chunk in matrix.chunks if chunk not in own)
    return render_module(
        layer.module,
        f"{layer.title}, every weight",
        {**layer.tensor_sha256, **literals},
        (
            *(*MATRIX_IMPORTS, *use_imports(matrix), matrix.codec_import),
            *(*extras.imports, *imports, *data, *parts),
        ),
        _joined(_definitions(matrix, own, matrix.chunks), extras.definitions),
        [
            *chunk_checks(matrix, own),
            *use_theorems(matrix),
            *extras.theorems,
            *others,
        ],
    )


def part_name(layer: Layer, index: int) -> str:
    """Name of the module that checks part `index`."""
    return f"{layer.module}.Part{index:03d}"


def data_name(layer: Layer, index: int) -> str:
    """Name of the data module of part `index`; its top-level name is not that of the proofs."""
    return f"Data.{layer.module.partition('.')[2]}.Part{index:03d}"


def _definitions(
    matrix: CertifiedMatrix, chunks: Sequence[Chunk], all_chunks: Sequence[Chunk]
) -> str:
    """Definitions of some chunks, and of the list of all where that is not empty."""
    facts = {**matrix.facts, "chunks": chunks, "all_chunks": all_chunks}
    templates = ["chunks.lean.j2"]
    if all_chunks:
        templates.append("wide.lean.j2" if matrix.is_wide else "matrix.lean.j2")
    if matrix.has_columns:
        templates.append("columns.lean.j2")
    return _joined(*(render_text(template, facts) for template in templates))


def _joined(*definitions: str) -> str:
    return "\n\n".join(text for text in definitions if text)
