"""The open portfolio: store, user, as-of date; the one place with threads."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from ppm_tui.errors import Invalid
from ppm_tui.store import reader
from ppm_tui.store.place import Place
from ppm_tui.terms import Done

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ppm_tui.store.queries.plan_memory import PlanMemory

MANY = 100_000
FEW = 200
T = TypeVar("T")
P = ParamSpec("P")


@dataclass(slots=True)
class Workspace:
    """What a screen or a command line needs to read and write one portfolio."""

    place: Place
    user: str
    as_of: date
    readonly: bool = False
    dry_run: bool = False
    clock: "Callable[[], datetime] | None" = None
    plans: "PlanMemory | None" = None
    """The plan that a screen shows, kept by it; None where nobody does."""

    def moment(self) -> "datetime":
        """The moment, by the clock that the log has."""
        from datetime import UTC, datetime

        return self.clock() if self.clock else datetime.now(UTC)

    def get(
        self,
        query: Callable[Concatenate[reader.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a query now, in this thread. Migrates first when the schema is behind."""
        try:
            with reader.connect(self.place) as connection:
                return query(connection, *args, **kwargs)
        except reader.Behind as behind:
            if self.readonly:
                raise
            self._migrate(behind)
        with reader.connect(self.place) as connection:
            return query(connection, *args, **kwargs)

    async def foresee(
        self,
        command: "Callable[Concatenate[Session, P], Done]",
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Done:
        """What a command would do, in a thread; nothing is changed."""
        trial = replace(self, dry_run=True)
        return await self.background(lambda: trial.do(command, *args, **kwargs))

    def do(
        self,
        command: "Callable[Concatenate[Session, P], Done]",
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Done:
        """Run a command now, in this thread, as one step of the history."""
        if self.readonly:
            raise Invalid("opened with --readonly: nothing was changed")
        from ppm_tui.store import writer

        return writer.run(
            self.place,
            self.user,
            self.clock or writer.now,
            self.dry_run,
            lambda session: command(session, *args, **kwargs),
            self.plans,
        )

    async def read(
        self,
        query: Callable[Concatenate[reader.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a query in a thread, so that the interface goes on."""
        return await self.background(lambda: self.get(query, *args, **kwargs))

    async def write(
        self,
        command: "Callable[Concatenate[Session, P], Done]",
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Done:
        """Run a command in a thread; a write that has begun is never given up."""
        from asyncio import shield

        return await shield(self.background(lambda: self.do(command, *args, **kwargs)))

    async def background(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run anything slow in a thread."""
        from asyncio import to_thread  # 20 ms that a command line never needs

        return await to_thread(_undisturbed, lambda: work(*args, **kwargs))

    async def let_go(self, rows: list[Any]) -> None:
        """Free many rows in a thread and some at a time: at once it would hold up the keys."""
        await self.background(_empty, rows)

    async def warm_up(self) -> None:
        """Import in a thread what the first change needs, so that it does not wait for it."""
        if not self.readonly:
            await self.background(import_module, "ppm_tui.store.writer")

    def _migrate(self, behind: reader.Behind) -> None:
        from ppm_tui.store import writer

        writer.prepare(self.place, again=True)


def _undisturbed(work: Callable[[], T]) -> T:
    """Run what may make millions of objects, none of which are to be looked through for cycles.

    That would stop every thread, the keys included, for a second, and again later; so what a
    large plan leaves in memory is taken out of it for good.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return work()
    finally:
        if gc.get_count()[0] > MANY:
            gc.freeze()
        if was_enabled:
            gc.enable()


def _empty(rows: list[Any]) -> None:
    while rows:
        del rows[-FEW:]
