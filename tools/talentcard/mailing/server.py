"""One conversation with the mail server (smtplib, TLS): what it answered, told apart by what may have happened."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from talentcard.context import CannotRunError
from talentcard.mailing.access import MailAccess

STATUS = re.compile(rb"([245])\.(\d{1,3})\.(\d{1,3})\b")
WAYS_TO_BREAK = (smtplib.SMTPServerDisconnected, OSError)


class Answer(StrEnum):
    TAKEN = "taken"
    NOT_NOW = "not_now"  # 4xx: nothing was taken over
    NEVER = "never"  # 5xx: nothing was taken over
    LOST = "lost"  # broken off before the text went out: nothing was taken over
    UNKNOWN = "unknown"  # broken off after that: perhaps taken over


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one message. ``of_recipient``: it is the address that the server did not like."""

    answer: Answer
    code: int | None = None
    status: str | None = None
    of_recipient: bool = False


class UnreachableServerError(Exception):
    """No connection for now; nothing was sent."""


class Server:
    """A connection, under TLS and logged in. Raises UnreachableServerError, and CannotRunError for what stays wrong."""

    def __init__(self, access: MailAccess) -> None:
        self.access = access
        try:
            self._smtp = connected(access)
        except smtplib.SMTPResponseException as error:
            if error.smtp_code >= 500:
                raise CannotRunError("mail-server-refuses", code=str(error.smtp_code)) from None
            raise UnreachableServerError from None
        except ssl.SSLCertVerificationError:
            raise CannotRunError("mail-certificate") from None
        except WAYS_TO_BREAK:
            raise UnreachableServerError from None

    def hand_over(self, address: str, raw: bytes, envelope: str, before: Callable[[], None]) -> Reply:
        """Send one message. ``before`` is called when nothing but the text is left to be sent.

        Raises CannotRunError where the server takes nothing from this sender.
        """
        tracks = self._smtp.has_extn("dsn")
        sent = False
        try:
            code, said = self._smtp.mail(self.access.sender, (f"ENVID={envelope}", "RET=HDRS") if tracks else ())
            if code >= 500:
                raise CannotRunError("mail-sender-refused", code=str(code))
            if code != 250:
                return self._again(Reply(Answer.NOT_NOW, code, status(code, said)))
            code, said = self._smtp.rcpt(address, ("NOTIFY=FAILURE",) if tracks else ())
            if code not in (250, 251):
                answer = Answer.NEVER if code >= 500 else Answer.NOT_NOW
                return self._again(Reply(answer, code, status(code, said), of_recipient=True))
            before()
            sent = True
            code, said = self._smtp.data(raw)
        except smtplib.SMTPDataError as error:  # the server did not even want the text
            code, said = error.smtp_code, bytes(error.smtp_error) if isinstance(error.smtp_error, bytes) else b""
        except WAYS_TO_BREAK:
            return Reply(Answer.UNKNOWN if sent else Answer.LOST)
        if code == 250:
            return Reply(Answer.TAKEN, code)
        return self._again(Reply(Answer.NEVER if code >= 500 else Answer.NOT_NOW, code, status(code, said)))

    def close(self) -> None:
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()

    def _again(self, reply: Reply) -> Reply:
        """The conversation ready for the next message; where that fails, the next one finds out."""
        try:
            self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()
        return reply


def connected(access: MailAccess) -> smtplib.SMTP:
    """Raises what smtplib and ssl raise, and CannotRunError."""
    trusted = trust(access)
    host, port, name, patience = access.host, access.port, access.domain, access.timeout
    if access.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=patience, context=trusted)
    else:
        smtp = smtplib.SMTP(host, port, local_hostname=name, timeout=patience)
    try:
        smtp.ehlo_or_helo_if_needed()
        if access.security == "starttls":
            try:
                smtp.starttls(context=trusted)
            except smtplib.SMTPNotSupportedError:
                raise CannotRunError("mail-no-tls") from None
            smtp.ehlo()
        if access.user is not None:
            log_in(smtp, access.user, access.password or "")
    except BaseException:
        smtp.close()
        raise
    return smtp


def trust(access: MailAccess) -> ssl.SSLContext:
    """Certificates are verified, always. Raises CannotRunError for a file of them that can't be read."""
    try:
        return ssl.create_default_context(cafile=str(access.authority) if access.authority else None)
    except (OSError, ssl.SSLError):
        raise CannotRunError("mail-authority") from None


def log_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    """Only ever called under TLS: ``access`` allows no login without. Raises CannotRunError."""
    try:
        smtp.login(user, password)
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code < 500:
            raise
        raise CannotRunError("mail-login") from None
    except smtplib.SMTPNotSupportedError:
        raise CannotRunError("mail-login") from None


def status(code: int, said: bytes) -> str:
    """The server's own words are not kept, as they may hold the address: only the numbers."""
    found = STATUS.match(said.strip())
    return b".".join(found.groups()).decode() if found else f"{code // 100}.0.0"
