"""What several commands about money take: amounts, time, days, and how they are read."""

import re
from datetime import date

import click

from ppm_tui.cli.invocation import Invocation
from ppm_tui.errors import Invalid
from ppm_tui.exchange import amounts
from ppm_tui.terms import Minutes, Money

NOTHING = "-"
UNCLEAR = re.compile(r"(\d{1,3})[.,](\d{3})")
FROM = click.option("--from", "first", metavar="DATE", help="The first day; - for none.")
TO = click.option("--to", "last", metavar="DATE", help="The last day; - for none.")


def money(what: str, text: str, currency: str) -> Money:
    """An amount in major units of a currency. Raises Invalid."""
    try:
        return Money(amounts.money(text.strip(), currency))
    except ValueError as error:
        raise Invalid(f"{what}: «{text}» {error}: type 12000, 12k or 95.50") from error


def hourly(what: str, text: str, currency: str) -> Money:
    """What an hour is worth. Raises Invalid, also where a separator may mean either thing."""
    if found := UNCLEAR.fullmatch(text.strip()):
        whole, part = found.groups()
        raise Invalid(
            f"{what}: «{text}» has two meanings: type {whole}{part} or {whole}.{part[:2]}"
        )
    return money(what, text, currency)


def time(what: str, text: str) -> Minutes:
    """Time of work. Raises Invalid."""
    try:
        return Minutes(amounts.effort(text.strip()))
    except ValueError as error:
        raise Invalid(f"{what}: «{text}» {error}: type 80h, 1h30 or 10d") from error


def or_none(text: str) -> str | None:
    """The text, or nothing where `-` says so."""
    return None if text.strip() == NOTHING else text


def day(invocation: Invocation, text: str) -> date:
    """A day as people type it. Raises Invalid."""
    from ppm_tui import dates

    return dates.parse(text, as_of=invocation.as_of)


def day_or_none(invocation: Invocation, text: str | None) -> date | None:
    """The same; nothing where none is said, or `-`."""
    return None if text is None or or_none(text) is None else day(invocation, text)


def padded(ref: str) -> str:
    """An identifier as it is kept: `AG-2` is `AG-02`."""
    prefix, dash, number = ref.strip().upper().partition("-")
    return f"{prefix}{dash}{number.lstrip('0').zfill(2)}"
