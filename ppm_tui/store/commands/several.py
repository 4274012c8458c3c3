"""The same of several tasks, as one step."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from ppm_tui.models import Task
from ppm_tui.store.commands import plan, rows
from ppm_tui.terms import Done


def of_each(
    session: Session,
    *,
    refs: Sequence[str],
    said: str,
    command: Callable[[Session, str], Done],
    is_whole: bool = False,
) -> Done:
    """Run a command for each of the tasks; of one it says what it does, of several `said` does.

    A task named twice counts once. With `is_whole` what is done to a phase is done to all that is
    in it, and what lies below another of the tasks needs nothing of its own.
    """
    tasks = list({task.id: task for task in (rows.task(session, ref) for ref in refs)}.values())
    if is_whole:
        chosen = {task.id for task in tasks}
        tasks = [task for task in tasks if not _is_below(session, task, chosen)]
    done = [command(session, task.ref) for task in tasks]
    if len(done) == 1:
        return done[0]
    keys = dict.fromkeys(rows.project_of(session, task).key for task in tasks)
    names = ", ".join(task.ref for task in tasks)
    refs = tuple(ref for each in done for ref in each.refs)
    return Done(f"{', '.join(keys)}: {len(tasks)} tasks {said}: {names}", refs=refs)


def _is_below(session: Session, task: Task, chosen: set[str]) -> bool:
    above = plan.parent_of(session, task)
    while above is not None and above.id not in chosen:
        above = plan.parent_of(session, above)
    return above is not None
