"""An answer by mail as plain text, whatever programs for mail have made of it on its way."""

import html
import quopri
import re
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

_HEADERS = re.compile(r"\A(?:[A-Za-z][A-Za-z-]*:.*\r?\n(?:[ \t].*\r?\n)*)+\r?\n")
_MIME = re.compile(
    r"^(?:MIME-Version|Content-Transfer-Encoding|Content-Type):", re.IGNORECASE | re.MULTILINE
)
_TAG = re.compile(r"<(br|/?p|/?div|/?tr|/?li)\b[^<>]*>|<[^<>]+>", re.IGNORECASE)
LARGEST = 200_000
"""Bytes of an answer that is read."""


def decoded(data: bytes) -> str:
    """The text of bytes: UTF-8, else what was usual on Windows."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def readings(pasted: str) -> Iterator[str]:
    """The ways to read it, the plainest first; the text that was sent is found in one of them."""
    text = "\n".join(_body(pasted).splitlines())
    found: dict[str, None] = {}
    for each in (text, _quoted_printable(text)):
        found |= dict.fromkeys((each, html.unescape(each), _reencoded(each), _tagless(each)))
    yield from found


def sent_on(pasted: str) -> date | None:
    """The day that a whole mail was sent on; None of a text without its headers."""
    message = _message(pasted)
    try:
        return parsedate_to_datetime(str(message["Date"])).date() if message else None
    except (TypeError, ValueError):
        return None


def _message(pasted: str) -> EmailMessage | None:
    found = _HEADERS.match(pasted)
    if found is None or not _MIME.search(found[0]):
        return None
    return message_from_bytes(pasted.encode(errors="replace"), policy=policy.default)


def _body(pasted: str) -> str:
    message = _message(pasted)
    part = message.get_body(("plain", "html")) if message is not None else None
    try:
        return str(part.get_content()) if part is not None else pasted
    except (KeyError, LookupError, MessageError):
        return pasted


def _quoted_printable(text: str) -> str:
    return decoded(quopri.decodestring(text.encode(errors="replace")))


def _reencoded(text: str) -> str:
    """UTF-8 that somebody has taken for the letters of Windows."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _tagless(text: str) -> str:
    return html.unescape(_TAG.sub(lambda tag: "\n" if tag[1] else "", text))
