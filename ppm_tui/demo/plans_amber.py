"""Plans of FJORD, BEACON and KITE, which slip: baseline, progress, and what has moved."""

from ppm_tui.demo.shapes import Line

FJORD = (
    Line("P-9", "Data", done=88),
    Line("T-501", "Data inventory", "kim", "26-01-12 26-01-30", 100, 31_400),
    Line("T-502", "Pipeline", "kim", "26-02-02 26-03-06", 90, 37_100),
    Line("P-10", "Model", done=20),
    Line("T-503", "Churn model", "caro", "26-02-16 26-03-23", 60, 14_400),
    Line("M-11", "Model review", "caro", "26-03-24"),
    Line("T-504", "Model training", "kim", "26-03-25 26-04-24", 0, 39_500),
    Line("T-505", "Dashboards", "ivy", "26-04-06 26-05-15", 0, 51_500),
    Line("P-11", "Launch", done=0),
    Line("M-12", "Pilot start", "caro", "26-05-18"),
    Line("T-506", "Pilot", "caro", "26-05-19 26-06-05", 0, 24_000),
    Line("T-507", "Hand-over", "kim", "26-06-03 26-06-11", 0, 12_100),
    Line("M-13", "In operation", "caro", "26-06-12"),
)

BEACON = (
    Line("P-12", "Build", done=84),
    Line("T-601", "Concept", "ivy", "25-11-17 25-12-12", 100, 36_800),
    Line("T-602", "App shell", "fin", "25-12-08 26-01-16", 100, 55_200),
    Line("T-603", "Offline mode", "eva", "26-01-12 26-02-20", 100, 55_200),
    Line("T-604", "Payments in the app", "fin", "26-01-26 26-03-13", 80, 34_500),
    Line("T-605", "Push messages", "eva", "26-02-23 26-03-24", 60, 31_600),
    Line("M-14", "Beta release", "ana", "26-03-27"),
    Line("P-13", "Release", done=0),
    Line("T-606", "Beta test", "hugo", "26-03-30 26-04-17", 0, 50_000),
    Line("T-607", "Store listing", "ana", "26-04-06 26-04-17", 0, 33_300),
    Line("T-608", "Fixes", "fin", "26-04-13 26-04-29", 0, 43_400),
    Line("M-15", "Store release", "ana", "26-04-30"),
)

KITE = (
    Line("P-14", "Design", done=100),
    Line("T-311", "Contract", "dan", "25-11-03 25-11-28", 100, 16_400),
    Line("T-312", "Security design", "eva", "25-11-17 25-12-12", 100, 16_400),
    Line("P-15", "Build", done=78),
    Line("T-313", "Gateway", "eva", "25-12-01 26-01-23", 100, 32_800),
    Line("T-314", "Sign-on", "fin", "26-01-05 26-02-13", 100, 24_600),
    Line("T-315", "Version 1 bridge", "fin", "26-02-02 26-03-06", 95, 38_200),
    Line("T-318", "v2 endpoints", "dan", "26-02-16 26-03-27", 60, 86_200, hours=25),
    Line("M-16", "v2 freeze", "dan", "26-03-30"),
    Line("P-16", "Prove", done=0),
    Line("T-319", "Load test", "hugo", "26-03-31 26-04-17", 0, 16_200),
    Line("T-320", "Handbook", "caro", "26-04-06 26-04-24", 0, 17_300),
    Line("T-321", "Move of first users", "dan", "26-04-20 26-05-14", 0, 21_900),
    Line("M-17", "v2 live", "dan", "26-05-15"),
)

PLANS = {"FJORD": FJORD, "BEACON": BEACON, "KITE": KITE}

AFTER = {
    "T-502": "T-501",
    "T-503": "T-501",
    "M-11": "T-503",
    "T-504": "M-11",
    "T-505": "T-502",
    "M-12": "T-504 T-505",
    "T-506": "M-12",
    "T-507": "T-506",
    "M-13": "T-507",
    "T-602": "T-601",
    "T-603": "T-602",
    "T-604": "T-602",
    "T-605": "T-603",
    "M-14": "T-604 T-605",
    "T-606": "M-14",
    "T-608": "T-606",
    "M-15": "T-607 T-608",
    "T-313": "T-311",
    "T-314": "T-312",
    "T-315": "T-313",
    "T-318": "T-313 T-314",
    "M-16": "T-315 T-318",
    "T-319": "M-16",
    "T-321": "T-319",
    "M-17": "T-321 T-320",
}
"""What each waits for."""

NOW = {
    "T-502": "26-02-02 26-03-19",
    "T-503": "26-02-16 26-04-01",
    "M-11": "26-04-02",
    "T-504": "26-04-06 26-05-06",
    "T-505": "26-04-06 26-05-15",
    "M-12": "26-05-29",
    "T-506": "26-06-01 26-06-18",
    "T-507": "26-06-17 26-06-25",
    "M-13": "26-06-26",
    "T-604": "26-01-26 26-03-20",
    "T-605": "26-02-23 26-03-26",
    "T-606": "26-03-30 26-04-22",
    "T-608": "26-04-16 26-05-05",
    "M-15": "26-05-06",
    "T-315": "26-02-02 26-03-18",
    "T-318": "26-02-16 26-03-27",
    "T-319": "26-03-31 26-04-21",
    "T-321": "26-04-22 26-05-19",
    "M-17": "26-05-20",
}
"""Where lines lie today that have moved since the baseline."""
