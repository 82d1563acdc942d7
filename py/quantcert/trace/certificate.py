"""The trace of a run: its compiled modules are those that the cache keeps.

A module counts only if it was compiled from the text in the folder, and if the audit found in it
what the certificate says of its theorems. The axioms of each theorem are computed again, from the
graph, and compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from quantcert.certificate.compare import read_certificate
from quantcert.errors import CertificateError
from quantcert.lean.check.store import Kept, kept_modules
from quantcert.lean.goals import goals_of
from quantcert.lean.library.build import Library
from quantcert.lean.olean.module import CompiledModule
from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.premises import PremiseGraph, premise_graph
from quantcert.trace.model import FailedProof, Trace

_PROVED = ("PROVED", "PROVED-VACUOUS")
_ROOT = "Proofs"


def trace_run(folder: Path, library: Library, cache: Path | None = None) -> Trace:
    """What the theorems of a run rest on, and which were not proved.

    `folder` is that which `verify-model` wrote; `cache` is where compiled modules are kept, by
    default the user's. Raises CertificateError if the folder has no certificate, it is of another
    library, a compiled module is not kept, or one is not what the certificate says.
    """
    document = read_certificate(folder / "certificate.json")
    if document["tool"]["library_sha256"] != library.digest:
        raise CertificateError(
            f"{folder}: the certificate is of the library {document['tool']['library_sha256']}, "
            f"this package has {library.digest}; verify the checkpoint again"
        )
    theorems = list(_theorems(document))
    proved = {theorem["name"]: theorem for theorem in theorems if theorem["verdict"] in _PROVED}
    modules = _modules(folder, proved, cache)
    graph = premise_graph(proved, library, modules)
    _compare_axioms(folder, graph, proved)
    failed = [theorem for theorem in theorems if theorem["verdict"] not in _PROVED]
    return Trace(str(folder), library.digest, graph, tuple(map(_failed, failed)))


def _theorems(value: Any) -> Iterator[dict[str, Any]]:
    """The theorems of a certificate document, of layers and of networks."""
    if isinstance(value, list):
        for item in value:
            yield from _theorems(item)
    elif isinstance(value, dict) and "statement_sha256" in value:
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _theorems(item)


def _modules(
    folder: Path, proved: Mapping[str, dict[str, Any]], cache: Path | None
) -> dict[str, CompiledModule]:
    """The compiled modules of the folder's texts that hold the proved theorems."""
    texts = {
        ".".join(path.relative_to(folder).with_suffix("").parts): path
        for path in sorted((folder / _ROOT).rglob("*.lean"))
    }
    wanted = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in texts.items()}
    found = {
        kept.result.name: CompiledModule(ObjectGraph(kept.olean))
        for kept in kept_modules(wanted, cache)
        if _is_of(kept, proved)
    }
    declared = {name for module in found.values() for name in module.constants}
    missing = sorted(proved.keys() - declared)
    if missing:
        raise CertificateError(
            f"{folder}: the compiled module of {missing[0]} and {len(missing) - 1} more theorems "
            "is not in the cache; verify the checkpoint again, with --reuse"
        )
    return found


def _is_of(kept: Kept, proved: Mapping[str, dict[str, Any]]) -> bool:
    """Whether a kept module is that which the certificate speaks of."""
    for record in kept.result.theorems:
        stated = proved.get(record.name)
        if stated is not None and (record.statement_sha256, record.definitions_sha256) != (
            stated["statement_sha256"],
            stated["definitions_sha256"],
        ):
            return False
    return True


def _compare_axioms(
    folder: Path, graph: PremiseGraph, proved: Mapping[str, dict[str, Any]]
) -> None:
    for name, theorem in proved.items():
        if list(graph.axioms(name)) != sorted(theorem["axioms"]):
            raise CertificateError(
                f"{folder}: {name} rests on the axioms {list(graph.axioms(name))}, "
                f"its certificate says {theorem['axioms']}"
            )


def _failed(theorem: Mapping[str, Any]) -> FailedProof:
    finding = theorem["finding"]
    words = finding["message"] if finding else theorem["verdict"]
    return FailedProof(theorem["name"], theorem["statement"], words, goals_of(words))
