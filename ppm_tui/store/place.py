"""Where a portfolio lives: an SQLite file or a PostgreSQL database."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from ppm_tui.errors import Invalid

SCHEMA = 6
"""Number of the schema this program reads and writes; migrations count it up."""


APPLICATION = 0x70706D31
"""Marks an SQLite file as a portfolio of ppm, so that no other program's file is taken for one."""


@dataclass(frozen=True, slots=True)
class Place:
    """An opened address: `path` for SQLite, `url` for PostgreSQL; exactly one is set."""

    path: Path | None = None
    url: str | None = None

    def __str__(self) -> str:
        """The address as a person may see it: never with a password."""
        if self.url is None:
            return str(self.path)
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        user = parts.username
        return urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host))


def place_of(address: str) -> Place:
    """Place for what was given as `--db`: a PostgreSQL URL, `sqlite:///file`, or a path."""
    if address.startswith(("postgresql://", "postgres://")):
        url = "postgresql://" + address.split("://", 1)[1]
        try:
            urlsplit(url).netloc.encode("idna")
        except (ValueError, UnicodeError) as error:
            raise Invalid("--db postgresql://…: this is no address of a server") from error
        return Place(url=url)
    if address.startswith("sqlite:///"):
        return Place(path=Path(address.removeprefix("sqlite:///")))
    if "://" in address:
        raise Invalid(f"--db {address.split('://', 1)[0]}://…: use a file or a postgresql:// URL")
    return Place(path=Path(address).expanduser())
