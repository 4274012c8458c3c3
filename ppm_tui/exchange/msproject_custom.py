"""What else a record says: fields without a place of their own, and the ones people made up.

Both end in `source`, as text: element names in our spelling, made-up fields under the name that
people gave them.
"""

import re
from sys import intern

from ppm_tui.errors import Invalid
from ppm_tui.exchange.msproject_stream import Element
from ppm_tui.exchange.msproject_values import Fields, Problems, amount, decimal, plain_name

MAX_KEPT = 2_000_000
"""Further fields of all records together; more is no plan."""

_TENTHS = (
    *("StartVariance", "FinishVariance", "StartSlack", "FinishSlack", "TotalSlack", "FreeSlack"),
    "LevelingDelay",
)
PARTS_OF_A_MINUTE = {**dict.fromkeys(_TENTHS, 10), "WorkVariance": 1000}
AMOUNTS = frozenset(("ACWP", "BCWS", "BCWP", "CV", "SV", "VAC", "CostVariance"))
FLAGS = frozenset(
    (
        *("ScheduleFromStart", "HonorConstraints", "Milestone", "Critical", "EffortDriven"),
        *("Recurring", "OverAllocated", "IsSubproject", "ExternalTask", "IsBudget", "IsGeneric"),
        "IsInactive",
    )
)
_ALWAYS = frozenset(("ScheduleFromStart", "Critical", "TotalSlack", "FreeSlack"))
_ONES = ("LevelAssignments", "LevelingCanSplit", "IsPublished", "CanLevel", "ResumeValid")
_USUAL = dict.fromkeys((*_ONES, "HasFixedRateUnits"), "1")
_UNSAID = (
    *("DelayFormat", "DurationFormat", "FixedCostAccrual", "AccrueAt", "CreateDate"),
    *("CreationDate", "Interim", "EstimatedDuration"),
)
_NOTHING = frozenset(("", "0", "0.0", "0.00", "PT0H0M0S", "-1", "false"))

_BASELINE = re.compile(r"^Baseline\d+")
_COST_FIELDS = frozenset(str(188743680 + n) for n in (*range(106, 109), *range(258, 265)))
"""Cost1 to Cost10 of a task keep these numbers in every language of the program."""


def rest(fields: Fields) -> dict[str, str]:
    """Everything nobody asked for, as text under plain names; zeros and defaults left out.

    Interned, since a large plan says the same things 100,000 times.
    """
    return {
        plain_name(name): intern(said(name, text))
        for name, text in fields.left.items()
        if is_kept(name, text)
    }


def is_kept(name: str, text: str) -> bool:
    """Whether a value says something: zeros and defaults of most elements do not."""
    says = name in _ALWAYS or (text not in _NOTHING and not name.endswith(_UNSAID))
    return says and bool(text) and _USUAL.get(name) != text


def said(name: str, text: str) -> str:
    """The value of an element as `source` has it."""
    name = _BASELINE.sub("", name)
    if name in FLAGS:
        return {"1": "yes", "true": "yes", "0": "no", "false": "no"}.get(text, text)
    if name in AMOUNTS or name.endswith("Cost"):
        return amount(text)
    value = decimal(text) if name in PARTS_OF_A_MINUTE else None
    return text if value is None else f"{(value / PARTS_OF_A_MINUTE[name]).normalize():f}"


class CustomFields:
    """Definitions of made-up fields and of the lists their values come from."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file, self._problems = file, problems
        self._names: dict[str, tuple[str, str]] = {}
        self._values: dict[tuple[str, str], str] = {}
        self._kept = 0

    def define(self, record: Element) -> None:
        """A definition of the file: number, the program's name, the people's name."""
        fields = record.fields
        number, name = fields.get("FieldID", "").strip()[:20], fields.get("FieldName", "")
        self._names[number] = (name, fields.get("Alias", "").strip() or name)
        for value in record.each("ValueList", "Value"):
            key = (number, value.fields.get("ID", ""))
            self._values[key] = value.fields.get("Value", "")

    def define_code(self, record: Element) -> None:
        """A list of codes; a code inside another is written after it, with a dot."""
        number = record.fields.get("FieldID", "").strip()[:20]
        own: dict[str, str] = {}
        for value in record.each("Values", "Value"):
            key, text = value.fields.get("ValueID", ""), value.fields.get("Value", "")
            above = own.get(value.fields.get("ParentValueID", ""), "")
            own[key] = f"{above}.{text}"[:500] if above else text
            for handle in (key, value.fields.get("FieldGUID", "")):
                if handle:
                    self._values[number, handle] = own[key]

    def of(self, record: Element, fields: Fields) -> dict[str, str]:
        """All further facts of a record."""
        source = rest(fields)
        for part in (*record.each("ExtendedAttribute"), *record.each("OutlineCode")):
            number = part.fields.get("FieldID", "").strip()[:20]
            text = self._value(number, part, fields.where)
            if text:
                source[self._key(number, source)] = text
        self._kept += len(source)
        if self._kept > MAX_KEPT:
            raise Invalid(f"{self._file}, {fields.where}: more than {MAX_KEPT:,} further fields.")
        return source

    def _key(self, number: str, taken: dict[str, str]) -> str:
        name, alias = self._names.get(number, ("", ""))
        if not alias:
            self._problems.count(f"custom field {number} has no name in the file; kept by number")
            alias = f"field {number}"
        return f"{alias} ({name or number})" if alias in taken else alias

    def _value(self, number: str, part: Element, where: str) -> str:
        fields = part.fields
        name = self._names.get(number, ("", ""))[0]
        handles = [fields.get(key, "") for key in ("ValueGUID", "ValueID")]
        listed = [self._values[number, key] for key in handles if (number, key) in self._values]
        text = fields.get("Value", "") or next(iter(listed), "")
        if not text and any(handles):
            self._problems.note(where, f"custom field {name or number} has a value nobody defines")
        if number in _COST_FIELDS or name.startswith("Cost"):
            return amount(text)
        return {"0": "no", "1": "yes"}.get(text, text) if name.startswith("Flag") else text
