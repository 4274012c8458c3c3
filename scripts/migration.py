"""Write a revision for what the models say and the last migration does not; then count SCHEMA up.

python scripts/migration.py "what changes"
"""

import re
import sys
import tempfile
import warnings
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData
from sqlmodel import SQLModel

from ppm_tui.store import migrations, place, writer
from ppm_tui.store.place import SCHEMA, Place


def main(message: str) -> int:
    """Compare a database made by all revisions so far with the models, and write the difference."""
    script = ScriptDirectory(str(migrations.HERE))
    with tempfile.TemporaryDirectory() as folder:
        upgrades, imports = difference(script, Place(path=Path(folder) / "old.db"))
    if upgrades == "pass":
        print("the models say nothing new", file=sys.stderr)
        return 1
    revision = script.generate_revision(
        migrations.name(SCHEMA + 1), message, upgrades=upgrades, imports="\n".join(imports)
    )
    assert revision is not None
    constants = Path(place.__file__)
    text = constants.read_text(encoding="utf-8")
    constants.write_text(
        re.sub(r"^SCHEMA = \d+", f"SCHEMA = {SCHEMA + 1}", text, flags=re.MULTILINE), "utf-8"
    )
    print(f"{revision.path}: read it, then run make docs and the tests of the store")
    return 0


def difference(
    script: ScriptDirectory, old: Place, models: MetaData = SQLModel.metadata
) -> tuple[str, list[str]]:
    """The body of `upgrade`, `pass` when there is none, and the imports that it needs."""
    with writer.engine(old).connect() as connection, warnings.catch_warnings():
        # Project, resource and calendar know each other; only creating them depends on the order.
        warnings.filterwarnings("ignore", message="Cannot correctly sort tables")
        migrations.upgrade(connection, script, 0, SCHEMA)
        context = MigrationContext.configure(connection)
        found = produce_migrations(context, models).upgrade_ops
        assert found is not None
        body = render_python_code(found, render_as_batch=True, migration_context=context)
    lines = [line for line in body.splitlines() if not line.lstrip().startswith("# ###")]
    text = "\n".join(lines).strip()
    used = [module for module in ("ppm_tui.models.types", "sqlmodel") if f"{module}." in text]
    return text or "pass", [f"import {module}" for module in used]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
