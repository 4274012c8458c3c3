"""Issues, assumptions, decisions, reserves, changes and notes of the demo.

Ages are in days, drawn dates stand in braces.
"""

from ppm_tui.demo.shapes import Assumption, Change, Decision, Issue, Note, Reserve
from ppm_tui.store.change_plan import PlanLine
from ppm_tui.store.outline import OutlineRow
from ppm_tui.store.wanted import Link
from ppm_tui.terms import Minutes

DAY = 480


def new_task(name: str, days: int, hours: int, owner: str, after: str) -> PlanLine:
    """A plan line with a new task, as it is typed."""
    text = f"+ {name} {days}d ~{hours}h @{owner} after:{after}"
    length, work = Minutes(days * DAY), Minutes(hours * 60)
    row = OutlineRow(None, 0, name, duration=length, work=work, owner=owner, links=(Link(after),))
    return PlanLine(text, new=row)


ISSUES = (
    Issue(
        "I-012",
        "DELTA",
        "Vendor file without customer numbers",
        "open",
        4,
        4,
        "ben",
        "26-03-13",
        18,
    ),
    Issue(
        "I-013", "KITE", "Sign-on fails behind the proxy", "resolved", 2, 3, "fin", "26-03-06", 17
    ),
    Issue("I-014", "BEACON", "Bank's test system is down", "doing", 3, 4, "fin", "26-03-16", 12),
    Issue("I-015", "HAVEN", "Clinic 7 refuses the scan", "closed", 3, 3, "kim", "26-02-27", 25),
    Issue("I-016", "CEDAR", "Two racks delivered bent", "open", 3, 3, "jan", "26-03-24", 8),
    Issue(
        "I-017", "ATLAS", "Tax codes wrong in load 3", "doing", 5, 4, "dan", "26-03-16", 6, "R-044"
    ),
    Issue("I-018", "FJORD", "Source 4 has no history", "open", 3, 3, "kim", "26-03-20", 5),
)

ASSUMPTIONS = (
    Assumption("A-01", "ATLAS", "Tax codes are final with load 2", "dan", "26-03-09", 40, "wrong",
               "Two tables came late"),
    Assumption("A-02", "ATLAS", "All sites print with the new driver", "jan", "26-03-16", 38),
    Assumption("A-03", "DELTA", "Vendor keeps its test system up", "ben", "26-03-13", 33),
    Assumption("A-04", "KITE", "Partners need two weeks for v2", "dan", "26-03-10", 30, "confirmed",
               "Two of three have read it"),
    Assumption("A-05", "LOTUS", "Landlord agrees to the second exit", "ivy", "26-04-07", 26),
    Assumption("A-06", "IRIS", "Scan window is free on that day", "kim", "26-03-27", 20),
)  # fmt: skip

DECISIONS = (
    Decision("D-03", "HAVEN", "Scan at night only", "Aydin", "26-02-27", 18, "26-03-02",
             "clinic IT, kim", "Two nights more for the scan"),
    Decision("D-04", "DELTA", "Cut-over moves to {26-05-02}", "Winter", "26-03-12", 5,
             "26-03-13", "vendor, call centre", "M-5 and all after it, eight weeks later"),
    Decision("D-05", "ATLAS", "Go-live moves to {26-04-08}", "Okafor", "26-03-13", 4, "26-03-13",
             "all site leads", "M-4 12 days later, hypercare with it"),
    Decision("D-06", "DELTA", "Two more vendor weeks", "Winter", "26-03-16", 4, is_due=True),
    Decision("D-07", "FJORD", "Buy or rent the GPUs", "caro", "26-03-24", 6, is_due=True),
)  # fmt: skip

ACTIONS = (("I-017", "T-102"), ("I-012", "T-210"), ("R-038", "T-110"))
"""What is dealt with, and the task that does it."""

RESERVES = (
    Reserve("ATLAS", 55, 120, 40),
    Reserve("DELTA", 40, 80, 15),
    Reserve("IRIS", 12, 40, 10),
    Reserve("BEACON", 10, 0, 8),
)
DRAWN = ("DELTA", "I-012", 6, 5)
"""Project, issue, thousands and how many days ago."""

CHANGES = (
    Change(
        "CR-04",
        "LOTUS",
        "Second treatment room",
        120,
        24,
        31,
        10,
        "Dr Sand",
        "approved",
        40,
        30,
        "Minutes of the steering meeting",
    ),
    Change(
        "CR-05",
        "BEACON",
        "Tablet layout",
        200,
        19,
        26,
        15,
        "Lund",
        "rejected",
        33,
        26,
        "Mail: not before the release",
    ),
    Change(
        "CR-06",
        "KITE",
        "Partner sandbox",
        80,
        8,
        None,
        5,
        "Marsh",
        "deferred",
        27,
        20,
        "After v2 is live",
    ),
    Change(
        "CR-07",
        "CEDAR",
        "Second power feed",
        60,
        42,
        55,
        0,
        "Vasile",
        "approved",
        24,
        17,
        "Order 4711-B signed",
    ),
    Change(
        "CR-08",
        "ATLAS",
        "Extra UAT week",
        90,
        9,
        12,
        5,
        "Okafor",
        "approved",
        12,
        7,
        "Mail of the sponsor",
        "Key users have no time in the week of the close.",
        "A second week of acceptance tests by key users",
        "",
        (PlanLine("T-111 +5d", "T-111", shift=5 * DAY),),
        "Less of R-038, tester capacity",
    ),
    Change(
        "CR-09",
        "DELTA",
        "Scope: call-centre data",
        160,
        21,
        28,
        8,
        "Winter",
        "submitted",
        1,
        None,
        "",
        "The call centre joins the merge a year early.",
        "Accounts and call notes of the call centre, 3 years\nScreen pop for 40 agents",
        "Reports of the old call-centre tool",
        (
            PlanLine("T-206 +3d", "T-206", shift=3 * DAY),
            new_task("Load call-centre data", 5, 80, "dan", "T-206"),
            PlanLine("T-213 +5d", "T-213", shift=5 * DAY),
        ),
        "More of R-031: the vendor delivers one file more",
    ),
    Change("CR-10", "JUNO", "Second scanner gate", 40, 12, 16, 3, "Petit", "draft", 4, None, ""),
    Change(
        "CR-11",
        "ATLAS",
        "Add archive import",
        150,
        18,
        24,
        6,
        "Okafor",
        "submitted",
        1,
        None,
        "",
        "The auditors want to read old invoices in the new system.",
        "Invoices of 2019 to 2024, read only\nSearch by customer and year",
        "",
        (
            PlanLine("T-103 +2d", "T-103", shift=2 * DAY),
            new_task("Archive import", 6, 110, "fin", "T-103"),
            PlanLine("T-122 +4d", "T-122", shift=4 * DAY),
        ),
        "None on the cut-over: the archive can be loaded later",
    ),
)

NOTES = (
    Note("DELTA", 14, "ben", "Turned red: dress rehearsal failed."),
    Note("DELTA", 5, "ben", "Cut-over moved to {26-05-02}."),
    Note("DELTA", 2, "ben", "Vendor promises data by Fri."),
    Note("ATLAS", 6, "dan", "Migration rerun needed (tax codes).", "T-102"),
    Note("ATLAS", 5, "gia", "R-044: Score raised 12 → 20 after load 3 failed."),
    Note("ATLAS", 4, "ana", "Sign-off missed; new date {26-04-01}.", "M-3"),
    Note("ATLAS", 1, "dan", "Rerun at 60%; two code tables left.", "T-102"),
    Note("ATLAS", 1, "gia", "38 of 52 scripts ready.", "T-111"),
    Note("HAVEN", 9, "kim", "Clinic IT gave access to the last two sites."),
    Note("HAVEN", 8, "kim", "Draft goes to the client on Friday."),
    Note("FJORD", 10, "caro", "Two sources agreed with the bank."),
    Note("FJORD", 3, "caro", "Review stays on its day; the model may not."),
    Note("BEACON", 6, "ana", "Beta list has 140 names."),
    Note("BEACON", 1, "fin", "Bank's test system answers again, slowly.", "T-604"),
    Note("KITE", 8, "dan", "First partner reads the v2 contract."),
    Note("KITE", 2, "fin", "Bridge: four calls left.", "T-315"),
    Note("GROVE", 4, "ben", "Pilot group named: 60 people."),
    Note("CEDAR", 8, "jan", "Two racks came bent, replacement ordered.", "T-803"),
    Note("LOTUS", 12, "ivy", "Papers with the building authority."),
    Note("IRIS", 4, "kim", "Scan window booked."),
    Note("EMBER", 6, "caro", "Style guide accepted."),
    Note("JUNO", 9, "jan", "Conveyor parts on site."),
)
