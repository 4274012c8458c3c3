"""Resources and assignments of Microsoft Project XML: one record to one row."""

from datetime import date
from decimal import Decimal

from ppm_tui.exchange.msproject_custom import CustomFields
from ppm_tui.exchange.msproject_stream import Element
from ppm_tui.exchange.msproject_values import (
    MAX_WORK,
    Fields,
    Problems,
    decimal,
    named,
    quoted,
    report_unread,
)
from ppm_tui.store.plan_rows import PlanAssignment, PlanAvailability, PlanRate, PlanResource
from ppm_tui.terms import Money, ResourceKind

READ = frozenset(("Rates", "AvailabilityPeriods", "Baseline", "ExtendedAttribute", "OutlineCode"))
TABLES = dict(enumerate("ABCDE"))
RATE_UNITS = {1: "m", 2: "h", 3: "d", 4: "w", 5: "mo", 7: "y", 8: "unit"}
KINDS = {0: ResourceKind.MATERIAL, 1: ResourceKind.WORK, 2: ResourceKind.COST}
ALWAYS = (1984, 2049)
"""A period from the first to the last year of the program's calendar has no bounds."""


class Resources:
    """Reads resources and assignments with the hours of the project's day, week and month."""

    def __init__(self, project: Element, custom: CustomFields, problems: Problems) -> None:
        self._project, self._custom, self._problems = project, custom, problems

    def resource(self, record: Element, uid: str) -> PlanResource:
        """One row; a rate of the resource itself is read only when it has no rate tables."""
        name = record.fields.pop("Name", "")
        where = f"line {record.line}, resource {uid} {quoted(name)}"
        fields = Fields(record, where, self._problems)
        kind = fields.choice("Type", KINDS)
        return PlanResource(
            uid=uid,
            name="Unnamed" if uid == "0" and not name else named(name, where, self._problems),
            kind=ResourceKind.COST
            if fields.flag("IsCostResource")
            else ResourceKind(kind or "work"),
            initials=fields.text("Initials"),
            email=fields.text("EmailAddress"),
            group=fields.text("Group"),
            max_units=fields.percent("MaxUnits"),
            calendar_uid=fields.uid("CalendarUID"),
            work_minutes=fields.minutes("Work", MAX_WORK),
            cost=fields.money("Cost"),
            notes=fields.text("Notes"),
            availability=self._availability(record, where),
            rates=self._rates(record, fields),
            source=self._source(record, fields),
        )

    def assignment(self, record: Element, uid: str) -> PlanAssignment:
        """One row, whatever task and resource it names."""
        where = f"line {record.line}, assignment {uid}"
        fields = Fields(record, where, self._problems)
        units = fields.percent("Units")
        return PlanAssignment(
            uid=uid,
            task_uid=fields.word("TaskUID"),
            resource_uid=fields.uid("ResourceUID"),
            units=100 if units is None else units,
            work_minutes=fields.minutes("Work", MAX_WORK),
            actual_work_minutes=fields.minutes("ActualWork", MAX_WORK),
            remaining_work_minutes=fields.minutes("RemainingWork", MAX_WORK),
            start=fields.moment("Start"),
            finish=fields.moment("Finish"),
            delay_minutes=fields.tenths("Delay"),
            cost=fields.money("Cost"),
            actual_cost=fields.money("ActualCost"),
            source=self._source(record, fields),
        )

    def _source(self, record: Element, fields: Fields) -> dict[str, str]:
        report_unread(record, READ, self._problems)
        for part in record.each("Baseline"):
            number = part.fields.pop("Number", "0").strip()
            fields.left |= {f"Baseline{number}{key}": text for key, text in part.fields.items()}
        return self._custom.of(record, fields)

    def _availability(self, record: Element, where: str) -> tuple[PlanAvailability, ...]:
        periods = record.each("AvailabilityPeriods", "AvailabilityPeriod")
        return tuple(self._available(Fields(part, where, self._problems)) for part in periods)

    def _available(self, fields: Fields) -> PlanAvailability:
        return PlanAvailability(
            valid_from=self._bound(fields, "AvailableFrom"),
            valid_to=self._bound(fields, "AvailableTo"),
            units=fields.percent("AvailableUnits"),
        )

    def _rates(self, record: Element, fields: Fields) -> tuple[PlanRate, ...]:
        own = self._rate(fields)
        tables = record.each("Rates", "Rate")
        given = tuple(self._rate(Fields(part, fields.where, self._problems)) for part in tables)
        return given or ((own,) if own != PlanRate() else ())

    def _rate(self, fields: Fields) -> PlanRate:
        standard, standard_per = self._amount(fields, "StandardRate")
        overtime, overtime_per = self._amount(fields, "OvertimeRate")
        return PlanRate(
            table=fields.choice("RateTable", TABLES) or "A",
            valid_from=self._bound(fields, "RatesFrom"),
            valid_to=self._bound(fields, "RatesTo"),
            standard=standard,
            standard_per=standard_per,
            overtime=overtime,
            overtime_per=overtime_per,
            per_use=fields.money("CostPerUse"),
        )

    def _bound(self, fields: Fields, name: str) -> date | None:
        when = fields.moment(name)
        return None if when is None or when.year in ALWAYS else when.date()

    def _amount(self, fields: Fields, name: str) -> tuple[Money | None, str]:
        """The file has amounts per hour; we keep them per the unit in which people set them."""
        per = fields.choice(f"{name}Format", RATE_UNITS) or "h"
        return fields.money(name, self._hours(per) * 100), per

    def _hours(self, per: str) -> Decimal:
        """Hours of a unit, by the project's day, week and month; a year has 52 weeks."""
        day = self._project_number("MinutesPerDay", 480) / 60
        week = self._project_number("MinutesPerWeek", 2400) / 60
        month = day * self._project_number("DaysPerMonth", 20)
        lengths = {"m": Decimal(1) / 60, "d": day, "w": week, "mo": month, "y": week * 52}
        return lengths.get(per, Decimal(1))

    def _project_number(self, name: str, usual: int) -> Decimal:
        value = decimal(self._project.fields.get(name, "").strip())
        return value if value and 0 < value <= 10_080 else Decimal(usual)


def is_placeholder(resource: PlanResource) -> bool:
    """The row that stands for nobody at the top of every file the program writes."""
    return resource.uid == "0" and resource.name in ("Unnamed", "Unassigned")
