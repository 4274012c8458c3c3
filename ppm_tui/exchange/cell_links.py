"""Predecessors and resources of one cell, in Microsoft Project's English and German notation."""

import re
from collections.abc import Container
from dataclasses import dataclass

from ppm_tui.exchange.cell_values import UNIT_OF, duration, number
from ppm_tui.terms import LagKind, LinkType

GERMAN_TYPES = {"EA": LinkType.FS, "AA": LinkType.SS, "EE": LinkType.FF, "AE": LinkType.SF}
TYPES = {kind.value: kind for kind in LinkType} | GERMAN_TYPES
LONGEST = 500
"""Longer texts are names as they stand: matching them would take the square of their length."""

_UNIT = "|".join(sorted(UNIT_OF, key=len, reverse=True))
_SEPARATOR = re.compile(rf";|\n|,(?!\d+\s*[ef]?(?:{_UNIT})\b)", re.IGNORECASE)
_TOKEN = re.compile(
    rf"#?(?P<ref>.+?)(?:\s*(?P<type>{'|'.join(TYPES)}))?"
    rf"(?:\s*(?P<sign>[+-])\s*(?P<lag>\d[\d.,]*\s*(?:%|[ef]?(?:{_UNIT})\b\.?)\??))?",
    re.IGNORECASE | re.DOTALL,
)
_SHARE = re.compile(r"(?P<name>.*?)\s*\[\s*(?P<units>\d[\d.,]*)\s*%\s*\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Link:
    """A predecessor as written: `ref` is an id, an outline number, a row number or a name."""

    ref: str
    type: LinkType = LinkType.FS
    lag: int = 0
    lag_kind: LagKind = LagKind.WORKING
    lag_unit: str = "d"


def predecessors(text: str, known: Container[str] = ()) -> tuple[Link, ...]:
    """The links of one cell; a text in `known` is a reference as it stands, whatever its signs."""
    if text.strip() in known:
        return (Link(text.strip()),)
    tokens = (token.strip() for token in _SEPARATOR.split(text))
    return tuple(_link(token, known) for token in tokens if token)


def resources(text: str) -> tuple[tuple[str, int], ...]:
    """Names and their units in per cent; separated by ; or, when there is none, by commas."""
    names = re.split(r";" if ";" in text else r",", text)
    found: dict[str, int] = {}
    for part in names:
        match = _SHARE.fullmatch(part.strip()) if len(part) < LONGEST else None
        name = (match["name"] if match else part).strip()
        if name:
            found[name] = int(number(match["units"])) if match else 100
    return tuple(found.items())


def _link(token: str, known: Container[str]) -> Link:
    match = None if len(token) > LONGEST else _TOKEN.fullmatch(token)
    if token in known or match is None:
        return Link(token)
    if match["type"] and not match["lag"] and match["ref"] not in known and token[-3:-2].isalpha():
        return Link(token)  # a name that ends like a link type, such as TARIFFS
    kind = TYPES[(match["type"] or "FS").upper()]
    if not match["lag"]:
        return Link(match["ref"], kind)
    return _with_lag(match["ref"], kind, match["lag"], -1 if match["sign"] == "-" else 1)


def _with_lag(ref: str, kind: LinkType, lag: str, sign: int) -> Link:
    if lag.rstrip("?").endswith("%"):
        share = int(number(lag.rstrip("?").rstrip("%").strip()))
        return Link(ref, kind, sign * share, LagKind.PERCENT, "%")
    span = duration(lag)
    counted = LagKind.ELAPSED if span.is_elapsed else LagKind.WORKING
    return Link(ref, kind, sign * span.minutes, counted, span.unit)
