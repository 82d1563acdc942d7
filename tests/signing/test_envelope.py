"""Envelopes are those of DSSE: an independent implementation verifies them, and we verify its."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner, SSlibKey

from quantcert.errors import SignatureError
from quantcert.report.machine.statement import test_result as statement_of
from quantcert.signing.envelope import encoded, signed_envelope, verified_statement
from quantcert.signing.keys import read_private_key
from tests.support.certificates import WHOLE
from tests.support.keys import write_keys
from tests.support.reports import source_of

PAYLOAD = statement_of(source_of(WHOLE))


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    return write_keys(tmp_path)


def written(folder: Path, text: str) -> Path:
    file = folder / "envelope.json"
    file.write_text(text)
    return file


def test_the_encoding_is_that_of_the_specification() -> None:
    """Its own test vector."""
    found = encoded("http://example.com/HelloWorld", b"hello world")
    assert found == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_what_is_signed_is_verified(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    private, public = keys
    text = signed_envelope(PAYLOAD, read_private_key(private))
    assert verified_statement(written(tmp_path, text), public) == json.loads(PAYLOAD)
    assert text == signed_envelope(PAYLOAD, read_private_key(private))


def test_another_implementation_verifies_it(keys: tuple[Path, Path]) -> None:
    private, public = keys
    key = read_private_key(private)
    document = json.loads(signed_envelope(PAYLOAD, key))
    other = SSlibKey(key.key_id, "ed25519", "ed25519", {"public": _raw(public)})
    envelope = Envelope.from_dict(document)
    assert list(envelope.verify([other], 1)) == [key.key_id]


def test_an_envelope_of_another_implementation_is_verified(tmp_path: Path) -> None:
    private, public = write_keys(tmp_path)
    key = Ed25519PrivateKey.from_private_bytes(_private(private))
    envelope = Envelope(PAYLOAD, "application/vnd.in-toto+json", {})
    envelope.sign(CryptoSigner(key))
    document = envelope.to_dict()
    document["signatures"] = [{"sig": each["sig"]} for each in document["signatures"]]
    file = written(tmp_path, json.dumps(document))
    assert verified_statement(file, public) == json.loads(PAYLOAD)


def _raw(public: Path) -> str:
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    return load_pem_public_key(public.read_bytes()).public_bytes_raw().hex()


def _private(private: Path) -> bytes:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key(private.read_bytes(), None).private_bytes_raw()


@pytest.mark.parametrize("part", ["payload", "sig", "key"])
def test_whatever_was_changed_is_not_signed(
    tmp_path: Path, keys: tuple[Path, Path], part: str
) -> None:
    private, public = keys
    document = json.loads(signed_envelope(PAYLOAD, read_private_key(private)))
    if part == "payload":
        changed = PAYLOAD.replace(b"WARNED", b"PASSED")
        document["payload"] = base64.b64encode(changed).decode()
    elif part == "sig":
        document["signatures"][0]["sig"] = base64.b64encode(b"\0" * 64).decode()
    else:
        (tmp_path / "other").mkdir()
        _, public = write_keys(tmp_path / "other")
    assert verified_statement(written(tmp_path, json.dumps(document)), public) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"payload": "?"}, "not base64"),
        ({"payloadType": "text/plain"}, "payloadType"),
        ({"signatures": []}, "signatures"),
    ],
)
def test_what_is_no_envelope_is_refused(
    tmp_path: Path, keys: tuple[Path, Path], change: dict, message: str
) -> None:
    private, public = keys
    document = json.loads(signed_envelope(PAYLOAD, read_private_key(private)))
    with pytest.raises(SignatureError, match=message):
        verified_statement(written(tmp_path, json.dumps({**document, **change})), public)


@pytest.mark.parametrize(
    "payload",
    [
        b"text",
        b"[]",
        b"[" * 100_000,
        b'{"subject": []}',
        b'{"subject": [{"name": 1}]}',
        b'{"subject": [{"name": "a", "digest": {"sha256": "0"}}], "predicateType": "t",'
        b' "predicate": ["PASSED"]}',
        b'{"subject": [], "predicateType": "t", "predicate": {"result": "PASSED"}}',
        b'{"subject": [{"name": 1, "digest": {"sha256": "0"}}], "predicateType": "t",'
        b' "predicate": {}}',
    ],
)
def test_a_signed_payload_that_is_no_statement_is_refused(
    tmp_path: Path, keys: tuple[Path, Path], payload: bytes
) -> None:
    private, public = keys
    text = signed_envelope(payload, read_private_key(private))
    with pytest.raises(SignatureError, match="what is signed"):
        verified_statement(written(tmp_path, text), public)
