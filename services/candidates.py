"""Cases as use cases: register a person, change, close, look up, list.

What is written goes through the same writers as an imported file. Restrictions and names are shown by permission, and each reading of
them is told in the audit trail.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from models.base import fold
from models.candidate import Candidate
from models.queries.candidates import CandidateFilter, count_candidates, get_candidate
from models.queries.candidates import list_candidates as list_records
from services.actors import Actor
from services.called import organisation_called
from services.candidate_rows import LIMITS, TEXTS, row_of
from services.candidate_views import CandidateSummary, CandidateView, summary_of, view_of
from services.errors import InvalidValue, StateConflict, check_version
from services.hand_over_steps import end_groundless
from services.importing.rows import CandidateRow
from services.installation import Installation
from services.knowledge import check_phrases
from services.pages import check_page
from services.permissions import Reach, authorise, is_allowed
from services.place_answers import NOWHERE, PlaceWords, find_place
from services.placement_endings import end_with_case
from services.profiles import ENDED, fill_facts, fill_identity, fill_limits, fill_words, general_answer, raw_profile, write_candidates
from services.readings import note_readings
from services.references import candidate_prefix, next_reference, storing
from services.relations import find_reached, reaches, visible_to, within_reach
from services.searches import by_name
from services.unit_of_work import UnitOfWork

CLOSING_REASONS = ("found_work_elsewhere", "moved_away", "withdrew", "out_of_contact", "registered_twice", "died", "other")
CHANGEABLE_STATUSES = ("active", "paused")


@dataclass(frozen=True, slots=True)
class RegisterCandidate:
    """A person to register. person: everything said but the place; as_of_year: the year that "по н.в." means."""

    person: CandidateRow
    as_of_year: int
    place: PlaceWords = NOWHERE


@dataclass(frozen=True, slots=True)
class ChangeCandidate:
    """A change of a case. changes: fields of CandidateRow with their new values, `status` among them; what is not named stays.

    place: None leaves it. version: of the case as it was read; None changes whatever is there now.
    """

    reference: str
    as_of_year: int
    changes: Mapping[str, Any] = field(default_factory=dict)
    place: PlaceWords | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """Some of the people, how many there are in all, and the number to go on after (None: no more)."""

    candidates: tuple[CandidateSummary, ...]
    total: int
    after: int | None


def register_candidate(installation: Installation, actor: Actor, command: RegisterCandidate, language: str = "ru") -> CandidateView:
    """Register a person; without a reference the next number of the province is given.

    Raises Forbidden, PlaceInQuestion, InvalidValue, Conflict (`conflict.reference_taken`).
    """
    authorise(actor, "candidate:create")
    row = checked_row(installation, actor, command)

    def store() -> CandidateView:
        with installation.writing(actor, "register a candidate") as unit:
            return register_in(installation, unit, command, row, language)

    return storing(store, "case_reference", row.reference)


def checked_row(installation: Installation, actor: Actor, command: RegisterCandidate) -> CandidateRow:
    """What a person to register is as a row, of the actor's own organisation. Raises Forbidden, PlaceInQuestion, InvalidValue."""
    organisation = own_organisation(actor, authorise(actor, "candidate:create"), command.person.organisation)
    row = replace(command.person, organisation=organisation, place=find_place(installation.places, command.place))
    check_phrases({part: getattr(row, part) for part in TEXTS})
    return row


def register_in(
    installation: Installation, unit: UnitOfWork, command: RegisterCandidate, row: CandidateRow, language: str
) -> CandidateView:
    """Store one person inside a unit, with the audit event."""
    knowledge = installation.knowledge(unit.session)
    reference = row.reference or next_reference(unit.session, Candidate.case_reference, candidate_prefix(row.place.province))
    candidate = Candidate(case_reference=reference)
    write_candidates(unit.session, [(candidate, row)], knowledge.profiles, command.as_of_year, unit.actor.id)
    unit.session.flush()
    unit.audit("candidate:create", candidate)
    return _view(installation, unit, candidate, language)


def change_candidate(installation: Installation, actor: Actor, command: ChangeCandidate, language: str = "ru") -> CandidateView:
    """Change what is named and leave the rest; the texts are read again only when one of them changed.

    Raises Forbidden, NotFound (`not_found.candidate`), StaleVersion, StateConflict (a closed case), PlaceInQuestion, InvalidValue.
    """
    reach = authorise(actor, "candidate:change")
    with installation.writing(actor, "change a candidate") as unit:
        candidate = _candidate(unit, "candidate:change", command.reference)
        check_version(command.version, candidate.version)
        _check_open(candidate)
        changes = dict(command.changes)
        _check_consent(candidate, changes)
        if "organisation" in changes:
            changes["organisation"] = own_organisation(actor, reach, changes["organisation"])
        status = changes.pop("status", None)
        if command.place is not None:
            changes["place"] = find_place(installation.places, command.place)
        held = row_of(candidate)
        open_questions = {kind: text for kind, text in held.raw.items() if kind not in changes}
        row = replace(held, raw=open_questions, **_known(changes))
        check_phrases({part: getattr(row, part) for part in TEXTS})
        _write_changes(installation, unit, candidate, row, command.as_of_year, changes.keys())
        if status is not None:
            candidate.status = _checked_status(status)
        unit.audit("candidate:change", candidate)
        unit.session.flush()
        end_groundless(unit, [candidate])
        return _view(installation, unit, candidate, language)


def close_candidate(
    installation: Installation, actor: Actor, reference: str, reason: str, language: str = "ru", version: int | None = None
) -> CandidateView:
    """Close a case with a reason of CLOSING_REASONS: the person stands in no ranking any more.

    version: of the case as it was read; None closes whatever is there. Raises StaleVersion, StateConflict when it is closed or the person
    is at work through the programme (`state_conflict.at_work`).
    """
    authorise(actor, "candidate:close")
    if reason not in CLOSING_REASONS:
        raise InvalidValue("invalid_value.reason", field="reason", parameters={"reason": reason})
    with installation.writing(actor, "close a candidate") as unit:
        candidate = _candidate(unit, "candidate:close", reference)
        check_version(version, candidate.version)
        _check_open(candidate)
        end_with_case(installation, unit, candidate)
        candidate.status = "closed"
        unit.audit("candidate:close", candidate, reason=reason)
        unit.session.flush()
        end_groundless(unit, [candidate])
        return _view(installation, unit, candidate, language)


def get_candidate_view(
    installation: Installation, actor: Actor, reference: str, language: str = "ru", *, restricted: bool = True
) -> CandidateView:
    """One person as this actor may see them. Every reading is told in the audit trail.

    restricted: False leaves out what only `restriction:read` shows, also for who may see it, until it is asked for on purpose.
    """
    authorise(actor, "candidate:read")
    with installation.writing(actor, "read a case") as unit:
        candidate = _candidate(unit, "candidate:read", reference)
        note_readings(unit, [candidate.id])
        return _view(installation, unit, candidate, language, restricted=restricted)


def list_candidates(
    installation: Installation, actor: Actor, where: CandidateFilter, after: int = 0, limit: int = 50, language: str = "ru"
) -> CandidatePage:
    """A page of people in order of entry, 1 to 200 of them; words search names too for actors who may read them."""
    authorise(actor, "candidate:read")
    check_page(limit)
    named = is_allowed(actor, "identity:read")
    with installation.writing(actor, "list candidates") as unit:
        where = replace(where, visible=visible_to(actor, "candidate:read"), **by_name(unit, where.words))
        taxonomy = installation.knowledge(unit.session).taxonomy
        found = list_records(unit.session, after=after, limit=limit + 1, where=where, with_identity=named)
        open_to = find_reached(unit.session, actor, "identity:read", [each.case_reference for each in found[:limit]])
        known = frozenset(open_to)  # access in an emergency is to one case, and in no list
        shown = tuple(summary_of(each, taxonomy, language, named=each.case_reference in known) for each in found[:limit])
        more = found[limit - 1].id if len(found) > limit else None
        unit.audit("candidate:list", n_shown=len(shown), named=named)
        if named:
            note_readings(unit, [candidate.id for candidate in found[:limit]])
        return CandidatePage(shown, count_candidates(unit.session, where=where), more)


def own_organisation(actor: Actor, reach: Reach, named: str) -> str:
    """The organisation that a person is entered for: the actor's own, unless the actor may enter people for any.

    Raises InvalidValue (`invalid_value.organisation`) when another one is named.
    """
    if reach is Reach.ANY:
        return named
    own = actor.organisation or ""
    if named and fold(named) != fold(own):
        raise InvalidValue("invalid_value.organisation", field="organisation", remedy="leave_out", parameters={"organisation": own})
    return own


def _candidate(unit: UnitOfWork, permission: str, reference: str) -> Candidate:
    return within_reach(unit.actor, permission, get_candidate(unit.session, reference=reference, with_identity=True), reference)


def _check_open(candidate: Candidate) -> None:
    if candidate.status == "closed":
        raise StateConflict("state_conflict.candidate_closed", parameters={"reference": candidate.case_reference})


def _check_consent(candidate: Candidate, changes: Mapping[str, Any]) -> None:
    """Who took their consent back is asked again, with the words read out; no form overrules them."""
    answer = general_answer(candidate)
    if changes.get("consent") == "granted" and answer is not None and answer.state in ENDED:
        raise StateConflict("state_conflict.consent_ended", field="consent", remedy="give_consent")


def _known(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes, all of which must name fields of a row that a change may touch."""
    unknown = changes.keys() - {each.name for each in fields(CandidateRow)} | changes.keys() & {"row", "reference", "raw", "doubts"}
    if unknown:
        raise InvalidValue("invalid_value.field", field=min(unknown))
    return dict(changes)


def _checked_status(status: str) -> str:
    if status not in CHANGEABLE_STATUSES:
        raise InvalidValue("invalid_value.status", field="status", parameters={"status": status})
    return status


def _write_changes(
    installation: Installation, unit: UnitOfWork, candidate: Candidate, row: CandidateRow, as_of_year: int, changed: Collection[str]
) -> None:
    candidate.organisation = organisation_called(unit.session, row.organisation)
    fill_facts(candidate, row)
    fill_identity(candidate, row)
    if set(changed) & set(LIMITS):
        fill_limits(candidate, row, unit.actor.id)
    if set(changed) & set(TEXTS):
        read = installation.knowledge(unit.session).profiles.read(raw_profile(row), as_of_year)
        fill_words(candidate, raw_profile(row), read, row.profile_language)


def _view(installation: Installation, unit: UnitOfWork, candidate: Candidate, language: str, *, restricted: bool = True) -> CandidateView:
    """The case as the unit's actor may see it; what was shown of it is told in the trail."""
    named = reaches(unit.actor, "identity:read", candidate)
    restricted = restricted and reaches(unit.actor, "restriction:read", candidate)
    parts = [part for part, shown in (("identity", named), ("restricted", restricted)) if shown]
    with unit.disclosing("candidate:read", candidate, *parts):
        return view_of(candidate, installation.knowledge(unit.session), language, named=named, restricted=restricted)
