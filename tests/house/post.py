"""A real e-mail server of a test's own, with a certificate of its own."""

from __future__ import annotations

import datetime as dt
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.machine import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

USER, PASSWORD = "suluh", "sandi surel"


@dataclass
class Post:
    """What came, and whom the server does not know. Called by aiosmtpd."""

    letters: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    port: int = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802  aiosmtpd's name
        if address in self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def take(self) -> list[EmailMessage]:
        """What came since the last look."""
        found, self.letters = self.letters, []
        return found


def run_post(certificate: Path, security: str) -> Iterator[Post]:
    """Run an e-mail server that asks for a password: `tls`, `starttls`, or `none`, which offers no way to seal."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    options: dict[str, dict[str, Any]] = {
        "tls": {"ssl_context": context, "auth_require_tls": False},  # it does not know that it is sealed already
        "starttls": {"tls_context": context, "require_starttls": True},
        "none": {"auth_require_tls": False},
    }
    post = Post(port=free_port())
    server = Controller(
        post,
        hostname="127.0.0.1",
        port=post.port,
        authenticator=lambda _s, _n, _e, _m, data: AuthResult(
            success=(data.login, data.password) == (USER.encode(), PASSWORD.encode())
        ),
        auth_required=True,
        **options[security],
    )
    server.start()
    yield post
    server.stop()


def make_certificate(file: Path) -> Path:
    """Write a certificate for this machine, signed by itself, with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    today = dt.datetime.now(dt.UTC)
    alternatives = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(alternatives, critical=True)
        .sign(key, hashes.SHA256())
    )
    unprotected = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    written = key.private_bytes(serialization.Encoding.PEM, form, unprotected)
    file.write_bytes(written + certificate.public_bytes(serialization.Encoding.PEM))
    return file
