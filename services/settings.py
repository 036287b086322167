"""Where this installation keeps its things, read from the environment once, by the composition roots (wsgi.py, the command line)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_FOLDER = Path(__file__).resolve().parents[1]
FIXTURES_FOLDER = PROJECT_FOLDER / "fixtures"
DEMO_SECOND_FACTOR = "KLADKA_SECOND_FACTOR"
DEFAULT_SENDER, DEFAULT_ADDRESS = "kladka@localhost", "http://127.0.0.1:8000"
DEFAULT_RATE_LIMIT = "1200/minute"
"""Of one actor on one route: twenty a second for a minute, which no person asks and few programs need."""


@dataclass(frozen=True, slots=True)
class Settings:
    """database_url: SQLAlchemy URL; data_folder: snapshots, caches, keys and rejected rows (made when first needed).

    mail_url: smtp://user:password@host:port or smtps://…, None where no letters are sent; mail_sender: whom letters come from.
    address: what this service is called from outside, with its scheme, for links in letters; https there asks for encrypted cookies.
    second_factor_required: False only for the demo world on loopback, where no real person can be harmed.
    rate_limit: how often one actor may ask one route, like "1200/minute", or "off".
    """

    database_url: str
    data_folder: Path
    mail_url: str | None = None
    mail_sender: str = DEFAULT_SENDER
    address: str = DEFAULT_ADDRESS
    second_factor_required: bool = True
    rate_limit: str = DEFAULT_RATE_LIMIT

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read KLADKA_DATABASE_URL, KLADKA_DATA_DIR, KLADKA_MAIL_URL, KLADKA_MAIL_SENDER, KLADKA_ADDRESS and KLADKA_RATE_LIMIT.

        Without them: a SQLite file in `var/` of the project, no letters, and the loopback address.
        """
        folder = Path(environment.get("KLADKA_DATA_DIR") or PROJECT_FOLDER / "var").expanduser().resolve()
        return cls(
            environment.get("KLADKA_DATABASE_URL") or f"sqlite:///{folder / 'kladka.sqlite3'}",
            folder,
            environment.get("KLADKA_MAIL_URL") or None,
            environment.get("KLADKA_MAIL_SENDER") or DEFAULT_SENDER,
            (environment.get("KLADKA_ADDRESS") or DEFAULT_ADDRESS).rstrip("/"),
            environment.get(DEMO_SECOND_FACTOR) != "offered",
            environment.get("KLADKA_RATE_LIMIT") or DEFAULT_RATE_LIMIT,
        )

    @property
    def over_https(self) -> bool:
        """Whether people reach this service by an encrypted connection."""
        return self.address.startswith("https://")

    def secret_key(self) -> str:
        """The key that signs sessions."""
        return self._kept_key("secret_key")

    def pseudonym_key(self) -> str:
        """The key of the names under which employers see people; a new one gives everybody new names."""
        return self._kept_key("pseudonym_key")

    def _kept_key(self, name: str) -> str:
        """A key made at the first need, kept in the data folder, readable by its owner alone."""
        self.data_folder.mkdir(parents=True, exist_ok=True)
        path = self.data_folder / name
        try:
            with path.open("x", encoding="ascii") as file:
                path.chmod(0o600)
                file.write(secrets.token_hex(32))
        except FileExistsError:
            pass
        return path.read_text(encoding="ascii")
