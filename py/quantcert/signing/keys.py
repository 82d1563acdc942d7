"""Ed25519 keys in PEM files, as `openssl genpkey -algorithm ed25519` writes them.

The package `cryptography` is needed for this alone (the extra `sign`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from quantcert.errors import SignatureError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey as PublicKey

_ALLOWED = "allowed: an Ed25519 key in PEM without a password"


class PrivateKey:
    """A key that signs."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Wrap a key of `cryptography`."""
        self._key = key

    @property
    def key_id(self) -> str:
        """SHA-256 of the public key in DER (SubjectPublicKeyInfo)."""
        return key_id(self._key.public_key())

    def sign(self, message: bytes) -> bytes:
        """The signature of a message, 64 bytes."""
        return self._key.sign(message)


def read_private_key(path: Path) -> PrivateKey:
    """The private key in a file. Raises SignatureError."""
    _check_installed()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_content(path), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SignatureError(f"{path}: not a private key, {_ALLOWED}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SignatureError(f"{path}: a private key of another kind, {_ALLOWED}")
    return PrivateKey(key)


def read_public_key(path: Path) -> PublicKey:
    """The public key in a file. Raises SignatureError."""
    _check_installed()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_content(path))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SignatureError(f"{path}: not a public key, {_ALLOWED}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise SignatureError(f"{path}: a public key of another kind, {_ALLOWED}")
    return key


def key_id(key: PublicKey) -> str:
    """SHA-256 of a public key in DER (SubjectPublicKeyInfo)."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return hashlib.sha256(
        key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).hexdigest()


def is_signed(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether a signature is that of a message by the key."""
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SignatureError(f"{path}: cannot be read: {error.strerror}") from error


def _check_installed() -> None:
    try:
        import cryptography  # noqa: F401
    except ImportError as error:
        raise SignatureError("signatures need `pip install 'quantcert[sign]'`") from error
