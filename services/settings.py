"""Where this installation keeps its things, read from the environment once, by the composition roots (wsgi.py, the command line)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_FOLDER = Path(__file__).resolve().parents[1]
FIXTURES_FOLDER = PROJECT_FOLDER / "fixtures"


@dataclass(frozen=True, slots=True)
class Settings:
    """database_url: SQLAlchemy URL; data_folder: snapshots, caches, keys and rejected rows (made when first needed).

    keys_file: where the keys of sealed columns are, None for `keys.json` of the data folder.
    """

    database_url: str
    data_folder: Path
    keys_file: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read KLADKA_DATABASE_URL, KLADKA_DATA_DIR and KLADKA_KEYS_FILE; without them, a SQLite file in `var/` of the project."""
        folder = Path(environment.get("KLADKA_DATA_DIR") or PROJECT_FOLDER / "var").expanduser().resolve()
        keys = environment.get("KLADKA_KEYS_FILE")
        url = environment.get("KLADKA_DATABASE_URL") or f"sqlite:///{folder / 'kladka.sqlite3'}"
        return cls(url, folder, Path(keys).expanduser().resolve() if keys else None)

    @property
    def keys_path(self) -> Path:
        """The file of the keys."""
        return self.keys_file or self.data_folder / "keys.json"

    def secret_key(self) -> str:
        """The key that signs sessions: made at the first start, kept in the data folder, readable by its owner alone."""
        self.data_folder.mkdir(parents=True, exist_ok=True)
        path = self.data_folder / "secret_key"
        try:
            with path.open("x", encoding="ascii") as file:
                path.chmod(0o600)
                file.write(secrets.token_hex(32))
        except FileExistsError:
            pass
        return path.read_text(encoding="ascii")
