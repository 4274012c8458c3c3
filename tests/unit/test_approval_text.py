"""The text by which a change is approved: its code, what mail does to it, and what is refused."""

import html
import quopri
import textwrap
from dataclasses import replace
from email.message import EmailMessage

import pytest

from ppm_tui.errors import Conflict, Invalid
from ppm_tui.exchange import mail_text
from ppm_tui.store import approval_text
from ppm_tui.store.approval_text import Asked

LINES = (
    ("Project", "ATLAS Atlas «ERP» rollout"),
    ("Change", "Archive import, 2019 – 2024; café & co > all"),
    ("Added", "Invoices of 2019 to 2024, read only, with a search by customer, by year, by amount"),
    ("Added", "Export"),
    ("Finish", "Fri 08 May 2026 to Wed 13 May 2026"),
    ("Price", "24,000.00 EUR more"),
    ("Authoriser", "Grace Okafor"),
)
ASKED = Asked("CR-11", LINES, "T-103 +2d\n1800000", "5e" * 16)
TEXT = approval_text.text(ASKED)
YES = f"APPROVED Grace Okafor\n\nOn Tue, Ana wrote:\n\n{textwrap.indent(TEXT, '> ')}"


def taken(pasted: str, asked: Asked = ASKED) -> str:
    """The reading in which the text is found; raises what is told of the plainest one."""
    texts = [each for each in mail_text.readings(pasted) if approval_text.ref_of(each)]
    assert texts
    for text in texts:
        try:
            approval_text.check(asked, text)
        except (Conflict, Invalid):
            continue
        return text
    approval_text.check(asked, texts[0])
    raise AssertionError


def mail(text: str, encoding: str, charset: str = "utf-8") -> str:
    message = EmailMessage()
    message["Date"] = "Thu, 12 Mar 2026 16:01:00 +0100"
    message["Subject"] = "Re: CR-11"
    message.set_content(text, cte=encoding, charset=charset)
    return message.as_bytes().decode()


def narrow(text: str) -> str:
    """As a program for mail wraps what is quoted: what no longer fits has no mark."""
    return "\n".join(textwrap.fill(line, 40, drop_whitespace=False) for line in text.splitlines())


WAYS = {
    "as it is": f"APPROVED Grace Okafor\n{TEXT}",
    "below": f"{TEXT}\nApproved by Grace Okafor.\n",
    "quoted": YES,
    "quoted twice": textwrap.indent(YES, "> ").replace("> APPROVED", "APPROVED"),
    "wrapped": narrow(YES),
    "windows": YES.replace("\n", "\r\n"),
    "no breaking blanks": YES.replace(" ", "\u00a0"),
    "other dashes and quotes": YES.replace("-", "\u2011").replace("–", "—").replace("«", "“"),
    "soft hyphens": YES.replace("import", "im\u00adport"),
    "as entities": html.escape(YES, quote=False),
    "quoted printable": quopri.encodestring(YES.encode()).decode(),
    "a mail, quoted printable": mail(YES, "quoted-printable"),
    "a mail, base64": mail(YES, "base64"),
    "a mail in 8 bits": mail(YES, "8bit"),
    "a code in small letters": YES[:-25] + YES[-25:].lower(),
    "a code without dashes": YES[:-25] + YES[-25:].replace("-", " "),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_text_is_read_whatever_mail_has_made_of_it(way: str) -> None:
    said = approval_text.answer_of(taken(WAYS[way]), "Grace Okafor")
    assert (said.is_yes, said.by) == (True, "Grace Okafor")


def test_utf_8_that_was_taken_for_the_letters_of_windows_is_read() -> None:
    asked = replace(ASKED, lines=(("Change", "Bücher für Köln"),))
    text = approval_text.text(asked).encode().decode("cp1252")
    taken(f"APPROVED\n{text}", asked)


TAMPERED = {
    "a figure": ("24,000.00 EUR", "14,000.00 EUR", "Price: the text says «14,000.00 EUR more»"),
    "the point of a figure": ("24,000.00", "24,00000", "Price"),
    "a day": ("Wed 13 May", "Wed 13 Jun", "it is «Fri 08 May 2026 to Wed 13 May 2026»"),
    "a line": ("Export", "Export and import", "Added: the text says"),
    "a line that is gone": ("Added:       Export\n", "", "Added: the text says"),
    "a line more": ("Finish:", "Added:       Training\nFinish:", "Training"),
    "a line nobody knows": (
        "Finish:",
        "Discount:    all of it\nFinish:",
        "CR-11 is not as in this",
    ),
    "a name": (
        "Grace Okafor\nCode",
        "Grace Smith\nCode",
        "Authoriser: the text says «Grace Smith»",
    ),
    "a label": ("Price:", "Paid:", "Price: the text leaves it out"),
    "how to answer": ("and your name", "and my name", "there are other lines in it"),
    "the code": (TEXT[-6:-1], "AAAAA", "the code is not that of CR-11"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_text_that_was_changed_is_refused_with_what_differs(what: str) -> None:
    old, new, words = TAMPERED[what]
    assert old in TEXT
    with pytest.raises(Conflict) as refused:
        taken(f"APPROVED\n{TEXT.replace(old, new)}")
    assert words in str(refused.value)


def test_the_code_is_of_this_request_its_number_and_all_that_is_not_in_the_text() -> None:
    others = (
        replace(ASKED, ref="CR-12"),
        replace(ASKED, nonce="5f" * 16),
        replace(ASKED, hidden="T-103 +3d\n1800000"),
        replace(ASKED, lines=LINES[1:]),
    )
    assert len({approval_text.code(each) for each in (ASKED, *others)}) == 5
    for other in others[1:3]:
        with pytest.raises(Conflict, match="the code is not that of CR-11"):
            approval_text.check(other, TEXT)
    with pytest.raises(Invalid, match="the text of CR-12 is not in it"):
        approval_text.check(others[0], TEXT)


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        (TEXT, "no line in it that begins with APPROVED"),
        (f"I do not agree\n{TEXT}", "no line in it"),
        (f"not APPROVED\n{TEXT}", "no line in it"),
        (f"APPROVED Okafor\nREJECTED Okafor\n{TEXT}", "says both"),
        (f"APPROVED Smith\n{TEXT}", "«Smith» answers, and Grace Okafor was asked"),
        (f"APPROVED Okafor if it is cheaper\n{TEXT}", "is no name: a condition follows"),
    ],
)
def test_an_answer_that_is_not_clear_is_refused(pasted: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        approval_text.answer_of(pasted, "Grace Okafor")


def test_an_answer_says_who_why_and_under_which_condition() -> None:
    said = approval_text.answer_of(f"REJECTED, Okafor: too late\n\nGrace\n{TEXT}", "Grace Okafor")
    assert (said.is_yes, said.by, said.more) == (False, "Okafor", "too late")
    said = approval_text.answer_of(f"*Approved* Okafor: paid in May\n{TEXT}", "Grace Okafor")
    assert (said.is_yes, said.more, said.words) == (
        True,
        "paid in May",
        "*Approved* Okafor: paid in May",
    )
    for short in ("approved", "APPROVED.\n\nOn Tue, Ana wrote:"):
        assert approval_text.answer_of(f"{short}\n{TEXT}", "Okafor").by == "Okafor"


def test_what_was_answered_earlier_and_is_quoted_does_not_count() -> None:
    for gap in ("", "\n", "\n\n"):
        before = f"APPROVED Okafor\n{gap}> REJECTED Okafor: too dear\n{TEXT}"
        assert approval_text.answer_of(before, "Okafor").is_yes


def test_a_whole_mail_says_when_it_was_sent() -> None:
    assert str(mail_text.sent_on(mail(YES, "base64"))) == "2026-03-12"
    assert mail_text.sent_on(YES) is None
    assert mail_text.sent_on("Date: nonsense\nMIME-Version: 1.0\n\nAPPROVED\n") is None


def test_a_title_of_two_lines_cannot_pass_for_a_line_of_the_text() -> None:
    asked = replace(ASKED, lines=(("Change", "A\nCode: AAAA"),))
    assert approval_text.text(asked).count("\nCode:") == 1
