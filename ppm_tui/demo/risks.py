"""The 24 risks of the demo, how their ratings moved, and what is known of the greatest."""

from ppm_tui.demo.shapes import Risk, Story

RISKS = (
    Risk("R-019", "BEACON", "Store review rejects", 3, 4, "t", "ana", "open", "26-04-02", 82),
    Risk("R-022", "DELTA", "Key tester on leave", 4, 3, "t", "gia", "open", "26-03-30", 80),
    Risk("R-024", "BEACON", "Icon set licence", 1, 2, "c", "ivy", "accepted", "26-05-04", 79),
    Risk("R-025", "CEDAR", "Rack delivery slips", 3, 4, "t", "jan", "open", "26-04-02", 78),
    Risk(
        "R-027", "DELTA", "Mapping gaps in orders", 4, 4, "q", "kim", "mitigating", "26-03-27", 77
    ),
    Risk("R-028", "LOTUS", "Permit delayed", 4, 2, "t", "ivy", "open", "26-04-07", 62),
    Risk("R-029", "ATLAS", "Printer drivers", 3, 2, "q", "jan", "accepted", "26-04-30", 76),
    Risk("R-030", "BEACON", "Crash rate above 1%", 2, 4, "q", "eva", "mitigating", "26-04-10", 75),
    Risk("R-031", "DELTA", "Vendor slips again", 3, 5, "t", "ben", "mitigating", "26-03-19", 74),
    Risk("R-032", "JUNO", "Sensor lead time", 1, 5, "t", "jan", "open", "26-04-21", 73),
    Risk("R-033", "IRIS", "PCI scope grows", 3, 5, "c", "kim", "mitigating", "26-04-09", 70),
    Risk("R-034", "IRIS", "Key rotation manual", 2, 3, "q", "kim", "open", "26-04-22", 66),
    Risk("R-035", "KITE", "Breaking change in v2", 3, 3, "s", "dan", "open", "26-03-30", 64),
    Risk("R-036", "ATLAS", "Month-end freeze", 3, 4, "t", "ana", "open", "26-03-31", 60),
    Risk("R-037", "DELTA", "Duplicate contacts", 2, 2, "q", "kim", "open", "26-04-30", 57),
    Risk("R-038", "ATLAS", "Tester capacity", 5, 3, "t", "gia", "open", "26-03-24", 52),
    Risk("R-039", "KITE", "Docs not ready", 2, 2, "q", "dan", "open", "26-04-11", 49),
    Risk("R-040", "ATLAS", "Licence true-up", 2, 4, "c", "ben", "open", "26-04-15", 44),
    Risk("R-041", "HAVEN", "Audit finds open ports", 2, 5, "q", "kim", "open", "26-03-13", 41),
    Risk("R-042", "HAVEN", "Report needs legal review", 3, 2, "t", "leo", "open", "26-03-25", 38),
    Risk("R-043", "FJORD", "GPU quota", 2, 3, "c", "caro", "open", "26-04-03", 37),
    Risk(
        "R-044", "ATLAS", "Data quality blocks UAT", 3, 2, "t", "dan", "mitigating", "26-03-20", 35
    ),
    Risk("R-045", "GROVE", "Low pilot sign-up", 2, 3, "s", "ben", "open", "26-03-31", 30),
    Risk("R-046", "FJORD", "Model drift after launch", 5, 2, "q", "caro", "open", "26-04-14", 21),
)

SCORES = (
    ("R-044", 3, 4, "gia", 14),
    ("R-031", 4, 5, "ben", 5),
    ("R-041", 3, 5, "kim", 4),
    ("R-033", 2, 5, "kim", 6),
    ("R-025", 2, 4, "jan", 3),
    ("R-044", 5, 4, "gia", 1),
)
"""Ratings that were changed: probability, impact, by whom, days ago."""

STORIES = {
    "R-044": Story(
        cause="tax codes in load 3 stay wrong",
        event="UAT cannot start.",
        effect="Go-live moves at least one week (about 45k).",
        response="rerun load 3 with fixed codes",
        contingency="manual fix of 1,900 records.",
        trigger="Load 3 fails again.",
        cost=45_000,
        review="26-03-20",
        residual=(2, 4),
        days=5,
        action="T-102",
        holds="T-111",
        by="gia",
        price=6_000,
        again=7,
    ),
    "R-031": Story(
        cause="The vendor has one person for the test data.",
        event="Test data comes late once more.",
        effect="Cut-over moves to the summer.",
        response="Two more vendor weeks, a daily call.",
        contingency="Test with data made by ourselves.",
        trigger="No file by Friday.",
        cost=60_000,
        review="26-03-19",
        residual=(3, 4),
        days=10,
    ),
    "R-027": Story(
        cause="Order fields differ by country.",
        event="Orders arrive without tax class.",
        effect="Invoices stop after the cut-over.",
        response="Mapping workshop per country.",
        contingency="Old system stays open for orders.",
        trigger="More than 2% of orders fail in the rehearsal.",
        cost=35_000,
        review="26-03-27",
        residual=(2, 4),
        days=3,
    ),
    "R-033": Story(
        cause="Card data also passes the call centre.",
        event="The auditor takes it into the scope.",
        effect="Eight more systems to scan.",
        response="Mask the recordings before the scan.",
        contingency="Second scan in May.",
        trigger="Question 12 of the auditor.",
        cost=20_000,
        review="26-04-09",
        residual=(1, 4),
    ),
    "R-030": Story(
        cause="Old devices have little memory.",
        event="More than 1% of sessions crash.",
        effect="The store release waits.",
        response="Crash reports from the first beta day.",
        contingency="Leave out the two oldest devices.",
        trigger="0.8% in three days.",
        cost=12_000,
        review="26-04-10",
        residual=(1, 4),
        days=4,
    ),
}
