"""What stands on an invoice: single charges, and the lines that they add up to; without SQL."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ppm_tui.analysis.invoicing import hourly_rate
from ppm_tui.analysis.rates import half_up, worth
from ppm_tui.terms import Billing, CostKind

WORK = "Work"
"""What time is called that nothing more is said of."""
FEES = {
    Billing.FIXED_FEE: "Fixed fee",
    Billing.MILESTONE: "Milestone",
    Billing.RETAINER: "Prepaid month",
}
"""What is agreed and not worked by the hour, as a line calls it."""


@dataclass(frozen=True, slots=True)
class Charge:
    """One thing that a client is asked for: a part of an entry, several of them, or a fee.

    Of no project is the month of a prepaid bucket. `entry` and `over` are what it takes from
    being ready. Money is minor units of the currency; a fee has no days and no time.
    """

    project_id: str | None
    project: str
    project_name: str
    currency: str
    purchase_order: str
    kind: CostKind
    amount: int
    text: str
    phase_id: str | None = None
    phase: str = ""
    position: int = 0
    agreement_id: str | None = None
    agreement: str = ""
    method: Billing | None = None
    fee: Billing | None = None
    person: str = ""
    role: str = ""
    first: date | None = None
    last: date | None = None
    minutes: int = 0
    worth: tuple[int, int] | None = None
    """Minutes and price of the whole entry, which tell the rate."""
    likely: int | None = None
    """The rate that holds for it by what is known now."""
    rate: int | None = None
    reference: str = ""
    note: str = ""
    """What a line says of work whose single texts it leaves out: `not charged`."""
    entry: str | None = None
    over: str | None = None
    billed: int = 0
    """What of the amount is over what was agreed."""

    @property
    def order(self) -> tuple[object, ...]:
        """By project, fees first, phases as in the plan, work before what was bought."""
        kinds = list(CostKind)
        day = self.first or date.min
        return (
            self.project, self.fee is None, self.position, self.phase, kinds.index(self.kind),
            self.person.casefold(), self.note, self.agreement, day, self.text, self.over or "",
        )  # fmt: skip

    @property
    def what(self) -> str:
        """The kind of line: labour, expense, product, fixed_fee, milestone or retainer."""
        return (self.fee or self.kind).value

    @property
    def words(self) -> str:
        """The line in words, as an invoice keeps it: what, by whom, in which role."""
        by = f"{self.person} ({self.role})" if self.person and self.role else self.person
        return ", ".join(filter(None, (self.text, by, self.reference)))


def rated(charges: Iterable[Charge]) -> list[Charge]:
    """The same with the rate of each: that which holds if it gives this price, else one that fits
    several of a person on a phase."""
    found = list(charges)
    known: dict[tuple[object, ...], list[int]] = {}
    rates: dict[int, int | None] = {}
    longest = sorted(range(len(found)), key=lambda n: (-(found[n].worth or (0, 0))[0], n))
    for n in longest:
        each = found[n]
        if each.worth is None:
            continue
        group = known.setdefault((each.project, each.phase_id, each.person, each.agreement), [])
        likely = () if each.likely is None else (each.likely,)
        rate = hourly_rate(*each.worth, known=(*likely, *group))
        if rate is not None and rate not in group:
            group.append(rate)
        rates[n] = rate if rate is not None and _gives(rate, each) else None
    return [replace(each, rate=rates.get(n)) for n, each in enumerate(found)]


def _gives(rate: int, each: Charge) -> bool:
    """Whether time at a rate is the amount; of a part of an entry it may not be, where its minutes
    were rounded."""
    is_whole = (each.minutes, each.amount) == each.worth
    return is_whole or half_up(worth(each.minutes, rate)) == each.amount


def together(charges: Iterable[Charge]) -> list[Charge]:
    """A line for each project, phase, person, rate and agreement, in their order.

    What was bought has a line for each text. Amounts are sums, so nothing is rounded again.
    """
    lines: dict[tuple[object, ...], Charge] = {}
    for each in rated(charges):
        is_work = each.kind is CostKind.LABOUR and each.minutes > 0 and each.fee is None
        line = replace(each, text=_work(each)) if is_work else each
        key = (
            line.project, line.phase_id, line.kind, line.fee, line.agreement, line.purchase_order,
            line.person, line.role, line.rate, line.text, line.note,
        )  # fmt: skip
        lines[key] = _sum(lines[key], line) if key in lines else line
    return list(lines.values())


def _work(charge: Charge) -> str:
    return ", ".join(filter(None, (WORK, charge.note)))


def _sum(line: Charge, more: Charge) -> Charge:
    references = dict.fromkeys(filter(None, (*line.reference.split("; "), more.reference)))
    return replace(
        line,
        amount=line.amount + more.amount,
        minutes=line.minutes + more.minutes,
        first=min(filter(None, (line.first, more.first)), default=None),
        last=max(filter(None, (line.last, more.last)), default=None),
        reference="; ".join(references),
    )
