"""A stored case as the row that would write it again: how a change of one field leaves the others as they are."""

from matcher.types import HomeHours
from models.candidate import Candidate
from services.candidate_views import texts_of
from services.importing.rows import BanValue, CandidateRow, PlaceValue
from services.profiles import general_answer

TEXTS = ("desired_work", "skills", "qualifications", "work_history")
"""The free texts of a profile."""
LIMITS = ("bans", "home_hours", "travel_limit", "health_limits")
"""What a person may not do, each entered whole."""


def row_of(candidate: Candidate) -> CandidateRow:
    """A stored case as the row that would write it again."""
    identity, texts = candidate.identity, texts_of(candidate)
    hours = next((r for r in candidate.restrictions if r.kind == "home_hours"), None)
    answer = general_answer(candidate)
    return CandidateRow(
        row=0,
        reference=candidate.case_reference,
        surname=(identity and identity.surname) or "",
        given_name=(identity and identity.given_name) or "",
        patronymic=(identity and identity.patronymic) or "",
        sex=identity.sex if identity else None,
        birth_date=identity.birth_date if identity else None,
        birth_year=identity.birth_year if identity else None,
        phones=tuple(identity.phone.split("; ")) if identity and identity.phone else (),
        languages=tuple(spoken.language for spoken in candidate.languages),
        place=_place_of(candidate),
        facility=(identity and identity.facility) or "",
        release_date=candidate.documents_counted_from,
        profile_language=candidate.profile_language,
        desired_work=texts.get("desired_work", ""),
        skills=texts.get("skills", ""),
        qualifications=texts.get("qualifications", ""),
        work_history=texts.get("work_history", ""),
        education=candidate.education,
        licences=tuple(held.licence for held in candidate.licences),
        bans=(*(BanValue(r.duty, r.until_on) for r in candidate.restrictions if r.kind == "ban"), *_unread_bans(candidate)),
        home_hours=HomeHours(hours.home_from_minute or 0, hours.home_until_minute or 0) if hours else None,
        travel_limit=next((r.travel_limit for r in candidate.restrictions if r.kind == "travel_limit"), None),
        health_limits=tuple(limit.code for limit in candidate.health_limits) if candidate.health_limits_known else None,
        available_on=candidate.available_on,
        shifts=tuple(accepted.shift for accepted in candidate.shifts) or None,
        minimum_pay_byn=None if candidate.minimum_pay_byn is None else float(candidate.minimum_pay_byn),
        max_commute_km=candidate.max_commute_km,
        transport=candidate.transport,
        housing_needed=candidate.housing_needed,
        documents_missing=tuple(d.kind for d in candidate.documents if d.state == "missing"),
        consent=candidate.consent,
        consent_note=(answer.note or "") if answer else "",
        readiness=candidate.readiness,
        organisation=candidate.organisation.name if candidate.organisation else "",
        notes=candidate.notes or "",
        raw={limit.kind: limit.text for limit in candidate.unread_limits if limit.kind != "ban"},
    )


def _unread_bans(candidate: Candidate) -> list[BanValue]:
    """A ban that was not understood stays one until somebody names the bans anew."""
    return [BanValue(None, None, confirmed=False, text=limit.text) for limit in candidate.unread_limits if limit.kind == "ban"]


def _place_of(candidate: Candidate) -> PlaceValue:
    return PlaceValue(candidate.province, candidate.district, candidate.town, candidate.latitude, candidate.longitude)
