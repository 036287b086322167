"""Who is visible to whom: the filter of the database, the question of one record and a slow oracle say the same, whatever was agreed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session, selectinload

from models import Candidate, Consent, Organisation
from models.queries.candidates import Visible, find_visible
from models.queries.consents import find_shared_with, shared_with_all
from models.queries.identities import KnownPerson
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.calendar import minsk_day
from services.errors import Conflict, InvalidValue
from services.importing.reaching import own_people, own_rows, refuse_foreign_cases
from services.importing.rows import CandidateRow
from services.permissions import Reach
from services.relations import distance
from tests import factories

DAY = date(2026, 11, 22)
ORGANISATIONS = 3
OPENING = {"matching", "follow_up", "training"}


@dataclass(frozen=True)
class Agreed:
    """One consent as drawn. towards: number of an organisation from 1, None for all; given: days from DAY; expires: days after that."""

    purpose: str
    state: str
    towards: int | None
    given: int | None
    expires: int | None

    @property
    def last(self) -> int | None:
        """Days from DAY to the last day."""
        return None if self.expires is None else (-2 if self.given is None else self.given) + self.expires


agreements = st.builds(
    Agreed,
    st.sampled_from(["matching", "follow_up", "training", "emergency"]),
    st.sampled_from(["granted", "granted", "granted", "limited", "withheld", "withdrawn", "replaced", "expired"]),
    st.none() | st.integers(1, ORGANISATIONS),
    st.none() | st.integers(-3, 1),
    st.none() | st.integers(0, 4),
)
general_answers = st.sampled_from(["granted", "granted", "limited", "withheld"])
people = st.lists(
    st.tuples(st.integers(1, ORGANISATIONS), general_answers, st.lists(agreements, max_size=4)),
    min_size=1, max_size=6,
)  # fmt: skip


def is_visible(asker: int, home: int, general: str, agreed: list[Agreed]) -> bool:
    """Slow and plain: own people; people whose general answer stands; people with a consent towards this organisation that holds."""
    if asker == home:
        return True
    for one in agreed:
        last = one.last
        begun = one.given is None or one.given <= 0
        live = one.state == "granted" and begun and (last is None or last >= 0)
        if one.towards == asker and one.purpose in OPENING and live:
            return True
        if one.towards is None and one.purpose == "matching" and one.state == "granted" and last is not None and last < 0:
            general = "over"
    return general == "granted"


def consent_of(one: Agreed) -> Consent:
    given = None if one.given is None else DAY + timedelta(days=one.given)
    last = None if one.last is None else DAY + timedelta(days=one.last)
    return Consent(
        purpose=one.purpose, state=one.state, organisation_id=one.towards, given_on=given, expires_on=last,
        withdrawn_on=DAY + timedelta(days=9) if one.state == "withdrawn" else None,
    )  # fmt: skip


@pytest.fixture
def organised(engine: Engine) -> Engine:
    with Session(engine) as session:
        session.add_all([Organisation(id=number, name=f"Фонд {number}", kind="ngo") for number in range(1, ORGANISATIONS + 1)])
        session.commit()
    return engine


@given(drawn=people)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_filter_record_and_oracle_agree(organised: Engine, drawn: list[Any]) -> None:
    with Session(organised) as session:
        made = []
        for home, general, agreed in drawn:
            person = factories.candidate(organisation_id=home, consent=general, consents=[consent_of(one) for one in agreed])
            session.add(person)
            made.append((person, home, general, agreed))
        session.flush()
        references = [person.case_reference for person, *_ in made]
        shared = find_shared_with(session, ids=[person.id for person, *_ in made], day=DAY)
        open_to_all = set(session.scalars(session.query(Candidate.id).filter(shared_with_all(DAY)).statement))
        session.expire_all()
        found = {p.case_reference: p for p in session.query(Candidate).options(selectinload(Candidate.consents))}
        for asker in range(1, ORGANISATIONS + 1):
            seen = find_visible(session, references=references, visible=Visible(asker, consented=True, on=DAY))
            actor = Actor("a", "A", Role.CASEWORKER, f"Фонд {asker}", asker)
            for person, home, general, agreed in made:
                expected = is_visible(asker, home, general, agreed)
                assert (person.case_reference in seen) is expected, (asker, home, general, agreed)
                assert (distance(actor, found[person.case_reference], DAY) <= Reach.CONSENTED) is expected
                known = asker == home or person.id in open_to_all or asker in shared.get(person.id, set())
                assert known is expected
        nobody = find_visible(session, references=references, visible=Visible(None, consented=True, on=DAY))
        assert nobody == {person.case_reference for person, *_ in made if person.id in open_to_all}
        session.rollback()


@pytest.mark.parametrize(
    ("instant", "day"), [("2026-11-22T20:59:59+00:00", date(2026, 11, 22)), ("2026-11-22T21:00:00+00:00", date(2026, 11, 23))]
)
def test_a_day_ends_at_midnight_in_minsk(instant: str, day: date) -> None:
    assert minsk_day(datetime.fromisoformat(instant)) == day


def test_a_file_of_an_organisation_speaks_of_its_own_people_alone(organised: Engine, tmp_path: Path) -> None:
    caseworker = Actor("c", "C", Role.CASEWORKER, "Фонд 1", 1)
    row = CandidateRow(row=1, surname="Лобанёнок")
    assert own_rows(caseworker, Reach.ORGANISATION, [row])[0].organisation == "Фонд 1"
    with pytest.raises(InvalidValue):
        own_rows(caseworker, Reach.ORGANISATION, [CandidateRow(row=1, organisation="Фонд 2")])
    with Session(organised) as session:
        session.add_all([factories.candidate(case_reference=f"GOM-{home}", organisation_id=home, consent="granted") for home in (1, 2)])
        session.flush()
        known = [KnownPerson(f"GOM-{home}", "Лобанёнок", "Виталий", "", None, 1990, "") for home in (1, 2)]
        assert [person.reference for person in own_people(session, caseworker, known)] == ["GOM-1"]
        assert own_people(session, COMMAND_LINE_ACTOR, known) == known
        refuse_foreign_cases(session, caseworker, ["GOM-1", "GOM-3"])
        with pytest.raises(Conflict, match="reference_taken"):
            refuse_foreign_cases(session, caseworker, ["GOM-1", "GOM-2"])
        session.rollback()
