"""What the first questions of a server would wait for, done before anybody asks.

One vacancy is ranked and one text is read, both for no one: what they open, build and compile (taxonomy, indexes, the loop over everybody,
readers of text, statements) is there for all that follow. Nothing is stored and nothing is shown.
"""

import gc
from datetime import date

from sqlalchemy.orm import Session

from matcher.audience import EVERYBODY
from matcher.vacancy_reading import RawVacancy
from services.actors import Actor
from services.installation import Installation
from services.ranking import RankingQuery, rank_people
from services.versions import active_deciders

REHEARSAL_DAY = date(2026, 1, 1)
_ANY_TEXT = RawVacancy("Электрогазосварщик 4 разряда", "ручная дуговая сварка; чтение чертежей")


def warm_up(installation: Installation, actor: Actor) -> None:
    """Get ready. From then on a snapshot with many changes is renewed in a thread of its own.

    What was read stays for good and is set aside: to look it through for rubbish now and then would hold somebody up for 0.3 s.
    """
    installation.renew_beside(actor)
    installation.places  # noqa: B018  (read by the first vacancy that names a place)
    with installation.reading(actor, "warm up") as unit:
        _rank_once(installation, unit.session)
        knowledge = installation.knowledge(unit.session)
    knowledge.profiles, knowledge.vacancies.read(_ANY_TEXT)
    gc.collect()
    gc.freeze()


def _rank_once(installation: Installation, session: Session) -> None:
    installation.crowd(session)
    spec = next((spec for spec in installation.openings(session).specs if spec.status == "open"), None)
    if spec is not None:
        query = RankingQuery(spec.reference, spec.starts_on or REHEARSAL_DAY)
        rank_people(installation, session, spec, active_deciders(session), query, EVERYBODY)
