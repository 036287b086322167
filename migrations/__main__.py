"""Drafts a revision from what the records say and the migrations do not yet: `python -m migrations "what changes"`.

Read the draft before you commit it: it knows nothing of triggers, of rows to carry over, or of CHECK constraints of existing tables.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from services import database

with tempfile.TemporaryDirectory() as folder:
    engine = database.open_engine(f"sqlite:///{Path(folder) / 'draft.sqlite3'}")
    database.upgrade(engine)
    with engine.begin() as connection:
        command.revision(database.alembic_config(connection), message=" ".join(sys.argv[1:]) or "unnamed", autogenerate=True)
    engine.dispose()
