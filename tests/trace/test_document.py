import json

from quantcert.trace.document import to_document
from quantcert.trace.model import FailedProof
from tests.support.premise_graphs import small_trace


def test_everything_is_in_the_document() -> None:
    trace = small_trace(FailedProof("t", "", "no", ()))
    document = json.loads(json.dumps(to_document(trace, ["Proofs.L0.error"])))
    assert document["theorems"] == [
        {
            "name": "Proofs.L0.error",
            "module": "Proofs.L0",
            "lemmas": ["Proofs.L0.part7", "sound"],
            "definitions": ["Nat"],
            "axioms": ["choice"],
        }
    ]
    assert [c["name"] for c in document["constants"]] == sorted(trace.graph.premises)
    assert document["literals"] == ["Data.c0"]
    assert document["failed"] == [{"name": "t", "statement": "", "words": "no", "goals": []}]
