"""One account per role for the demo world, so that a newcomer can look through everybody's eyes. Made at the first start, on loopback only.

Their passwords are drawn at random and kept readable in the data folder, which no real installation does: they open invented people.
"""

import json
import secrets
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import Account
from models.organisation import Employer, Organisation
from models.queries.accounts import get_account_by_email
from models.queries.organisations import get_organisation
from services.actors import Actor, Role
from services.installation import Installation
from services.passwords import hashed
from services.permissions import authorise

FILE = "demo_accounts.json"
NAMES = {
    Role.EXPERT: "Ирина Лось", Role.CASEWORKER: "Павел Дудич", Role.EMPLOYER: "Галина Сыч", Role.COORDINATOR: "Анна Верас",
    Role.AUDITOR: "Олег Жук", Role.ADMINISTRATOR: "Денис Клёст",
}  # fmt: skip
"""Invented, like everybody in the demo world."""
OFFICE, PROGRAMME = ("Центр занятости (пример)", "employment_office"), ("Офис программы (пример)", "programme_office")
SYLLABLES = ["ба", "ве", "ги", "до", "жу", "за", "ки", "ло", "ме", "ну", "по", "ра", "си", "то", "фу", "ха", "ше", "эм", "юл", "яр"]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What opens a demo account."""

    role: str
    name: str
    email: str
    password: str


def demo_accounts(installation: Installation, actor: Actor) -> tuple[DemoAccount, ...]:
    """The demo accounts, made if this installation has none yet. Raises Forbidden."""
    authorise(actor, "demo_world:load")
    kept = installation.settings.data_folder / FILE
    if kept.exists():
        return tuple(DemoAccount(**told) for told in json.loads(kept.read_text(encoding="utf-8")))
    made = tuple(DemoAccount(role.value, name, f"{role.value}@demo.example", _password()) for role, name in NAMES.items())
    with installation.writing(actor, "make the demo accounts") as unit:
        caring, office, programme = _organisations(unit.session)
        employer = unit.session.scalars(select(Employer).order_by(Employer.id).limit(1)).one()
        works_for = {Role.CASEWORKER: caring, Role.EXPERT: office, Role.COORDINATOR: programme}
        for told in made:
            account = get_account_by_email(unit.session, email=told.email) or Account(email=told.email, fs_uniquifier=secrets.token_hex(32))
            account.name, account.role, account.active, account.password = told.name, told.role, True, hashed(told.password)
            account.organisation = works_for.get(Role(told.role))
            account.employer = employer if told.role == Role.EMPLOYER else None
            unit.session.add(account)
            unit.session.flush()
            unit.audit("account:create", account, demo=True)
    kept.touch(mode=0o600)
    kept.write_text(json.dumps([asdict(told) for told in made], ensure_ascii=False, indent=1), encoding="utf-8")
    return made


def has_demo_accounts(installation: Installation) -> bool:
    """Whether this installation has accounts whose passwords lie in its data folder."""
    return (installation.settings.data_folder / FILE).exists()


def _organisations(session: Session) -> tuple[Organisation, Organisation, Organisation]:
    """Who looks after most people of the demo world, an employment office, and the programme's own office."""
    caring = session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one()
    others = []
    for name, kind in (OFFICE, PROGRAMME):
        organisation = get_organisation(session, name=name) or Organisation(name=name)
        organisation.kind = kind
        session.add(organisation)
        others.append(organisation)
    return caring, others[0], others[1]


def _password() -> str:
    """Four invented words: easy to type, and 60 bits that nobody guesses."""
    return "-".join("".join(secrets.choice(SYLLABLES) for _ in range(4)) for _ in range(4))
