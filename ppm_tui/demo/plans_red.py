"""Plans of ATLAS, DELTA and HAVEN, which are late: baseline, progress, and what has moved."""

from ppm_tui.demo.shapes import Line

ATLAS = (
    Line("P-1", "Build", done=86),
    Line("T-101", "Configuration", "eva", "25-12-10 26-03-06", 100, 540_000, hours=95.2),
    Line("T-102", "Data migration", "dan", "26-02-23 26-02-27", 70, 130_000, hours=80),
    Line("T-103", "Integrations", "fin", "26-03-02 26-03-18", 85, 60_000, hours=53.333),
    Line("P-2", "Test", done=20),
    Line("T-110", "UAT preparation", "gia", "26-03-09 26-03-17", 60, hours=30, is_new=True),
    Line("T-111", "UAT run", "gia", "26-03-02 26-03-11", 0, 106_600, hours=40),
    Line("M-3", "UAT sign-off", "ana", "26-03-12"),
    Line("P-3", "Deploy", done=5),
    Line("T-120", "Training", "caro", "26-03-23 26-04-03", 15, hours=37.65, is_new=True),
    Line("T-121", "Rehearsal", "jan", "26-04-01 26-04-02", hours=16, is_new=True),
    Line("T-122", "Cut-over", "dan", "26-03-24 26-03-26", 0, 263_400, hours=20),
    Line("M-4", "Go-live", "ana", "26-03-27"),
    Line("T-130", "Hypercare", "fin", "26-04-08 26-05-08", hours=60, is_new=True),
)

DELTA = (
    Line("P-4", "Analyse", done=100),
    Line("T-201", "Requirements", "caro", "25-11-03 25-11-28", 100, 24_800),
    Line("T-202", "Vendor contract", "leo", "25-11-10 25-12-05", 100, 24_800),
    Line("T-203", "Source profiling", "kim", "25-12-01 26-01-09", 100, 37_200),
    Line("P-5", "Migrate", done=45),
    Line("T-204", "Order interface", "eva", "25-12-08 26-02-13", 100, 62_000),
    Line("T-205", "Vendor test data", "ben", "26-01-12 26-02-06", 60, 29_000),
    Line("T-206", "Data load", "dan", "26-02-09 26-03-05", 25, 31_100),
    Line("M-5", "Data cut-over", "ben", "26-03-06"),
    Line("T-210", "Field mapping", "dan", "26-02-09 26-02-27", 35, 23_800, hours=30.77),
    Line("P-6", "Go live", done=0),
    Line("T-211", "Dress rehearsal", "gia", "26-03-16 26-03-25", 0, 28_900),
    Line("M-6", "Rehearsal", "ben", "26-03-26"),
    Line("T-212", "User training", "caro", "26-03-23 26-04-02", 0, 38_000),
    Line("M-7", "Cut-over", "ben", "26-04-03"),
    Line("T-213", "Hypercare", "fin", "26-04-06 26-04-30", 0, 80_400),
    Line("M-8", "Hand-over", "ben", "26-05-01"),
)

HAVEN = (
    Line("P-7", "Audit", done=82),
    Line("T-401", "Scope and access", "kim", "26-01-05 26-01-16", 100, 10_700),
    Line("T-402", "Network scan", "eva", "26-01-19 26-02-06", 100, 16_100),
    Line("T-403", "Configuration review", "kim", "26-01-26 26-02-27", 100, 26_800),
    Line("T-404", "Findings workshop", "kim", "26-03-02 26-03-06", 100, 5_400),
    Line("T-405", "Report draft", "kim", "26-03-04 26-03-13", 80, 6_200),
    Line("M-9", "Audit report", "kim", "26-03-16"),
    Line("P-8", "Close", done=0),
    Line("T-406", "Legal review", "leo", "26-03-17 26-03-24", 0, 8_600),
    Line("T-407", "Retest", "eva", "26-03-23 26-04-02", 0, 16_200),
    Line("M-10", "Findings closed", "kim", "26-04-03"),
)

PLANS = {"ATLAS": ATLAS, "DELTA": DELTA, "HAVEN": HAVEN}

AFTER = {
    "T-110": "T-101",
    "T-111": "T-102 T-110",
    "M-3": "T-111",
    "T-121": "T-103",
    "T-122": "M-3",
    "M-4": "T-122 T-120 T-121",
    "T-130": "T-122",
    "T-203": "T-201",
    "T-204": "T-202",
    "T-205": "T-202",
    "T-206": "T-203 T-210",
    "M-5": "T-206",
    "T-210": "T-205",
    "T-211": "T-204",
    "M-6": "T-211",
    "M-7": "M-5 M-6",
    "T-213": "M-7",
    "M-8": "T-213 T-212",
    "T-402": "T-401",
    "T-403": "T-401",
    "T-404": "T-402 T-403",
    "T-405": "T-404",
    "M-9": "T-405",
    "T-406": "M-9",
    "T-407": "M-9",
    "M-10": "T-406 T-407",
}
"""What each waits for."""

NOW = {
    "T-102": "26-02-23 26-03-20",
    "T-111": "26-03-23 26-03-31",
    "M-3": "26-04-01",
    "T-122": "26-04-04 26-04-07",
    "M-4": "26-04-08",
    "T-205": "26-01-12 26-03-20",
    "T-206": "26-02-16 26-04-09",
    "M-5": "26-04-10",
    "T-210": "26-03-23 26-03-26",
    "T-211": "26-03-16 26-03-25",
    "T-212": "26-04-13 26-04-24",
    "M-7": "26-05-02",
    "T-213": "26-05-04 26-05-28",
    "M-8": "26-05-29",
    "T-405": "26-03-04 26-03-19",
    "M-9": "26-03-20",
    "T-406": "26-03-23 26-03-27",
    "T-407": "26-03-25 26-04-06",
    "M-10": "26-04-07",
}
"""Where lines lie today that have moved since the baseline."""
