"""The certificate a home server makes for itself, and keeps in the person's folder.

It encrypts, and it lets the phone say that the page is secure, without which no browser gives out
motion. It proves nothing about who is there: browsers warn of it, and keep service workers away.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_NAME: Final = "server.pem"
_HOLDS: Final = timedelta(days=397)
"""Longer is not accepted by every browser, trusted or not."""
_EARLIER: Final = timedelta(days=1)
"""Clocks of phones differ."""
_RENEWED: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Certificate:
    """One file with the private key and the certificate.

    Attributes
    ----------
    path :
        PEM, readable by its owner only.
    fingerprint :
        SHA-256 of the certificate, as browsers show it: pairs of digits with colons.
    has_replaced :
        Made just now in the place of another one: devices that knew that are warned again.
    """

    path: Path
    fingerprint: str
    has_replaced: bool


def certificate_in(folder: Path, addresses: tuple[str, ...], now: datetime) -> Certificate:
    """The certificate kept in a folder; made anew if it is not there, damaged, old or for others.

    Parameters
    ----------
    folder :
        Made if it is not there; nobody but its owner may look into it.
    addresses :
        What stands in it: where the pages are served now.
    now :
        With its offset.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / _NAME
    kept = _kept(path)
    if kept is not None and _fits(kept, addresses, now):
        return Certificate(path, fingerprint(kept), has_replaced=False)
    was_there = path.exists()
    made = _write_new(path, addresses, now)
    return Certificate(path, fingerprint(made), has_replaced=was_there)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate as pairs of hexadecimal digits with colons."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _kept(path: Path) -> x509.Certificate | None:
    """The certificate in a file, None unless its key is there and belongs to it."""
    try:
        content = path.read_bytes()
        key = load_pem_private_key(content, password=None)
        certificate = x509.load_pem_x509_certificate(content)
    except (OSError, ValueError, TypeError):
        return None
    return certificate if key.public_key() == certificate.public_key() else None


def _fits(certificate: x509.Certificate, addresses: tuple[str, ...], now: datetime) -> bool:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return False
    covered = {str(ip) for ip in names.value.get_values_for_type(x509.IPAddress)}
    is_young = certificate.not_valid_before_utc <= now
    return (
        covered == set(addresses) and is_young and now < certificate.not_valid_after_utc - _RENEWED
    )


def _write_new(path: Path, addresses: tuple[str, ...], now: datetime) -> x509.Certificate:
    """Key and certificate into one file, whole or not at all."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _signed(key, addresses, now)
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    content += certificate.public_bytes(Encoding.PEM)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    beside.replace(path)
    return certificate


def _signed(
    key: ec.EllipticCurvePrivateKey, addresses: tuple[str, ...], now: datetime
) -> x509.Certificate:
    """A certificate by its own key, for the server's part of a connection and nothing else."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Coxa at home")])
    places = [x509.IPAddress(ip_address(address)) for address in addresses]
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + _HOLDS)
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
