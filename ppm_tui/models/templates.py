"""Templates: plans without dates, to make projects from."""

from sqlmodel import Field

from ppm_tui.models.types import Table, json_text, long_text


class Template(Table, table=True):
    """A template of this portfolio. `content` is its plan: see `store/template_content.py`."""

    name: str = Field(max_length=80, unique=True)
    description: str = long_text()
    content: str = json_text()
