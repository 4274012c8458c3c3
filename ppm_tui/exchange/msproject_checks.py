"""Whether a plan hangs together: links, calendars, and nothing that goes round in circles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ppm_tui.errors import Invalid
from ppm_tui.exchange.msproject_calendars import USUAL_HOURS
from ppm_tui.exchange.msproject_values import Problems, quoted
from ppm_tui.store.plan_rows import PlanCalendar, PlanLink, PlanTask

MAX_BASES = 50
USUAL_WEEK = (*[USUAL_HOURS] * 5, (), ())


def sound_links(tasks: Sequence[PlanTask], problems: Problems) -> list[PlanTask]:
    """Tasks without links that lead nowhere; those are reported."""
    by_uid = {task.uid: task for task in tasks}
    return [_sound(task, by_uid, problems) for task in tasks]


def _sound(task: PlanTask, by_uid: Mapping[str, PlanTask], problems: Problems) -> PlanTask:
    kept = tuple(link for link in task.predecessors if not _void(task, link, by_uid, problems))
    return task if len(kept) == len(task.predecessors) else replace(task, predecessors=kept)


def _void(
    task: PlanTask, link: PlanLink, by_uid: Mapping[str, PlanTask], problems: Problems
) -> bool:
    other = by_uid.get(link.predecessor_uid)
    where = f"task {task.uid} {quoted(task.name)}"
    if other is None:
        why = f"predecessor {link.predecessor_uid} is not in the file"
    elif other is task:
        why = "is its own predecessor"
    elif other.uid in _above(task, by_uid):
        why = f"follows its own phase {other.uid} {quoted(other.name)}"
    elif task.uid in _above(other, by_uid):
        why = f"follows {other.uid} {quoted(other.name)}, which is inside it"
    else:
        return False
    problems.note(where, f"{why}; link dropped")
    return True


def _above(task: PlanTask, by_uid: Mapping[str, PlanTask]) -> set[str]:
    found: set[str] = set()
    while task.parent_uid is not None:
        found.add(task.parent_uid)
        task = by_uid[task.parent_uid]
    return found


def refuse_cycle(file: str, tasks: Sequence[PlanTask]) -> None:
    """Raises Invalid with the tasks of a circle of dependencies, phases included."""
    circle = list(dict.fromkeys(node // 2 for node in _circle(_edges(tasks))))
    if circle:
        shown = [f"{tasks[at].uid} {quoted(tasks[at].name)}" for at in circle[:8]]
        more = f" → … {len(circle) - 8} more" if len(circle) > 8 else ""
        raise Invalid(
            f"{file}: the dependencies go round in a circle: {' → '.join(shown)}{more} → "
            f"{shown[0]}. Remove one of these links, then import again."
        )


def _edges(tasks: Sequence[PlanTask]) -> list[list[int]]:
    """What waits for what; task n begins at node 2n and ends at node 2n + 1.

    A phase holds its children between its begin and its end.
    """
    at = {task.uid: 2 * number for number, task in enumerate(tasks)}
    parents = {task.parent_uid for task in tasks}
    edges: list[list[int]] = [[] for _ in range(2 * len(tasks))]
    for task in tasks:
        begin = at[task.uid]
        if task.uid not in parents:
            edges[begin].append(begin + 1)
        if task.parent_uid is not None:
            edges[at[task.parent_uid]].append(begin)
            edges[begin + 1].append(at[task.parent_uid] + 1)
        for link in task.predecessors:
            edges[at[link.predecessor_uid] + 1].append(begin)
    return edges


def _circle(edges: list[list[int]]) -> list[int]:
    """The nodes of one circle, or none; edges are used up on the way."""
    on_path, done = bytearray(len(edges)), bytearray(len(edges))
    for root in range(len(edges)):
        stack = [] if done[root] else [root]
        while stack:
            node = stack[-1]
            on_path[node] = 1
            if not edges[node]:
                on_path[node], done[stack.pop()] = 0, 1
                continue
            following = edges[node].pop()
            if on_path[following]:
                return stack[stack.index(following) :]
            if not done[following]:
                stack.append(following)
    return []


def sound_calendars(
    file: str, calendars: Iterable[PlanCalendar], problems: Problems
) -> dict[str, PlanCalendar]:
    """Calendars by uid, each with a base that exists; raises Invalid for a circle of bases."""
    found = {calendar.uid: calendar for calendar in calendars}
    for calendar in list(found.values()):
        if calendar.base_uid == calendar.uid or calendar.base_uid not in found:
            found[calendar.uid] = _on_its_own(calendar, problems)
    for calendar in found.values():
        _refuse_loop(file, calendar, found)
    return found


def _on_its_own(calendar: PlanCalendar, problems: Problems) -> PlanCalendar:
    if calendar.base_uid is not None:
        where = f"calendar {calendar.uid} {quoted(calendar.name)}"
        why = "is itself" if calendar.base_uid == calendar.uid else "is missing"
        problems.note(where, f"base calendar {calendar.base_uid} {why}; usual hours are taken")
    week = zip(calendar.week, USUAL_WEEK, strict=True)
    return replace(
        calendar,
        base_uid=None,
        week=tuple(usual if own is None else own for own, usual in week),
    )


def _refuse_loop(file: str, calendar: PlanCalendar, found: Mapping[str, PlanCalendar]) -> None:
    chain = [calendar.uid]
    while (base := found[chain[-1]].base_uid) is not None:
        if base in chain or len(chain) > MAX_BASES:
            names = " → ".join(f"{uid} {quoted(found[uid].name)}" for uid in chain[:8])
            raise Invalid(
                f"{file}: calendars are based on each other in a circle: {names}. "
                "Give one of them no base calendar, then import again."
            )
        chain.append(base)


def refuse_no_work(
    file: str, used: Iterable[str | None], found: Mapping[str, PlanCalendar], problems: Problems
) -> None:
    """Raises Invalid if a calendar by which work is scheduled has no working time at all."""
    scheduling = {uid for uid in used if uid is not None}
    for uid, calendar in found.items():
        if any(_week(uid, found)):
            continue
        where = f"calendar {uid} {quoted(calendar.name)}"
        if any(one.hours for one in calendar.exceptions):
            problems.note(where, "has working time on single days only")
        elif uid in scheduling:
            raise Invalid(
                f"{file}: {where} has no working time, but work is scheduled by it. "
                "Give it working hours, then import again."
            )
        else:
            problems.note(where, "has no working time")


def _week(uid: str, found: Mapping[str, PlanCalendar]) -> list[object]:
    week: list[object] = [None] * 7
    following: str | None = uid
    while following is not None:
        calendar = found[following]
        week = [base if own is None else own for own, base in zip(week, calendar.week, strict=True)]
        following = calendar.base_uid
    return week
