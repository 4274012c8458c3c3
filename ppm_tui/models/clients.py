"""Clients and the two ways of grouping projects."""

from sqlmodel import Field

from ppm_tui.models.types import Table, long_text, reference


class Client(Table, table=True):
    """Who the work is for. A project without a client is internal."""

    key: str = Field(max_length=24, unique=True)
    name: str = long_text()
    currency: str = Field(default="", max_length=3)
    """In what the client pays; empty is the base currency of the settings."""


class Portfolio(Table, table=True):
    """A named collection of projects steered together."""

    key: str = Field(max_length=24, unique=True)
    name: str = long_text()


class Program(Table, table=True):
    """Projects of one client that serve one aim."""

    key: str = Field(max_length=24, unique=True)
    name: str = long_text()
    client_id: str | None = reference("client", optional=True)
    portfolio_id: str | None = reference("portfolio", optional=True)
