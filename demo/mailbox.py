"""The mail the demonstration has written, read back from the folder it is kept in."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Letter:
    key: str
    at: datetime
    to: str
    subject: str
    text: str


def letters(*, to: str = "") -> list[Letter]:
    """All letters, or those to one address; the newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    found = [letter for path in folder.glob("*.log") for letter in _read(path)]
    kept = [letter for letter in found if not to or to.lower() == letter.to.lower()]
    return sorted(kept, key=lambda letter: letter.at, reverse=True)


def letter(key: str) -> Letter | None:
    return next((one for one in letters() if one.key == key), None)


def _read(path: Path) -> list[Letter]:
    """Django writes the letters of one connection to one file, with a line of dashes after each."""
    parts = path.read_bytes().split(b"\n" + b"-" * 79 + b"\n")
    return [
        _letter(f"{path.stem}-{number}", part.strip())
        for number, part in enumerate(parts)
        if part.strip()
    ]


def _letter(key: str, source: bytes) -> Letter:
    message: EmailMessage = email.message_from_bytes(source, policy=email.policy.default)
    body = message.get_body(("plain",))
    return Letter(
        key,
        parsedate_to_datetime(message["Date"]),
        str(message["To"]),
        str(message["Subject"]),
        body.get_content() if body else "",
    )


def clear() -> None:
    """Throw every letter away."""
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        path.unlink()
