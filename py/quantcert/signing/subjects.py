"""Are a checkpoint and a certificate those that a signed statement is about?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from quantcert.containers.expected import other_files
from quantcert.containers.hashing import hash_file

_CERTIFICATE = "certificate.json"


def other_checkpoint(statement: Mapping[str, Any], path: Path) -> Iterator[str]:
    """What is wrong with the files of a checkpoint, a line each."""
    subjects = {each["name"]: each["digest"]["sha256"] for each in statement["subject"]}
    return other_files(subjects, path)


def other_certificate(statement: Mapping[str, Any], file: Path) -> Iterator[str]:
    """A line if a certificate is not the one that the statement was made from."""
    named = _certificates(statement.get("predicate"))
    found = hash_file(file)
    if found not in named:
        wanted = ", ".join(named) or "no certificate"
        yield f"{file}: has SHA-256 {found}, the statement was made from {wanted}"


def _certificates(predicate: Any) -> list[str]:
    """The digests of certificates that a predicate names."""
    parts = predicate if isinstance(predicate, dict) else {}
    named = [*parts.get("configuration", ()), *parts.get("inputAttestations", ())]
    return [
        str(each.get("digest", {}).get("sha256"))
        for each in named
        if each.get("name", each.get("uri")) == _CERTIFICATE
    ]
