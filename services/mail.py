"""Letters, off until a server for them is named. No letter says in its subject or first line what this service is for."""

import logging
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from services.settings import Settings

logger = logging.getLogger(__name__)

SECONDS = 20


def send_mail(settings: Settings, recipient: str, subject: str, body: str) -> bool:
    """Send one letter of plain text; False when none are sent here or the server refused, which is logged without the letter."""
    if settings.mail_url is None:
        logger.warning("a letter was not sent: no KLADKA_MAIL_URL; a coordinator can give a new invitation instead")
        return False
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = settings.mail_sender, recipient, subject
    letter.set_content(body)
    target = urlsplit(settings.mail_url)
    try:
        with _connected(target.scheme, target.hostname or "localhost", target.port) as server:
            if target.username:
                server.login(unquote(target.username), unquote(target.password or ""))
            server.send_message(letter)
    except (OSError, smtplib.SMTPException):
        logger.exception("a letter could not be sent")
        return False
    return True


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    secured = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=secured)
    server = smtplib.SMTP(host, port or 587, timeout=SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=secured)
    return server
