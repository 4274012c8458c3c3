"""What is ready to be invoiced as CSV for other programs: plain numbers, safe texts."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ppm_tui import formats
from ppm_tui.exchange.register_columns import Columns, Register
from ppm_tui.exchange.register_writer import as_csv
from ppm_tui.store.invoice_lines import Charge, rated
from ppm_tui.store.queries.invoices import Draft

HOUR = 60
_COLUMNS: Columns[tuple[Draft, Charge]] = (
    ("client", lambda r: r[0].client),
    ("project", lambda r: r[1].project),
    ("project_name", lambda r: r[1].project_name),
    ("phase", lambda r: r[1].phase),
    ("purchase_order", lambda r: r[1].purchase_order),
    ("kind", lambda r: r[1].what),
    ("description", lambda r: r[1].text),
    ("person", lambda r: r[1].person),
    ("role", lambda r: r[1].role),
    ("hours", lambda r: hours(r[1].minutes)),
    ("rate", lambda r: None if r[1].rate is None else major(r[1].rate, r[0].currency)),
    ("amount", lambda r: major(r[1].amount, r[0].currency)),
    ("currency", lambda r: r[0].currency),
    ("from", lambda r: r[1].first),
    ("to", lambda r: r[1].last),
    ("reference", lambda r: r[1].reference),
    ("agreement", lambda r: r[1].agreement),
)


def hours(minutes: int) -> Decimal | None:
    """Time in hours to two places, halves up; nothing where there is none."""
    return formats.rounded(Decimal(minutes) / HOUR, 2) if minutes else None


def major(amount: int, currency: str) -> Decimal:
    """Money in major units with all the digits of its currency."""
    return Decimal(formats.plain_money(amount, currency))


def lines_of(draft: Draft, *, is_detail: bool) -> Sequence[Charge]:
    """The lines of a draft, or each single charge."""
    return rated(draft.charges) if is_detail else draft.lines


def csv_lines(drafts: Sequence[Draft], *, is_detail: bool) -> Iterator[str]:
    """A line for each line of each draft, the headings first."""
    rows = [(draft, line) for draft in drafts for line in lines_of(draft, is_detail=is_detail)]
    headings = tuple(heading for heading, _ in _COLUMNS)
    cells = tuple(tuple(value(row) for _, value in _COLUMNS) for row in rows)
    return as_csv(Register("invoice", headings, cells))
