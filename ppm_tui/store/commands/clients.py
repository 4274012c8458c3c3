"""Clients: what they are called, and in what they pay."""

from sqlalchemy.orm import Session

from ppm_tui.store.commands import edits, rows
from ppm_tui.store.commands.rates import checked_currency
from ppm_tui.terms import Done


def edit(
    session: Session, *, client: str, name: str | None = None, currency: str | None = None
) -> Done:
    """Change a client; the currency holds for projects that come later, empty is the base one.

    Raises NotFound, and Invalid for an empty name or what is no currency.
    """
    row = rows.known_client(session, client)
    values: dict[str, object] = {}
    if name is not None:
        values["name"] = edits.named(name, "client")
    if currency is not None:
        values["currency"] = checked_currency(currency) if currency.strip() else ""
    moved = edits.change(session, row, values)
    return Done(f"{row.key}: {edits.said(session, row, moved)}", refs=(row.key,))
