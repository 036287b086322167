"""Where this installation keeps its things, read from the environment once, by the composition roots (wsgi.py, the command line)."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from services.errors import InvalidValue, Parameter

PROJECT_FOLDER = Path(__file__).resolve().parents[1]
FIXTURES_FOLDER = PROJECT_FOLDER / "fixtures"
DEMO_SECOND_FACTOR, ADDRESS = "KLADKA_SECOND_FACTOR", "KLADKA_ADDRESS"
DEFAULT_SENDER, DEFAULT_ADDRESS = "kladka@localhost", "http://127.0.0.1:8000"
DEFAULT_RATE_LIMIT = "1200/minute"
"""Of one actor on one route: twenty a second for a minute, which no person asks and few programs need."""
DEFAULT_CHECK_IN_DAYS = (7, 30, 90, 180)
"""The first week, in which most of those leave who leave early; a month; three and six months, which results are counted by."""
MOST_CHECK_INS, LAST_CHECK_IN_DAY = 24, 3_650


@dataclass(frozen=True, slots=True)
class Settings:
    """database_url: SQLAlchemy URL; data_folder: snapshots, caches, keys and rejected rows (made when first needed).

    mail_url: smtp://user:password@host:port or smtps://…, None where no letters are sent; mail_sender: whom letters come from.
    address: what this service is called from outside, with its scheme, for links in letters; https there asks for encrypted cookies.
    second_factor_required: False only for the demo world on loopback, where no real person can be harmed.
    rate_limit: how often one actor may ask one route, like "1200/minute", or "off".
    keys_file: where the keys of sealed columns are, None for `keys.json` of the data folder.
    check_in_days: how many days after the first day at work a person is asked how it goes, ascending.
    """

    database_url: str
    data_folder: Path
    mail_url: str | None = None
    mail_sender: str = DEFAULT_SENDER
    address: str = DEFAULT_ADDRESS
    second_factor_required: bool = True
    rate_limit: str = DEFAULT_RATE_LIMIT
    keys_file: Path | None = None
    check_in_days: tuple[int, ...] = DEFAULT_CHECK_IN_DAYS

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read KLADKA_DATABASE_URL, _DATA_DIR, _MAIL_URL, _MAIL_SENDER, _ADDRESS, _RATE_LIMIT, _KEYS_FILE and _CHECK_IN_DAYS.

        Without them: a SQLite file and the keys in `var/` of the project, no letters, and the loopback address. Raises InvalidValue
        (`invalid_value.check_in_days`).
        """
        folder = Path(environment.get("KLADKA_DATA_DIR") or PROJECT_FOLDER / "var").expanduser().resolve()
        keys = environment.get("KLADKA_KEYS_FILE")
        return cls(
            environment.get("KLADKA_DATABASE_URL") or f"sqlite:///{folder / 'kladka.sqlite3'}",
            folder,
            environment.get("KLADKA_MAIL_URL") or None,
            environment.get("KLADKA_MAIL_SENDER") or DEFAULT_SENDER,
            (environment.get(ADDRESS) or DEFAULT_ADDRESS).rstrip("/"),
            environment.get(DEMO_SECOND_FACTOR) != "offered",
            environment.get("KLADKA_RATE_LIMIT") or DEFAULT_RATE_LIMIT,
            Path(keys).expanduser().resolve() if keys else None,
            read_days(environment.get("KLADKA_CHECK_IN_DAYS")) or DEFAULT_CHECK_IN_DAYS,
        )

    @property
    def keys_path(self) -> Path:
        """The file of the keys."""
        return self.keys_file or self.data_folder / "keys.json"

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
        """A key made at the first need, kept in the data folder, readable by its owner alone.

        Written whole beside its place and then linked to it: of several who need it first, nobody reads it half written.
        """
        self.data_folder.mkdir(parents=True, exist_ok=True)
        path = self.data_folder / name
        if not path.exists():
            whole = path.with_name(f"{name}.{secrets.token_hex(8)}")
            with whole.open("x", encoding="ascii") as file:
                whole.chmod(0o600)
                file.write(secrets.token_hex(32))
            with suppress(FileExistsError):
                os.link(whole, path)
            whole.unlink()
        return path.read_text(encoding="ascii")


def read_days(text: str | None) -> tuple[int, ...]:
    """Days like "7,30,90,180", ascending, each 1 to 3,650 and once; none where nothing is said. Raises InvalidValue for anything else."""
    parts = [part.strip() for part in (text or "").split(",")] if (text or "").strip() else []
    days = tuple(int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= len(str(LAST_CHECK_IN_DAY)))
    in_order = list(days) == sorted(set(days)) and all(1 <= day <= LAST_CHECK_IN_DAY for day in days)
    if len(days) != len(parts) or not in_order or len(days) > MOST_CHECK_INS:
        parameters: dict[str, Parameter] = {"given": (text or "")[:100], "latest": LAST_CHECK_IN_DAY, "most": MOST_CHECK_INS}
        raise InvalidValue("invalid_value.check_in_days", field="KLADKA_CHECK_IN_DAYS", parameters=parameters)
    return days
