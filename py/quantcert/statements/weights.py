"""The modules of a weight-level certificate: chunk definitions, their checks, the layer theorem.

A matrix is cut into chunks of whole rows, chunks are gathered in parts. Each part has a data
module with its literals. A matrix of one part is one module; otherwise each part's checks are a
module of their own, which the layer's module imports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quantcert.literals import ChunkLayout
from quantcert.statements.catalogue import Layer
from quantcert.statements.layer import LayerClaim
from quantcert.statements.render import (
    GeneratedModule,
    Theorem,
    render_module,
    render_text,
    render_theorem,
)

CHUNK_IMPORT = "QuantCert.Cert.Weights.Chunk"
MATRIX_IMPORTS = ("QuantCert.Cert.Weights.Matrix", "QuantCert.Cert.Weights.Vacuity")


@dataclass(frozen=True)
class Chunk:
    """Rows `first_row .. first_row + rows - 1` of a matrix and what is claimed of them.

    `max_error` bounds |w - w_hat|, `row_bound_max` each row's sum of it, both in units of 2^-p;
    `module` defines the chunk and proves its check, `data_module` defines its literals.
    """

    index: int
    first_row: int
    rows: int
    max_error: int
    row_bound_max: int
    module: str
    data_module: str

    @property
    def short_name(self) -> str:
        """Name of the definition within its module's namespace."""
        return f"chunk{self.index}"

    @property
    def name(self) -> str:
        """Full name of the definition."""
        return f"{self.module}.{self.short_name}"

    def literal(self, part: str) -> str:
        """Full name of the literal `part` (`codes`, `w0`, `s0`, `z0`, `a`, ...)."""
        return f"{self.data_module}.c{self.index}_{part}"


@dataclass(frozen=True)
class ModuleExtras:
    """What a module holds besides its checks: modules to import, definitions and theorems."""

    imports: tuple[str, ...] = ()
    definitions: str = ""
    theorems: tuple[Theorem, ...] = ()


@dataclass(frozen=True)
class CertifiedMatrix:
    """A matrix as its weight certificate sees it; `chunks` are in row order."""

    layer: Layer
    claim: LayerClaim
    layout: ChunkLayout
    chunks: tuple[Chunk, ...]

    @property
    def codec_import(self) -> str:
        """The library module that knows the codec of the chunks."""
        return self.layout.codec.lean_import

    @property
    def facts(self) -> dict[str, object]:
        """The values that the templates ask for."""
        return {
            **self.claim.facts(),
            "module": self.layer.module,
            "codec": self.layout.codec.lean,
            "tables": self.layout.tables,
            "shape": self.layout.shape,
            "width": self.layout.width,
            "chunks": self.chunks,
            "max_error": max(chunk.max_error for chunk in self.chunks),
        }


def part_module(
    matrix: CertifiedMatrix,
    chunks: Sequence[Chunk],
    literals: Mapping[str, str],
    extras: ModuleExtras = ModuleExtras(),
) -> GeneratedModule:
    """The module that checks one part of a matrix that has several.

    `literals` gives the SHA-256 of each literal of the part.
    """
    last = chunks[-1].first_row + chunks[-1].rows - 1
    return render_module(
        chunks[0].module,
        f"{matrix.layer.label}, rows {chunks[0].first_row} to {last}",
        literals,
        (CHUNK_IMPORT, matrix.codec_import, *extras.imports, chunks[0].data_module),
        _joined(_definitions(matrix, chunks, ()), extras.definitions),
        [*_checks(chunks), *extras.theorems],
    )


def weight_module(
    matrix: CertifiedMatrix,
    others: Sequence[Theorem],
    imports: Sequence[str],
    literals: Mapping[str, str],
    extras: ModuleExtras = ModuleExtras(),
) -> GeneratedModule:
    """The module with the layer's theorems, about the literals, without hypotheses on the error.

    It holds the chunks' definitions and checks itself if the matrix has one part. `others` are
    theorems that do not speak of the weights and need `imports`.
    """
    layer, claim = matrix.layer, matrix.claim
    own = [chunk for chunk in matrix.chunks if chunk.module == layer.module]
    kinds = ["weights-error"]
    if claim.meets_requirement:
        kinds.append("weights-meet-requirement")
    if claim.beats_zeros:
        kinds.append("weights-not-vacuous")
    data = dict.fromkeys(chunk.data_module for chunk in matrix.chunks)
    parts = dict.fromkeys(chunk.module for chunk in matrix.chunks if chunk not in own)
    return render_module(
        layer.module,
        f"{layer.title}, every weight",
        {**layer.tensor_sha256, **literals},
        (*MATRIX_IMPORTS, matrix.codec_import, *extras.imports, *imports, *data, *parts),
        _joined(_definitions(matrix, own, matrix.chunks), extras.definitions),
        [
            *_checks(own),
            *(render_theorem(kind, layer.module, matrix.facts) for kind in kinds),
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
    return render_text("chunks.lean.j2", facts)


def _joined(*definitions: str) -> str:
    return "\n\n".join(text for text in definitions if text)


def _checks(chunks: Sequence[Chunk]) -> list[Theorem]:
    """The kernel's check of each chunk."""
    return [
        render_theorem(
            "chunk-checked", chunk.module, {"chunk": chunk}, f"{chunk.short_name}_checked"
        )
        for chunk in chunks
    ]
