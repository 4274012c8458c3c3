"""Templates as text: those that come with ppm hold what they promise, a mistake names its line."""

import re
from pathlib import Path

import pytest

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.exchange import template_files
from ppm_tui.store.queries.templates import row_of
from ppm_tui.store.template_content import Template, as_json, from_json
from ppm_tui.terms import LinkType, Measure, TaskKind

SHIPPED = {template.name: template for template in template_files.shipped()}
GOOD = """\
name = "Small"

[[phase]]
name = "Prepare"

[[phase.task]]
id = "order"
name = "Order"
for = "1d"
work = "2h"
role = "Buyer"
est = "4h/1d/2d"
progress = "0/100"
not_before = "2d"

[[phase.task]]
id = "there"
name = "Delivered"
milestone = true
after = [
  "order FS+5d",
]

[[phase]]
name = "Build"
after = ["there"]

[[phase.task]]
name = "Mount"
for = "16h"
after = ["order SS+50%", "there"]
deadline = "20d"

[[risk]]
title = "Late"
probability = 3
time = 4
due = "5d"
"""


def test_the_guide_shows_a_file_that_can_be_used() -> None:
    guide = (Path(__file__).parents[2] / "docs/templates.md").read_text("utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    found = template_files.parse(example, "guide")
    assert row_of(found, is_own=False).duration_minutes > 20 * 480
    assert found.risks[0].due_after_days == 5


def test_there_are_five_of_them() -> None:
    assert list(SHIPPED) == [
        "Client onboarding",
        "Microsoft 365 migration",
        "Network and firewall roll-out",
        "Security assessment",
        "Server refresh",
    ]


@pytest.mark.parametrize("template", SHIPPED.values(), ids=list(SHIPPED))
def test_each_is_a_plan_that_can_be_used_as_it_is(template: Template) -> None:
    row = row_of(template, is_own=False)
    assert 4 <= row.phases <= 6
    assert 15 <= row.tasks <= 40
    assert 2 <= row.milestones <= 5
    assert 4 <= row.risks <= 8
    assert 20 * 480 <= row.duration_minutes <= 120 * 480
    assert row.description
    linked = {link.place for task in template.tasks for link in task.links}
    loose = [
        task.name
        for place, task in enumerate(template.tasks)
        if task.kind is not TaskKind.PHASE and not task.links and place not in linked
    ]
    assert loose == []
    assert any(link.lag for task in template.tasks for link in task.links)
    assert any(link.type is not LinkType.FS for task in template.tasks for link in task.links)
    for task in template.tasks:
        if task.kind is TaskKind.TASK:
            assert task.duration, task.name
            assert task.work, task.name
            assert task.role, task.name
            assert task.work <= 2 * task.duration, f"more than two people: {task.name}"
    for risk in template.risks:
        assert all((risk.cause, risk.event, risk.effect, risk.response)), risk.title
        assert risk.strategy, risk.title
        assert risk.probability, risk.title


@pytest.mark.parametrize("template", SHIPPED.values(), ids=list(SHIPPED))
def test_its_last_milestone_is_the_end_of_the_plan(template: Template) -> None:
    followed = {link.place for task in template.tasks for link in task.links}
    ends = [
        task.kind
        for place, task in enumerate(template.tasks)
        if place not in followed and task.kind is not TaskKind.PHASE
    ]
    assert ends == [TaskKind.MILESTONE]


@pytest.mark.parametrize("template", SHIPPED.values(), ids=list(SHIPPED))
def test_it_is_the_same_when_it_was_kept_as_json(template: Template) -> None:
    assert from_json(template.name, template.description, as_json(template)) == template


def test_a_file_says_what_it_says() -> None:
    found = template_files.parse(GOOD, "small.toml")
    _, order, there, build, mount = found.tasks
    assert (order.duration, order.work, order.role) == (480, 120, "Buyer")
    assert (order.optimistic, order.likely, order.pessimistic) == (240, 480, 960)
    assert (order.measure, order.constraint_after) == (Measure.ZERO_HUNDRED, 960)
    assert (there.kind, there.links[0].place, there.links[0].lag) == (TaskKind.MILESTONE, 1, 2400)
    assert (build.kind, build.links[0].place) == (TaskKind.PHASE, 2)
    assert [link.type for link in mount.links] == [LinkType.SS, LinkType.FS]
    assert (mount.links[0].lag, mount.deadline_after) == (50, 9600)
    assert (found.risks[0].impact_time, found.risks[0].due_after_days) == (4, 5)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('name = "Small"', "", 1, "name: must be there"),
        ('for = "1d"', 'for = "1 moon"', 9, "for: «1 moon» is no duration"),
        ('for = "1d"', "for = 1", 9, "for: is a text in quotes"),
        ('for = "1d"\n', "", 6, "a task needs a duration"),
        ('work = "2h"', 'work = "2eh"', 10, "work: counts by working time"),
        ('est = "4h/1d/2d"', 'est = "4h/1h/2d"', 12, "rising order"),
        ('progress = "0/100"', 'progress = "guess"', 13, "is one of 0/100, 50/50"),
        ('id = "there"', 'id = "order"', 17, "there are two «order»"),
        ('id = "there"', 'id = "T 1"', 17, "small letters"),
        ("milestone = true", 'milestone = "yes"', 19, "is true or false"),
        ("milestone = true", 'milestone = true\nfor = "2d"', 20, "a milestone takes no time"),
        ('"order FS+5d"', '"oder FS+5d"', 20, "there is no task with the id «oder FS+5d»"),
        ('"order SS+50%"', '"order XS+2d"', 31, "«order XS+2d» is no link"),
        ('"order SS+50%"', '"order SS+2x"', 31, "is no link"),
        ('after = ["there"]', 'after = "there"', 26, "is a list of texts"),
        ("probability = 3", "probability = 6", 36, "a whole number from 1 to 5"),
        ("probability = 3", "probability = true", 36, "a whole number from 1 to 5"),
        ('due = "5d"', 'due = "5h"', 38, "due: counts calendar days"),
        ('due = "5d"', 'dew = "5d"', 38, "dew: means nothing"),
        ("[[risk]]", "[risk]", 34, "written as [[risk]]"),
        ('title = "Late"', 'title = "Late', 35, "Illegal character"),
        ('after = ["there"]', 'after = ["there", "mount"]', 26, "no task with the id «mount»"),
    ],
)
def test_a_mistake_is_one_error_with_its_line(old: str, new: str, line: int, words: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(Invalid) as caught:
        template_files.parse(GOOD.replace(old, new), "small.toml")
    assert str(caught.value).startswith(f"small.toml line {line}: "), caught.value
    assert words in str(caught.value)


def test_a_ring_is_refused_with_the_line_of_a_link_in_it() -> None:
    text = GOOD.replace('not_before = "2d"', 'not_before = "2d"\nafter = ["there"]')
    with pytest.raises(Invalid, match=r"small.toml line 21: .*Order") as caught:
        template_files.parse(text, "small.toml")
    assert "Delivered" in str(caught.value)


def test_a_plan_without_tasks_is_refused() -> None:
    with pytest.raises(Invalid, match="has no tasks"):
        template_files.parse('name = "Empty"', "empty.toml")


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        template_files.read(tmp_path / "none.toml")
    with pytest.raises(Invalid, match="cannot be read"):
        template_files.read(tmp_path)
    (tmp_path / "bytes.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(Invalid, match="not UTF-8 text: byte 8"):
        template_files.read(tmp_path / "bytes.toml")
    (tmp_path / "deep.toml").write_text("a = " + "[" * 5000 + "]" * 5000)
    with pytest.raises(Invalid):
        template_files.read(tmp_path / "deep.toml")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "an object is needed"),
        ({"tasks": {}}, "a list is needed"),
        ({"tasks": [{"name": 3}]}, "name is not of its kind"),
        ({"tasks": [{}]}, "name is missing"),
        ({"tasks": [{"name": "A", "x": 1}]}, "there is no field x"),
        ({"tasks": [{"name": "A", "kind": "moon"}]}, "kind is none of"),
        ({"tasks": [{"name": "A", "duration": True}]}, "duration is not of its kind"),
        ({"tasks": [{"name": "A", "parent": 0}]}, "stands before its phase"),
        ({"tasks": [{"name": "A", "links": [{"place": 7}]}]}, "waits for what is not there"),
        ({"tasks": [{"name": "A", "links": [{"place": 0}]}]}, "cannot wait for"),
        ({"tasks": [{"name": "A", "duration": -1}]}, "less than no time"),
        ({"tasks": [{"name": "A", "likely": 3}]}, "no estimate: of the three points one"),
        ({"tasks": [{"name": "A"}], "risks": [{"title": "R", "probability": 6}]}, "0 to 5"),
        ({"tasks": []}, "has no tasks"),
    ],
)
def test_content_that_was_edited_by_hand_is_checked(document: object, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        from_json("Mine", "", document)
