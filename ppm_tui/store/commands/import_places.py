"""Which project and which task a file means: never one of another client, never a guess."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Client, Project, Task
from ppm_tui.terms import TaskKind

R = TypeVar("R")
TABLE = "table:"
"""What the projects begin with whose tasks have the identifiers of an issue tracker."""


class Places:
    """Projects by key or name, tasks by reference, identifier or name, each looked for once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.project = cache(self._project)
        self.task = cache(self._task)
        self._tasks_of = cache(self._all_tasks)
        found = session.scalars(sa.select(Project).where(col(Project.trashed_on).is_(None)))
        self._projects = {each.id: each for each in found}
        self._by_key = _by(lambda each: each.key, self._projects.values())
        self._by_name = _by(lambda each: each.name, self._projects.values())
        self._clients = {each.id: each for each in session.scalars(sa.select(Client))}

    def _project(self, said: tuple[str, ...], client: str, tasks: tuple[str, ...]) -> Project:
        """The project that all of the texts mean, else that of the task.

        NotFound if there is none of this client, Invalid if they mean several.
        """
        near = [each for text in said for each in self._near(text, client)]
        if not said:
            near = [each for text in tasks for each in self._of_task(text, client)]
        found = list({each.id: each for each in near}.values())
        names = " or ".join(said or tasks)
        if not names:
            raise Invalid("neither a project nor a task is said")
        if not found:
            of = f" of {client}" if client else ""
            raise NotFound(f"no project {names}{of}: ppm projects lists them")
        if len(found) > 1:
            keys = ", ".join(each.key for each in found[:5])
            raise Invalid(f"{names} may be {keys}: the file has to say which by key, or its client")
        return found[0]

    def _near(self, text: str, client: str) -> list[Project]:
        word = text.casefold()
        return self._of_client(self._by_key.get(word) or self._by_name.get(word, []), client)

    def _of_task(self, text: str, client: str) -> list[Project]:
        query = sa.select(col(Task.project_id)).where(
            col(Task.ref) == text.upper(), col(Task.trashed_on).is_(None)
        )
        ids = [each for each in self.session.scalars(query) if each in self._projects]
        return self._of_client([self._projects[each] for each in ids], client)

    def _of_client(self, found: Sequence[Project], client: str) -> list[Project]:
        """Those of the client where one is said, else those that have none."""
        if not client:
            return list(found)
        own = [each for each in found if self._is_of(each, client)]
        return own or [each for each in found if each.client_id is None]

    def _is_of(self, project: Project, client: str) -> bool:
        known = self._clients.get(project.client_id or "")
        return known is not None and client.casefold() in (
            known.key.casefold(), known.name.casefold()
        )  # fmt: skip

    def _task(self, project_id: str, said: tuple[str, ...]) -> Task | None:
        """The task of the project that the first text with a meaning means; None is none said."""
        project = self._projects[project_id]
        for text in said:
            if found := self._tasks_of(project_id).get(text.casefold()):
                own = [each for each in found if each.kind is TaskKind.TASK] or found
                if len(own) > 1:
                    refs = ", ".join(each.ref for each in own[:5])
                    raise Invalid(f"{text} may be {refs} of {project.key}: say which by its T-")
                return own[0]
        if said:
            raise NotFound(
                f"{project.key} has no task {said[0]}: ppm tasks {project.key} lists them; "
                "without a field for its column the time is of the project"
            )
        return None

    def _all_tasks(self, project_id: str) -> dict[str, list[Task]]:
        """The tasks of a project by all that they may be called; what is surer goes first."""
        query = sa.select(Task).where(
            col(Task.project_id) == project_id, col(Task.trashed_on).is_(None)
        )
        tasks = list(self.session.scalars(query))
        found = _by(lambda each: each.name, tasks)
        if self._projects[project_id].source_id.startswith(TABLE):
            found |= _by(lambda each: each.uid or "", tasks)
        return found | _by(lambda each: each.ref, tasks)


def _by(name: Callable[[R], str], found: Iterable[R]) -> dict[str, list[R]]:
    known: dict[str, list[R]] = {}
    for each in found:
        if word := name(each).strip().casefold():
            known.setdefault(word, []).append(each)
    return known
