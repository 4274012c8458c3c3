"""A line with tokens: what counts as one, what stays text, what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui import tokens
from ppm_tui.errors import Invalid
from ppm_tui.terms import Priority

AS_OF = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("kind", "line", "text", "fields"),
    [
        (
            "risk",
            "Supplier fails p4 i3 @ana due:fri",
            "Supplier fails",
            {"probability": 4, "impact": 3, "owner": "ana", "due": date(2026, 3, 20)},
        ),
        ("risk", "p4 Fails owner:ana", "Fails", {"probability": 4, "owner": "ana"}),
        ("risk", "Supplier  fails", "Supplier  fails", {}),
        ("issue", "Tax codes wrong u5 i2", "Tax codes wrong", {"urgency": 5, "impact": 2}),
        ("issue", "Printer p4 jams", "Printer p4 jams", {}),
        (
            "change",
            "Add archive import +6d ~40h by:okafor",
            "Add archive import",
            {"days": 6, "minutes": 2400, "authoriser": "okafor"},
        ),
        (
            "task",
            "Dry run !high due:+2w @gia",
            "Dry run",
            {"priority": Priority.HIGH, "finish": date(2026, 3, 31), "owner": "gia"},
        ),
        (
            "project",
            "Aurora intranet client:Acme",
            "Aurora intranet",
            {"client": "Acme"},
        ),
        (
            "person",
            "Ana Lima role:QA 32h skills:SQL,SAP",
            "Ana Lima",
            {"role": "QA", "week_minutes": 1920, "skills": "SQL,SAP"},
        ),
        ("risk", "mail ana@acme.example on i18n, p", "mail ana@acme.example on i18n, p", {}),
        ("risk", "said twice p2 p4", "said twice", {"probability": 4}),
        ("milestone", "@", "@", {}),
    ],
)  # fmt: skip
def test_tokens_are_taken_out_of_the_text(
    kind: str, line: str, text: str, fields: dict[str, object]
) -> None:
    assert tokens.parse(line, kind, as_of=AS_OF) == (text, fields)


@pytest.mark.parametrize(
    ("kind", "line"), [("risk", "Late due:never"), ("change", "More ~4x"), ("task", "x due:")]
)
def test_a_token_that_says_nothing_is_refused_or_text(kind: str, line: str) -> None:
    if line.endswith("due:"):
        assert tokens.parse(line, kind, as_of=AS_OF) == (line, {})
    else:
        with pytest.raises(Invalid):
            tokens.parse(line, kind, as_of=AS_OF)


@pytest.mark.parametrize("kind", tokens.TOKENS)
def test_every_example_is_a_token_of_its_kind(kind: str) -> None:
    text, fields = tokens.parse(f"words {tokens.examples(kind)}", kind, as_of=AS_OF)
    assert text == "words"
    assert set(fields) == {token.field for token in tokens.TOKENS[kind]}


@given(st.text(st.characters(exclude_characters="@:!~+-", exclude_categories=["Nd"])))
def test_a_text_without_tokens_stays_as_it_is(text: str) -> None:
    assert tokens.parse(text, "risk", as_of=AS_OF) == (text.strip(), {})
