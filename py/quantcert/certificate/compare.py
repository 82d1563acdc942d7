"""Does a run reproduce an earlier certificate? Every claim is compared, times are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from quantcert.certificate.encode import covered, digest
from quantcert.certificate.plain import DECIMAL
from quantcert.documents import read_document
from quantcert.errors import CertificateError


def read_certificate(path: Path) -> dict[str, Any]:
    """The certificate document in a file.

    Raises CertificateError if the file cannot be read, is no certificate of this version, or has
    been edited: its digest must be that of its content.
    """
    document = read_document(path, "certificate", CertificateError)
    if document["digest"] != digest(document):
        raise CertificateError(
            f"{path}: its content has digest {digest(document)}, it states {document['digest']}: "
            "the certificate has been edited"
        )
    return document


def differences(found: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Where the certificate document `found` differs from `expected`, a line each.

    What concerns the whole checkpoint comes before what concerns a layer or a theorem. The
    command line and the measurements are not compared, nor decimals: the fractions beside them are.
    """
    lines = _differences("", covered(found), covered(expected))
    return sorted(lines, key=lambda line: line.partition(":")[0].count("/"))


def _differences(place: str, found: Any, expected: Any) -> Iterator[str]:
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in sorted(found.keys() | expected.keys()):
            where = f"{place}/{key}"
            if key.endswith(DECIMAL):
                continue
            if key not in found or key not in expected:
                yield f"{where}: {'missing' if key not in found else 'not in the certificate'}"
            else:
                yield from _differences(where, found[key], expected[key])
    elif _is_listing(found) and _is_listing(expected):
        if len(found) != len(expected):
            yield f"{place}: {len(found)} entries, the certificate has {len(expected)}"
        for index, (new, old) in enumerate(zip(found, expected, strict=False)):
            yield from _differences(f"{place}/{_label(old, index)}", new, old)
    elif found != expected:
        yield f"{place}: {found!r}, the certificate has {expected!r}"


def _is_listing(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _label(entry: Any, index: int) -> str:
    """What a list entry is called: its id, tensor, name (of a theorem or block), file or scope."""
    if isinstance(entry, dict):
        for key in ("id", "tensor", "name", "file", "scope"):
            if key in entry:
                return str(entry[key])
    return str(index)
