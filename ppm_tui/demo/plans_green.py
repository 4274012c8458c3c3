"""Plans of the six projects that run as agreed: baseline and progress."""

from ppm_tui.demo.shapes import Line

GROVE = (
    Line("P-17", "Build", done=97),
    Line("T-701", "Portal set-up", "eva", "25-11-10 25-12-12", 100, 27_500),
    Line("T-702", "Leave requests", "fin", "25-12-01 26-01-23", 100, 44_000),
    Line("T-703", "Payslips", "fin", "26-01-19 26-02-20", 100, 27_500),
    Line("T-704", "Data from the old system", "kim", "26-02-09 26-03-20", 94, 15_400),
    Line("P-18", "Pilot", done=20),
    Line("T-705", "Pilot group", "ben", "26-03-09 26-03-30", 48, 13_500),
    Line("M-18", "Pilot go-live", "ben", "26-03-31"),
    Line("T-706", "Pilot run", "ben", "26-04-01 26-04-14", 0, 22_100),
    Line("M-19", "All staff", "ben", "26-04-17"),
)

CEDAR = (
    Line("P-19", "Prepare", done=100),
    Line("T-801", "Site survey", "jan", "25-10-06 25-10-31", 100, 49_300),
    Line("T-802", "Power and cooling", "jan", "25-11-03 26-01-30", 100, 160_200),
    Line("P-20", "Racks", done=60),
    Line("T-803", "Rack delivery", "jan", "26-01-12 26-03-27", 88, 126_400),
    Line("T-804", "Cabling", "fin", "26-02-09 26-03-31", 80, 64_700),
    Line("M-20", "Rack handover", "jan", "26-04-02"),
    Line("P-21", "Move", done=3),
    Line("T-805", "Network core", "jan", "26-03-02 26-05-15", 24, 208_100),
    Line("T-806", "Move wave 1", "jan", "26-05-18 26-06-19", 0, 118_700),
    Line("M-21", "Wave 1 moved", "jan", "26-06-22"),
    Line("T-807", "Move wave 2", "jan", "26-06-22 26-07-31", 0, 142_400),
    Line("T-808", "Old site returned", "leo", "26-08-03 26-08-27", 0, 90_200),
    Line("M-22", "Old site closed", "jan", "26-08-28"),
)

LOTUS = (
    Line("P-22", "Plan", done=84),
    Line("T-901", "Brief with the clinic", "ivy", "26-01-12 26-01-30", 100, 30_400),
    Line("T-902", "Design", "ivy", "26-01-26 26-03-13", 100, 70_900),
    Line("T-903", "Permit papers", "leo", "26-02-16 26-04-03", 63, 20_800),
    Line("M-23", "Permit", "ivy", "26-04-07"),
    Line("P-23", "Fit out", done=0),
    Line("T-904", "Demolition", "jan", "26-04-08 26-04-30", 0, 47_000),
    Line("T-905", "Walls and floors", "jan", "26-05-04 26-06-26", 0, 110_500),
    Line("T-906", "Electrics and network", "jan", "26-06-01 26-07-31", 0, 124_300),
    Line("M-24", "Shell complete", "ivy", "26-07-31"),
    Line("T-907", "Furniture and devices", "ivy", "26-08-03 26-09-11", 0, 82_900),
    Line("T-908", "Acceptance", "ivy", "26-09-14 26-09-29", 0, 33_200),
    Line("M-25", "Opening", "ivy", "26-09-30"),
)

IRIS = (
    Line("P-24", "Build", done=78),
    Line("T-1001", "Card vault", "eva", "25-12-01 26-01-30", 100, 79_000),
    Line("T-1002", "Merchant interface", "fin", "26-01-12 26-02-27", 100, 61_500),
    Line("T-1003", "Key store", "kim", "26-02-16 26-04-03", 72, 6_800),
    Line("T-1004", "Settlement files", "kim", "26-03-02 26-04-17", 40, 26_800),
    Line("P-25", "Certify", done=5),
    Line("T-1005", "Scan preparation", "hugo", "26-03-09 26-04-08", 35, 23_400),
    Line("M-26", "PCI scan", "kim", "26-04-09"),
    Line("T-1006", "Findings fixed", "eva", "26-04-10 26-05-08", 0, 53_700),
    Line("T-1007", "Pilot merchants", "kim", "26-05-04 26-06-03", 0, 58_800),
    Line("M-27", "First payment", "kim", "26-06-05"),
)

EMBER = (
    Line("P-26", "Design", done=98),
    Line("T-1101", "Interviews", "caro", "26-01-12 26-01-23", 100, 7_500),
    Line("T-1102", "Visual identity", "ivy", "26-01-19 26-02-20", 100, 18_900),
    Line("T-1103", "Style guide", "ivy", "26-02-16 26-03-13", 100, 15_100),
    Line("P-27", "Roll out", done=30),
    Line("T-1104", "Web pages", "fin", "26-03-02 26-04-03", 48, 17_100),
    Line("T-1105", "Print and signs", "caro", "26-03-16 26-04-10", 10, 12_700),
    Line("M-28", "Launch", "caro", "26-04-15"),
    Line("T-1106", "Old logo removed", "caro", "26-04-16 26-04-23", 0, 3_700),
    Line("M-29", "Closed", "caro", "26-04-24"),
)

JUNO = (
    Line("P-28", "Design", done=100),
    Line("T-1201", "Flow analysis", "caro", "25-12-08 26-01-16", 100, 55_200),
    Line("T-1202", "Layout", "jan", "26-01-05 26-02-06", 100, 46_000),
    Line("P-29", "Build", done=18),
    Line("T-1203", "Conveyor order", "leo", "26-01-26 26-02-27", 100, 46_000),
    Line("T-1204", "Conveyor mounting", "jan", "26-03-02 26-04-17", 33, 93_700),
    Line("M-30", "Conveyor test", "jan", "26-04-21"),
    Line("T-1205", "Sensors", "fin", "26-04-06 26-06-12", 0, 95_000),
    Line("T-1206", "Warehouse software", "dan", "26-03-09 26-07-17", 7, 199_600),
    Line("M-31", "Software ready", "jan", "26-07-17"),
    Line("P-30", "Start", done=0),
    Line("T-1207", "Trial runs", "gia", "26-07-20 26-08-28", 0, 57_000),
    Line("T-1208", "Staff training", "caro", "26-08-17 26-09-18", 0, 47_500),
    Line("M-32", "Full operation", "jan", "26-10-02"),
)

PLANS = {"GROVE": GROVE, "CEDAR": CEDAR, "LOTUS": LOTUS, "IRIS": IRIS, "EMBER": EMBER, "JUNO": JUNO}

AFTER = {
    "T-703": "T-702",
    "T-704": "T-701",
    "M-18": "T-704 T-705",
    "T-706": "M-18",
    "M-19": "T-706",
    "T-802": "T-801",
    "T-803": "T-802",
    "T-804": "T-802",
    "M-20": "T-803 T-804",
    "T-806": "T-805 M-20",
    "M-21": "T-806",
    "T-807": "M-21",
    "T-808": "T-807",
    "M-22": "T-808",
    "T-902": "T-901",
    "T-903": "T-902",
    "M-23": "T-903",
    "T-904": "M-23",
    "T-905": "T-904",
    "T-906": "T-904",
    "M-24": "T-905 T-906",
    "T-907": "M-24",
    "T-908": "T-907",
    "M-25": "T-908",
    "T-1003": "T-1001",
    "T-1004": "T-1002",
    "M-26": "T-1005 T-1003",
    "T-1006": "M-26",
    "T-1007": "T-1004 T-1006",
    "M-27": "T-1007",
    "T-1102": "T-1101",
    "T-1103": "T-1102",
    "T-1104": "T-1102",
    "T-1105": "T-1103",
    "M-28": "T-1104 T-1105",
    "T-1106": "M-28",
    "M-29": "T-1106",
    "T-1202": "T-1201",
    "T-1203": "T-1202",
    "T-1204": "T-1203",
    "M-30": "T-1204",
    "T-1206": "T-1202",
    "M-31": "T-1206",
    "T-1207": "T-1205 T-1206 M-30",
    "M-32": "T-1207 T-1208",
}
"""What each waits for."""

NOW = {
    "T-1007": "26-05-04 26-06-02",
    "M-27": "26-06-04",
}
"""Where lines lie today that have moved since the baseline."""
