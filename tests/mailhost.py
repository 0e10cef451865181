"""A real mail server in a process of its own (aiosmtpd, TLS by a certificate made for the test) that fails on demand.

``python mailhost.py FOLDER`` serves until it is killed. What it took over stands in ``received.jsonl``, one line a
copy; ``orders.json`` says how the coming messages fare, first come, first served.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import ipaddress
import json
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "office", "invented-password"


class Fault(StrEnum):
    """What befalls one message."""

    NOT_NOW = "451 4.3.0 later, please"
    NO_SUCH_BOX = "550 5.1.1 nobody of that name"
    NOT_THIS = "554 5.7.1 not this text"
    NOT_THIS_NOW = "452 4.3.1 no room for the text"
    NO_SENDER = "553 5.1.8 not from you"
    BROKEN_BEFORE = "the connection breaks before the text"
    BROKEN_AFTER = "the connection breaks after the text, which is kept"
    SLOW_BEFORE = "no answer for a while, before the text"
    SLOW_AFTER = "the text is kept, and then no answer for a while"


class Tracking(SMTP):
    """Knows the parameters by which a sender asks for reports (RFC 3461), as the usual servers do."""

    async def smtp_MAIL(self, arg: str) -> None:
        plain, *asked = arg.split(" ENVID=")
        self.envelope_id = asked[0].split()[0] if asked else None
        await super().smtp_MAIL(plain)

    async def smtp_RCPT(self, arg: str) -> None:
        await super().smtp_RCPT(arg.removesuffix(" NOTIFY=FAILURE"))


class Handler:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fault: Fault | None = None

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*answers[:-1], "250-DSN", answers[-1]]

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        orders = self.folder / "orders.json"
        coming = json.loads(orders.read_text()) if orders.exists() else []
        self.fault = Fault(coming[0]) if coming and coming[0] else None
        if coming:
            (self.folder / "orders.part").write_text(json.dumps(coming[1:]))
            (self.folder / "orders.part").rename(orders)
        if self.fault is Fault.NO_SENDER:
            return self.fault.value
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 fine"

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.fault in (Fault.NOT_NOW, Fault.NO_SUCH_BOX):
            return self.fault.value
        if self.fault is Fault.BROKEN_BEFORE:
            connection(server).abort()
        if self.fault is Fault.SLOW_BEFORE:
            await asyncio.sleep(1.0)
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.fault in (Fault.NOT_THIS, Fault.NOT_THIS_NOW):
            return self.fault.value
        raw = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        taken = {
            "to": envelope.rcpt_tos,
            "id": str(email.message_from_bytes(raw)["Message-ID"]),
            "text": raw.decode("ascii"),
            "envelope": server.envelope_id if isinstance(server, Tracking) else None,
            "tls": connection(server).get_extra_info("ssl_object") is not None,
            "login": bool(session.authenticated),
        }
        with (self.folder / "received.jsonl").open("a") as log:
            log.write(json.dumps(taken) + "\n")
        await asyncio.sleep(float((self.folder / "slow").read_text()))
        if self.fault is Fault.BROKEN_AFTER:
            connection(server).abort()
        if self.fault is Fault.SLOW_AFTER:
            await asyncio.sleep(1.0)
        return "250 taken"


def connection(server: SMTP) -> asyncio.Transport:
    assert isinstance(server.transport, asyncio.Transport)
    return server.transport


def certificate(folder: Path) -> Path:
    """A certificate for this machine, signed by itself; returns the file to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begun = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    hosts = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begun)
        .not_valid_after(begun.replace(year=2120))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    (folder / "trusted.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "trusted.pem"


async def serve(folder: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "server.pem")
    handler, loop = Handler(folder), asyncio.get_running_loop()

    def login(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: Any) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    def protocol(**options: Any) -> Any:
        return lambda: Tracking(handler, hostname="localhost", loop=loop, **options)

    starttls = protocol(tls_context=tls, require_starttls=True, authenticator=login, auth_require_tls=True)
    kinds = {
        "starttls": await loop.create_server(starttls, "127.0.0.1", 0),
        "tls": await loop.create_server(protocol(authenticator=login, auth_require_tls=False), "127.0.0.1", 0, ssl=tls),
        "none": await loop.create_server(protocol(), "127.0.0.1", 0),
    }
    ports = {kind: server.sockets[0].getsockname()[1] for kind, server in kinds.items()}
    (folder / "ports.part").write_text(json.dumps(ports))
    (folder / "ports.part").rename(folder / "ports.json")
    await asyncio.Event().wait()


@dataclass
class MailHost:
    """The server as a test sees it."""

    folder: Path
    ports: dict[str, int]

    def order(self, *faults: Fault | None) -> None:
        (self.folder / "orders.json").write_text(json.dumps(faults))

    def slow(self, seconds: float) -> None:
        """How long the answer takes once a text is kept."""
        (self.folder / "slow").write_text(str(seconds))

    def obeyed(self) -> bool:
        return not json.loads((self.folder / "orders.json").read_text())

    def forget(self) -> None:
        self.order()
        self.slow(0)
        (self.folder / "received.jsonl").write_text("")

    def taken(self) -> list[dict[str, Any]]:
        whole, _, _ = (self.folder / "received.jsonl").read_text().rpartition("\n")  # the last may be in the making
        return [json.loads(line) for line in whole.splitlines()]

    def copies(self) -> Counter[str]:
        """Message-ID → how many copies were taken over."""
        return Counter(one["id"] for one in self.taken())

    def environment(self, security: str = "starttls", **more: str) -> dict[str, str]:
        given = {
            "HOST": "127.0.0.1",
            "PORT": str(self.ports[security]),
            "SECURITY": security,
            "FROM": "office@example.invalid",
            "CA": str(self.folder / "trusted.pem"),
            **more,
        }
        return {f"TALENTCARD_SMTP_{name}": value for name, value in given.items()}


@contextmanager
def serving(folder: Path) -> Iterator[MailHost]:
    certificate(folder)
    command = [sys.executable, "-W", "ignore", __file__, str(folder)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:  # it complains of every broken connection
        try:
            ports = folder / "ports.json"
            for _ in range(1000):
                if ports.exists():
                    break
                time.sleep(0.01)
            host = MailHost(folder, json.loads(ports.read_text()))
            host.forget()
            yield host
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
