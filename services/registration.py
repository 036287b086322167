"""A person registered from a form of several steps: what the words mean while they are typed, who may be the same person, and the end.

The end is one transaction: the case, its papers' times, the consent that was read out, and the draft that goes. Here must not live: how a
draft is kept (services/drafts.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from matcher.phrases import RawProfile
from matcher.reading import ReadProfile
from matcher.taxonomy import Taxonomy
from models.queries.candidates import get_candidate
from models.queries.identities import find_people
from services.actors import Actor
from services.candidate_rows import TEXTS
from services.candidate_views import CandidateView
from services.candidates import RegisterCandidate, checked_row, register_in
from services.consents import GiveConsent, give_consent_in
from services.drafts import forget_draft
from services.errors import StateConflict
from services.importing.duplicates import suspected_people
from services.importing.importer import blind_keys_of
from services.importing.reaching import own_people
from services.importing.rows import CandidateRow
from services.initials import initials
from services.installation import Installation
from services.knowledge import check_phrases
from services.permissions import authorise
from services.references import storing
from services.understanding import AlternativeView, alternatives_of, label_of

DRAFT = "registration"


@dataclass(frozen=True, slots=True)
class Registration:
    """Everything said in the steps. draft: the form half-way that this is; consent: what the person agreed to, None for nothing.

    lead_days: kind of a missing paper → days it takes this person.
    """

    command: RegisterCandidate
    draft: int
    consent: GiveConsent | None = None
    lead_days: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody who may be the same person. reasons: codes of what is equal (birth_date, phone, name)."""

    reference: str
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One phrase as it would be understood. decision: accepted, suggested or unresolved; alternatives: what to pick from."""

    text: str
    decision: str
    concept: str | None
    label: str | None
    alternatives: tuple[AlternativeView, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadWords:
    """What the texts of a profile would be understood as, if they were stored now."""

    skills: tuple[ReadLine, ...]
    trades: tuple[ReadLine, ...]
    wishes: tuple[ReadLine, ...]


def register_from_draft(installation: Installation, actor: Actor, said: Registration, language: str = "ru") -> CandidateView:
    """Register the person, write the consent down, and take the draft away, all or nothing.

    Raises as `register_candidate`, `give_consent` and `remove_draft` do.
    """
    authorise(actor, "candidate:create")
    row = checked_row(installation, actor, said.command)

    def store() -> CandidateView:
        with installation.writing(actor, "register a candidate") as unit:
            view = register_in(installation, unit, said.command, row, language)
            person = get_candidate(unit.session, reference=view.reference)
            for paper in person.documents if person is not None else ():
                paper.lead_days = said.lead_days.get(paper.kind, paper.lead_days)
            if said.consent is not None:
                give_consent_in(unit, replace(said.consent, candidate=view.reference))
            forget_draft(unit, DRAFT, said.draft)
            return view

    return storing(store, "case_reference", row.reference)


def find_doubles(installation: Installation, actor: Actor, person: CandidateRow) -> tuple[Double, ...]:
    """People of the actor's own organisation who may be this one: the same birth date or telephone and a similar name. Told in the trail.

    Nobody else's people: a suspicion would already tell that they are in the programme. Raises Forbidden.
    """
    authorise(actor, "candidate:create")
    with installation.writing(actor, "look whether a person is registered already") as unit:
        found = find_people(unit.session, blind_keys=blind_keys_of(unit.keys, [person]))
        known = {one.reference: one for one in own_people(unit.session, actor, found)}
        pairs = [pair for pair in suspected_people([person], known.values(), {}) if pair.reference in known]
        unit.audit("candidate:list", n_shown=len(pairs), named=True)
        return tuple(Double(pair.reference or "", initials(known[pair.reference or ""]), pair.reasons) for pair in pairs)


def check_person(installation: Installation, actor: Actor, command: RegisterCandidate, *, doubles_seen: bool) -> None:
    """Refuse what the end of the form would refuse, as long as the person still sits there. doubles_seen: it is somebody else, for sure.

    Raises Forbidden, PlaceInQuestion, InvalidValue, StateConflict (`state_conflict.registered_already`, field `not_double`).
    """
    authorise(actor, "candidate:create")
    row = checked_row(installation, actor, command)
    if not doubles_seen and find_doubles(installation, actor, row):
        raise StateConflict("state_conflict.registered_already", field="not_double")


def read_words(installation: Installation, actor: Actor, words: RawProfile, as_of_year: int, language: str = "ru") -> ReadWords:
    """What the texts would be understood as. Nothing is stored. Raises Forbidden, InvalidValue (`invalid_value.too_many_phrases`)."""
    authorise(actor, "text:resolve")
    check_phrases({part: getattr(words, part) for part in TEXTS})
    with installation.reading(actor, "read the words of a profile") as unit:
        knowledge = installation.knowledge(unit.session)
    return _read_words(knowledge.profiles.read(words, as_of_year), knowledge.taxonomy, language)


def _read_words(read: ReadProfile, taxonomy: Taxonomy, language: str) -> ReadWords:
    skills = [
        ReadLine(
            s.text, "accepted" if s.concept else s.decision.value if s.resolution.concept else "unresolved", s.concept,
            label_of(taxonomy, s.concept, language), () if s.concept else alternatives_of(s.resolution, taxonomy, language),
        )
        for s in read.skill_phrases
    ]  # fmt: skip
    trades = [_line(o.text, o.concept, taxonomy, language) for o in read.occupation_phrases]
    wishes = [_line(w.text, w.concept, taxonomy, language, understood=w.any_work) for w in read.wishes]
    return ReadWords(tuple(skills), tuple(trades), tuple(wishes))


def _line(text: str, concept: str | None, taxonomy: Taxonomy, language: str, *, understood: bool = False) -> ReadLine:
    return ReadLine(text, "accepted" if concept or understood else "unresolved", concept, label_of(taxonomy, concept, language))
