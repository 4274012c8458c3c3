"""The tabs of a project, each once: for the strip, Tab and Shift+Tab, the palette, app and keys."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a project.

    `name` is its place and what its keys are listed under, `screen` its class, in the module of
    its name or of the one before the point, `count` the field of the counts that its label shows.
    """

    name: str
    label: str
    screen: str
    count: str = ""


TABS = (
    Tab("project", "Plan", "ProjectScreen"),
    Tab("project_raid", "RAID", "ProjectRaidScreen", "raid"),
    Tab("project_people", "People", "ProjectPeopleScreen", "people"),
    Tab("project_budget", "Budget", "ProjectBudgetScreen"),
    Tab("project_changes", "Changes", "changes.ProjectChangesScreen", "changes"),
    Tab("project_log", "Log", "ProjectLogScreen"),
)
NAMES = tuple(tab.name for tab in TABS)
LABELS = ", ".join(tab.label for tab in TABS)


def beside(name: str, by: int) -> Tab:
    """The tab so many places behind that of a name; after the last one comes the first."""
    return TABS[(NAMES.index(name) + by) % len(TABS)]
