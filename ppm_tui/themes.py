"""Colours as plain data: what each kind of text on a screen looks like.

The default sets no background, so that light and dark terminals both keep their own; `none` is
for NO_COLOR and uses only bold, reverse and underline. Values are Rich style texts.
"""

PLAIN = {
    "": "",
    "bold": "bold",
    "dim": "",
    "rule": "",
    "heading": "bold",
    "green": "",
    "amber": "bold",
    "red": "bold",
    "late": "bold",
    "error": "bold reverse",
    "cursor": "reverse",
    "mark": "bold",
    "key": "bold",
    "today": "",
    "critical": "bold",
    "load1": "",
    "load2": "",
    "load3": "bold",
    "load4": "bold",
}

DEFAULT = PLAIN | {
    "dim": "dim",
    "rule": "dim",
    "green": "green",
    "amber": "yellow",
    "red": "red",
    "late": "bold red",
    "error": "bold red",
    "today": "dim",
    "load2": "yellow",
    "load3": "red",
    "load4": "bold red",
}

THEMES = {"default": DEFAULT, "none": PLAIN}
