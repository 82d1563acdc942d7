"""A trace as a JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from quantcert.trace.model import Trace

SCHEMA_VERSION = 1


def to_document(trace: Trace, roots: Sequence[str]) -> dict[str, Any]:
    """Theorems with their lemmas, definitions and axioms; all constants; the failed proofs."""
    graph = trace.graph
    return {
        "schema": "quantcert-premises",
        "schema_version": SCHEMA_VERSION,
        "source": trace.source,
        "library_sha256": trace.library_sha256,
        "theorems": [
            {
                "name": name,
                "module": graph.premises[name].module,
                "lemmas": list(graph.lemmas(name)),
                "definitions": list(graph.definitions(name)),
                "axioms": list(graph.axioms(name)),
            }
            for name in roots
        ],
        "constants": [
            {"name": p.name, "kind": str(p.kind), "module": p.module, "uses": list(p.uses)}
            for p in sorted(graph.premises.values(), key=lambda premise: premise.name)
        ],
        "literals": sorted(graph.literals),
        "failed": [asdict(failed) for failed in trace.failed],
    }
