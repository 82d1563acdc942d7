"""DSSE envelopes (Dead Simple Signing Envelope, version 1) of in-toto statements."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from quantcert.documents import read_document
from quantcert.errors import SignatureError
from quantcert.signing.keys import PrivateKey, is_signed, key_id, read_public_key

PAYLOAD_TYPE = "application/vnd.in-toto+json"


def encoded(payload_type: str, payload: bytes) -> bytes:
    """What is signed (pre-authentication encoding): type and payload with their lengths."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def signed_envelope(payload: bytes, key: PrivateKey) -> str:
    """The envelope of a statement as JSON. The same key and statement give the same text."""
    signature = key.sign(encoded(PAYLOAD_TYPE, payload))
    document = {
        "payloadType": PAYLOAD_TYPE,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": key.key_id, "sig": base64.b64encode(signature).decode()}],
    }
    return json.dumps(document, indent=2) + "\n"


def verified_statement(path: Path, key_file: Path) -> dict[str, Any] | None:
    """The statement in an envelope, None if no signature in it is of the key.

    Raises SignatureError if there is no envelope of a statement, or no key.
    """
    key = read_public_key(key_file)
    envelope = read_document(path, "envelope", SignatureError)
    payload = _bytes(path, envelope["payload"])
    message = encoded(envelope["payloadType"], payload)
    wanted = key_id(key)
    if not any(
        is_signed(key, _bytes(path, each["sig"]), message)
        for each in envelope["signatures"]
        if each.get("keyid", wanted) == wanted
    ):
        return None
    return _statement(path, payload)


def _statement(path: Path, payload: bytes) -> dict[str, Any]:
    try:
        statement: dict[str, Any] = json.loads(payload)
        names = [subject["name"] for subject in statement["subject"]]
        digests = [subject["digest"]["sha256"] for subject in statement["subject"]]
        names += [statement["predicateType"], *statement["predicate"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SignatureError(f"{path}: what is signed is no statement of this tool") from error
    texts = all(isinstance(each, str) for each in (*names, *digests))
    if not digests or not texts or not isinstance(statement["predicate"], dict):
        raise SignatureError(f"{path}: what is signed names no files, or is no result")
    return statement


def _bytes(path: Path, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise SignatureError(f"{path}: not base64: {error}") from error
