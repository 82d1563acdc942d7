"""Keys: Ed25519 in PEM, anything else is refused by name."""

import hashlib
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)

from quantcert.errors import SignatureError
from quantcert.signing.keys import is_signed, read_private_key, read_public_key
from tests.support.keys import write_keys


def test_the_id_is_the_digest_of_the_public_key(tmp_path: Path) -> None:
    private, public = write_keys(tmp_path)
    der = load_pem_public_key(public.read_bytes()).public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    assert read_private_key(private).key_id == hashlib.sha256(der).hexdigest()


def test_a_signature_is_of_one_message(tmp_path: Path) -> None:
    private, public = write_keys(tmp_path)
    signature = read_private_key(private).sign(b"message")
    assert is_signed(read_public_key(public), signature, b"message")
    assert not is_signed(read_public_key(public), signature, b"massage")


def other_kinds(folder: Path) -> dict[str, Path]:
    """Files that are no Ed25519 key without a password."""
    other = ec.generate_private_key(ec.SECP256R1())
    parts = {
        "text": b"hello",
        "locked": other.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")
        ),
        "other": other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        "unknown": b"-----BEGIN PUBLIC KEY-----\nMAowBQYDKgMEAwEA\n-----END PUBLIC KEY-----\n",
        "other public": other.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        ),
    }
    for name, content in parts.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in parts}


@pytest.mark.parametrize("name", ["text", "locked", "other", "other public", "unknown", "missing"])
def test_what_is_no_key_is_refused(tmp_path: Path, name: str) -> None:
    file = other_kinds(tmp_path).get(name, tmp_path / name)
    for read in (read_private_key, read_public_key):
        with pytest.raises(SignatureError, match=str(file)):
            read(file)


def test_without_the_extra_the_message_names_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(SignatureError, match=r"pip install 'quantcert\[sign\]'"):
        read_public_key(tmp_path / "key.pub")
