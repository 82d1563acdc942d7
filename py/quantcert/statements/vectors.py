"""The theorems about the vectors that quantization leaves as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quantcert.exact.vectors import PackedVector
from quantcert.models.certificates import VectorCert, vector_cert
from quantcert.models.net import VectorUse
from quantcert.statements.model_terms import vector_term
from quantcert.statements.render import GeneratedModule, render_module, render_theorem

VECTOR_MODULE = "Proofs.Vectors"
VECTOR_DATA = "Data.Vectors"
VECTOR_IMPORTS = ("QuantCert.Cert.Model.Step", "QuantCert.Cert.Model.Vector")


@dataclass(frozen=True)
class StoredVector:
    """A vector of a checkpoint: the literal that holds it and the theorem about its size."""

    index: int
    use: VectorUse
    p: int
    width: int
    cert: VectorCert

    @property
    def literal(self) -> str:
        """Name of its number in the data module."""
        return f"{VECTOR_DATA}.v{self.index}"

    @property
    def number(self) -> str:
        """The vector as a Lean term."""
        stored = f"packedVector {self.p} {self.width} {self.literal}"
        return f"onePlus ({stored})" if self.use.plus_one else stored

    @property
    def theorem(self) -> str:
        """Name of the theorem about its size."""
        return f"{VECTOR_MODULE}.size_{self.index}"

    @property
    def term(self) -> str:
        """Its `VectorCert` as a Lean term."""
        return vector_term(self.cert)


def stored_vector(index: int, use: VectorUse, packed: PackedVector) -> StoredVector:
    """What is stated of a packed vector."""
    cert = vector_cert(packed)
    return StoredVector(index, use, packed.p, packed.width, cert)


def vector_module(
    vectors: Sequence[StoredVector], literal_sha256: Mapping[str, str]
) -> GeneratedModule:
    """The sizes of all vectors. `literal_sha256` digests the literals of the data module."""
    theorems = [
        render_theorem("vector-size", VECTOR_MODULE, {"vector": vector}, f"size_{vector.index}")
        for vector in vectors
    ]
    return render_module(
        VECTOR_MODULE,
        "Vectors that quantization leaves as they are",
        literal_sha256,
        (*VECTOR_IMPORTS, VECTOR_DATA),
        "",
        theorems,
    )
