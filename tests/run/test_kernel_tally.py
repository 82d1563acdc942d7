"""Whose kernels accepted what."""

from dataclasses import replace
from fractions import Fraction

from quantcert.certificate import HostRecord, KernelRecord
from quantcert.certificate.decode import from_document
from quantcert.certificate.encode import digest, to_document
from quantcert.lean import ModuleVerdict
from quantcert.run.kernel_tally import KernelTally
from tests.support.certificates import WHOLE
from tests.support.cluster_runs import module_named
from tests.support.runs import result_of

TENSORS = {"Proofs.A": "a.weight", "Proofs.B": "b.weight"}


def accepted(tally: KernelTally, subject: str, name: str, host: str = "") -> None:
    tally.accepted(subject, replace(result_of(module_named(name)), host=host))


def test_this_machine_alone_is_not_told_of() -> None:
    tally = KernelTally()
    accepted(tally, "Proofs.A", "Proofs.A")
    assert tally.record(TENSORS, "here") is None


def test_machines_are_told_with_modules_and_matrices() -> None:
    tally = KernelTally(Fraction(1, 3), 5, {"Proofs.B": 1})
    accepted(tally, "Proofs.A", "Proofs.A.Part000", "x")
    accepted(tally, "Proofs.A", "Proofs.A", "y")
    accepted(tally, "Proofs.B", "Proofs.B", "x")
    accepted(tally, "network", "Proofs.Vectors")
    assert tally.record(TENSORS, "here") == KernelRecord(
        (
            HostRecord("here", 1, ("network",)),
            HostRecord("x", 2, ("a.weight", "b.weight")),
            HostRecord("y", 1, ("a.weight",)),
        ),
        1,
        ("b.weight",),
        Fraction(1, 3),
        5,
    )


def test_a_module_that_is_checked_again_counts_once() -> None:
    tally = KernelTally()
    accepted(tally, "Proofs.A", "Proofs.A", "x")
    accepted(tally, "Proofs.A", "Proofs.A", "y")
    found = tally.record(TENSORS, "here")
    assert found is not None
    assert found.hosts == (HostRecord("y", 1, ("a.weight",)),)


def test_of_a_settled_matrix_numbers_are_kept() -> None:
    tally = KernelTally()
    for name in ("Proofs.A.Part000", "Proofs.A.Part001"):
        accepted(tally, "Proofs.A", name, "x")
    accepted(tally, "Proofs.A", "Proofs.A")
    before = tally.record(TENSORS, "here")
    tally.settle("Proofs.A")
    tally.settle("Proofs.B")
    assert tally.record(TENSORS, "here") == before
    accepted(tally, "Proofs.A", "Proofs.A", "y")  # asked of another
    found = tally.record(TENSORS, "here")
    assert found is not None
    assert found.hosts == (HostRecord("y", 1, ("a.weight",)),)


def test_what_is_not_accepted_does_not_count() -> None:
    tally = KernelTally()
    result = result_of(module_named("Proofs.A"), ModuleVerdict.UNPROVED)
    tally.accepted("Proofs.A", replace(result, host="x"))
    assert tally.record(TENSORS, "here") is None


def test_a_certificate_keeps_it_outside_its_digest() -> None:
    tally = KernelTally()
    accepted(tally, "Proofs.A", "Proofs.A", "x")
    measured = replace(WHOLE.measurement, kernels=tally.record(TENSORS, "here"))
    certificate = replace(WHOLE, measurement=measured)
    document = to_document(certificate)
    assert from_document(document) == certificate
    assert digest(document) == digest(to_document(WHOLE))
