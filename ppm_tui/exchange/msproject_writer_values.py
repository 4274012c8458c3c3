"""Values as Microsoft Project XML has them, and elements as text: the reverse of the reader's."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache

from ppm_tui.exchange import msproject_names as names
from ppm_tui.exchange.msproject_custom import (
    AMOUNTS,
    FLAGS,
    PARTS_OF_A_MINUTE,
    is_kept,
    said,
)
from ppm_tui.exchange.msproject_values import UNITS, decimal, duration, moment, plain_name
from ppm_tui.exchange.oddities import Oddities
from ppm_tui.formats import UNSAFE

Record = dict[str, str | list[str]]
"""One element to be written: values by element name; a list holds parts that are XML already."""

FORMATS = {unit: number for number, unit in UNITS.items()}
ELAPSED, ESTIMATED = 1, 32

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML 1.0 document may hold, not even as a reference."""
_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ORDINARY = re.compile(r"[ !#-%'-;=?-~\u00a1-\u00ac\u00ae-\u02ff]*")
_SHOWN = "\ufffd"
_BASELINE = re.compile(r"baseline(\d{1,2})_(.+)")


def text(value: str, oddities: Oddities) -> str:
    """Text as XML; what could steer a terminal that shows the file is written as a number.

    A sign that XML cannot hold is shown as the replacement sign, and reported.
    """
    clean, count = _FORBIDDEN.subn(_SHOWN, value)
    if count:
        oddities.note("a text holds control signs that XML cannot hold; a \ufffd stands for each")
    return UNSAFE.sub(_reference, clean.translate(_MARKS))


def _reference(found: "re.Match[str]") -> str:
    sign = found.group()
    return sign if sign in "\n\t" else f"&#{ord(sign)};"


def element(name: str, record: Record, order: tuple[str, ...], oddities: Oddities) -> str:
    """One element with its values in the order of the schema."""
    parts = [f"<{name}>"]
    for key in sorted(record, key=_places(order).__getitem__):
        value = record[key]
        if isinstance(value, list):
            parts += value
        else:
            shown = value if _ORDINARY.fullmatch(value) else text(value, oddities)
            parts.append(f"<{key}>{shown}</{key}>")
    parts.append(f"</{name}>")
    return "".join(parts)


@cache
def _places(order: tuple[str, ...]) -> dict[str, int]:
    return {name: place for place, name in enumerate(order)}


def plain(name: str, *values: tuple[str, str | None]) -> str:
    """A small element of values that are no text of people's, in the order given."""
    inside = "".join(f"<{key}>{value}</{key}>" for key, value in values if value is not None)
    return f"<{name}>{inside}</{name}>"


def put(record: Record, **values: str | None) -> None:
    """Add what is known."""
    record.update({name: value for name, value in values.items() if value is not None})


def flag(value: bool) -> str:
    """Yes as 1, no as 0."""
    return "1" if value else "0"


def number(value: int | None) -> str | None:
    """A whole number: also money, which the format has in hundredths as we do."""
    return None if value is None else str(value)


@lru_cache(8192)
def minutes(value: int | None) -> str | None:
    """Minutes as a duration in hours and minutes: a day of the format would have 24 hours."""
    return None if value is None else f"PT{value // 60}H{value % 60}M0S"


def wall(value: datetime | None) -> str | None:
    """Local wall time, to the second and without a zone."""
    return None if value is None else value.isoformat(timespec="seconds")


def units(value: int | None) -> str | None:
    """Per cent as units, where 1 is one person."""
    return None if value is None else f"{(Decimal(value) / 100).normalize():f}"


def tenths(value: int | None) -> str | None:
    """Minutes as tenths of a minute."""
    return None if value is None else str(value * 10)


def unit_format(unit: str, *, is_elapsed: bool = False, is_estimated: bool = False) -> int:
    """Number of the unit in which a duration or lag is shown."""
    base = FORMATS.get(unit.removeprefix("e"), FORMATS["d"])
    return base + ELAPSED * is_elapsed + ESTIMATED * is_estimated


class Facts:
    """Brings `source` back into elements; what has none goes into Text fields by its name.

    `kind` is task, resource or assignment.
    """

    def __init__(self, kind: str) -> None:
        self._texts: dict[str, int] = {}
        self._numbers = names.TEXTS[kind]
        self._order, mine = names.ROWS[kind]
        self._elements = elements(self._order, mine)
        self._skipped = names.PLACES if kind == "task" else frozenset()
        self._follows = names.FOLLOWS[kind]
        self._left_out: set[str] = set()

    def learn(self, source: Mapping[str, str]) -> None:
        """See which Text fields are needed before anything is written."""
        for name, value in source.items():
            if name not in self._texts and not self._is_known(name, value):
                if len(self._texts) < len(self._numbers):
                    self._texts[name] = self._numbers[len(self._texts)]
                else:
                    self._left_out.add(name)

    def definitions(self, oddities: Oddities) -> Iterator[str]:
        """What the Text fields in use are called."""
        for place, (name, field) in enumerate(self._texts.items(), 1):
            record: Record = {"FieldID": str(field), "FieldName": f"Text{place}", "Alias": name}
            yield element("ExtendedAttribute", record, tuple(record), oddities)
        for name in sorted(self._left_out):
            oddities.note(f"«{name}» is left out: the format has no more than 30 fields of text")

    def element(
        self, name: str, record: Record, source: Mapping[str, str], oddities: Oddities
    ) -> str:
        """One row with the facts that its file told of it; a value of ours goes before a fact."""
        parts: list[str] = []
        for fact, value in source.items():
            if fact in self._texts:
                field: Record = {"FieldID": str(self._texts[fact]), "Value": value}
                parts.append(element("ExtendedAttribute", field, tuple(field), oddities))
            elif (known := self._elements.get(fact)) and not (
                known in record or known in self._follows
            ):
                record[known] = unsaid(known, value)
        record["ExtendedAttribute"] = parts
        return element(name, record, self._order, oddities)

    def _is_known(self, name: str, value: str) -> bool:
        if name in self._skipped:
            return True
        if found := _BASELINE.fullmatch(name):
            known = elements(names.BASELINE).get(found[2])
            return int(found[1]) <= 10 and known is not None and is_fit(known, value)
        known = self._elements.get(name)
        return known is not None and is_fit(known, value)


def frozen(source: Mapping[str, str]) -> dict[int, Record]:
    """Values of baselines that `source` keeps, by the number of the baseline."""
    found: dict[int, Record] = {}
    known = elements(names.BASELINE)
    for name, value in source.items():
        match = _BASELINE.fullmatch(name) if name.startswith("baseline") else None
        if match and (key := known.get(match[2])) and is_fit(key, value):
            found.setdefault(int(match[1]), {})[key] = unsaid(key, value)
    return found


def baselines(found: Mapping[int, Record], oddities: Oddities) -> list[str]:
    """Baselines in the order of their numbers."""
    return [
        element("Baseline", {"Number": str(key), **record}, names.BASELINE, oddities)
        for key, record in sorted(found.items())
    ]


@cache
def elements(order: tuple[str, ...], mine: frozenset[str] = frozenset()) -> dict[str, str]:
    """Our spelling of a name to the element's, for elements that hold nothing of ours."""
    return {plain_name(name): name for name in order if name not in mine}


def unsaid(name: str, value: str) -> str:
    """The value as the file had it: the reverse of what the reader says in people's words."""
    if name in FLAGS:
        return {"yes": "1", "no": "0"}.get(value, value)
    if name == "Type":
        return {"fixed_units": "0", "fixed_duration": "1", "fixed_work": "2"}.get(value, value)
    parts = 100 if is_amount(name) else PARTS_OF_A_MINUTE.get(name, 1)
    found = decimal(value) if parts > 1 else None
    return value if found is None else f"{(found * parts).normalize():f}"


def is_amount(name: str) -> bool:
    """Whether an element holds money, in hundredths."""
    return name in AMOUNTS or name.endswith("Cost")


_MOMENTS = re.compile("(Start|Finish|Date|Stop|Resume|Saved|From|To)$")
_SPANS = re.compile("(Work|Duration)$")
_WORDS = frozenset((
    "Name", "Title", "Subject", "Category", "Keywords", "Comments", "Template", "Company",
    "Author", "Contact", "SubprojectName", "ExternalTaskProject", "Hyperlink", "HyperlinkAddress",
    "HyperlinkSubAddress", "Notes", "StatusManager", "StartText", "FinishText", "DurationText",
    "Phonetics", "NTAccount", "MaterialLabel", "Code", "ActiveDirectoryGUID", "CostCenter",
    "AssnOwner", "AssnOwnerGuid", "GUID", "OutlineNumber", "CurrencySymbol", "BaselineCalendar",
    "BuildNumber", "DefaultStartTime", "DefaultFinishTime", "Type",
))  # fmt: skip


@lru_cache(65_536)
def is_fit(name: str, value: str) -> bool:
    """Whether the element holds the value: by the schema's type, and so that it is read again."""
    text = unsaid(name, value)
    if name == "Type":
        return text != value
    if not is_kept(name, text) or said(name, text) != value:
        return False
    if name in _WORDS:
        return True
    if _SPANS.search(name):
        return duration(text)[0] is not None
    if _MOMENTS.search(name) and name not in ("ScheduleFromStart", "FiscalYearStart"):
        return moment(text)[0] is not None or text.isdecimal()
    return decimal(text) is not None
