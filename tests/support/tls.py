"""A certificate authority of one's own, and a certificate that it has signed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Credentials:
    """Files of an authority's certificate, and of a certificate of its and the private key."""

    authority: Path
    certificate: Path
    key: Path

    @property
    def options(self) -> list[str]:
        """What Dask's commands are told."""
        files = {"ca-file": self.authority, "cert": self.certificate, "key": self.key}
        return [word for name, file in files.items() for word in (f"--tls-{name}", str(file))]

    @property
    def settings(self) -> dict[str, object]:
        """The same for a client, as Dask is configured."""
        place = "distributed.comm.tls"
        own = {"cert": str(self.certificate), "key": str(self.key)}
        return {f"{place}.ca-file": str(self.authority), f"{place}.client": own}


def write_credentials(folder: Path) -> Credentials:
    """An authority, and a certificate for the loopback."""
    folder.mkdir()
    root_key, own_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("authority", "authority", root_key, root_key, authority=True)
    own = _certificate("quantcert", "authority", own_key, root_key)
    found = Credentials(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    found.authority.write_bytes(root.public_bytes(Encoding.PEM))
    found.certificate.write_bytes(own.public_bytes(Encoding.PEM))
    found.key.write_bytes(own_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return found


def _certificate(
    subject: str,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    authority: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    loopback = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(loopback, critical=False)
        .sign(signer, hashes.SHA256())
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
