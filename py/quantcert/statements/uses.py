"""What is stated of a matrix's uses, and the checks of its chunks that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from quantcert.roles import Use
from quantcert.statements.layer import LayerClaim, UseClaim
from quantcert.statements.matrix import CertifiedMatrix, Chunk
from quantcert.statements.render import Theorem, render_theorem

CHUNK_IMPORT = "QuantCert.Cert.Weights.Chunk"
SHARE_IMPORT = "QuantCert.Cert.Weights.RowShare"
COLUMN_IMPORT = "QuantCert.Cert.Weights.Columns"
WIDE_IMPORT = "QuantCert.Cert.Weights.WideSize"
MEASURED_IMPORTS = ("QuantCert.Cert.Layer.Role",)

_USE_IMPORTS = {
    Use.COLUMNS: "QuantCert.Cert.Weights.TransposedCert",
    Use.ENTRIES: "QuantCert.Cert.Weights.Lookup",
}
_KINDS = {Use.ROWS: "", Use.COLUMNS: "transposed-", Use.ENTRIES: "lookup-"}
_SHARE_KINDS = {Use.ROWS: "weights-row-share", Use.COLUMNS: "weights-column-share"}


def chunk_imports(matrix: CertifiedMatrix) -> tuple[str, ...]:
    """The library modules that the checks of chunks need."""
    if matrix.is_wide:
        return (CHUNK_IMPORT, WIDE_IMPORT)
    shares = (SHARE_IMPORT,) if Use.ROWS in matrix.kept_shares else ()
    return (CHUNK_IMPORT, *shares, *((COLUMN_IMPORT,) if matrix.has_columns else ()))


def use_imports(matrix: CertifiedMatrix) -> tuple[str, ...]:
    """The library modules that `use_theorems` needs, beside those of every matrix."""
    if matrix.is_wide:
        return (WIDE_IMPORT,)
    shares = (SHARE_IMPORT,) if Use.ROWS in matrix.kept_shares else ()
    uses = matrix.claim.by_use
    return (*shares, *(name for use, name in _USE_IMPORTS.items() if use in uses))


def chunk_checks(matrix: CertifiedMatrix, chunks: Sequence[Chunk]) -> list[Theorem]:
    """The kernel's checks of each chunk."""
    kinds = {"chunk-checked": "checked"}
    facts = matrix.facts
    if matrix.is_wide:
        kinds["chunk-size"] = "size_checked"
    elif Use.ROWS in matrix.kept_shares:
        kinds["chunk-share"] = "share"
        facts["share"] = matrix.kept_shares[Use.ROWS]
    if matrix.has_columns:
        kinds["chunk-columns"] = "columns_checked"
    return [
        render_theorem(kind, chunk.module, {**facts, "chunk": chunk}, f"{chunk.short_name}_{name}")
        for chunk in chunks
        for kind, name in kinds.items()
    ]


def use_theorems(matrix: CertifiedMatrix) -> list[Theorem]:
    """The bounds of every use, about the literals, and the shares that all lines keep."""
    if matrix.is_wide:
        return _wide_theorems(matrix)
    theorems = _bounds(matrix.layer.module, matrix.claim, matrix.facts, "weights-")
    for use, share in matrix.kept_shares.items():
        facts = {**matrix.facts, "share": share}
        theorems.append(render_theorem(_SHARE_KINDS[use], matrix.layer.module, facts))
    return theorems


def _wide_theorems(matrix: CertifiedMatrix) -> list[Theorem]:
    """The same of a matrix whose rows are cut, which is used by rows alone."""
    facts = matrix.facts
    for word, check in (("checked", "checked"), ("sized", "size_checked")):
        rows = [[f"{chunk.name}_{check}" for chunk in row] for row in matrix.segments]
        facts[f"all_{word}"] = _conjunction(map(_conjunction, rows))
    theorems = _bounds(matrix.layer.module, matrix.claim, facts, "wide-")
    for share in matrix.kept_shares.values():
        theorems.append(
            render_theorem("wide-row-share", matrix.layer.module, {**facts, "share": share})
        )
    return theorems


def _conjunction(proofs: Iterable[str]) -> str:
    return f"⟨{', '.join([*proofs, 'trivial'])}⟩"


def measured_theorems(module: str, claim: LayerClaim) -> list[Theorem]:
    """The bounds of every use from measured sums and entries, as far as they are true."""
    return _bounds(module, claim, claim.facts(), "")


def _bounds(
    module: str, claim: LayerClaim, facts: Mapping[str, object], prefix: str
) -> list[Theorem]:
    """The bound of each use, the required one, and that the bound says something."""
    theorems = []
    for use in claim.uses:
        for kind, name, bound in _kinds(use, prefix):
            every = {**facts, **use.facts(), "bound": bound, "meets": bound is use.requirement}
            theorems.append(render_theorem(kind, module, every, name))
    return theorems


def _kinds(claim: UseClaim, prefix: str) -> list[tuple[str, str, object]]:
    """Kind, name and bound of the theorems about one use."""
    kind = prefix + _KINDS[claim.use]
    name = kind.replace("-", "_")
    error = f"{kind}error" if kind else "row-error"
    found: list[tuple[str, str, object]] = [(error, "", claim.bound)]
    if claim.requirement is not None and claim.keeps_bound:
        found.append((error, f"{name}meets_requirement", claim.requirement))
    if claim.beats_zeros:
        found.append((f"{kind}not-vacuous", "", claim.bound))
    return found
