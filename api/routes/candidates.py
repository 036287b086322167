"""People: register, read, list, change, close."""

from dataclasses import replace
from typing import Any

from flask import url_for

from api.batches import run_batch
from api.calendar import today
from api.identity import current_actor, current_installation
from api.language import asked_language
from api.paging import cursor_of, number_of
from api.preconditions import expected_version, tag
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.batch import CandidateBatchAnswer, CandidateBatchSchema
from api.schemas.candidate import CandidateChangeSchema, CandidateCloseSchema, CandidateCreateSchema, CandidatePageQuery
from api.schemas.candidate_answer import CandidatePageSchema, CandidateSchema, RereadSchema
from models.queries.candidates import CandidateFilter
from services import candidates as use_cases
from services.batches import register_candidates as register_several
from services.candidate_views import CandidateView
from services.permissions import authorise
from services.rereading import RereadReport, reread_candidates

candidates = ApiBlueprint("candidates", "People looking for work. Names and restrictions are shown by permission.", "/candidates")

CREATE_EXAMPLE = {
    "surname": "Шершнёва",
    "given_name": "Алла",
    "place": {"province": "gomel", "town": "Гомель"},
    "desired_work": "швея",
    "skills": "промышленная машина, оверлок, пошив спецодежды",
    "work_history": "2020–2026 швейный цех",
    "health_limits": [],
    "available_on": "2026-11-23",
    "shifts": ["day"],
    "minimum_pay_byn": 1000,
    "consent": "granted",
    "readiness": "ready",
}
CHANGE_EXAMPLE = {"minimum_pay_byn": 1300, "shifts": ["day", "evening"]}


@candidates.route("")
@candidates.arguments(CandidatePageQuery, location="query")
@candidates.response(200, CandidatePageSchema)
def list_candidates(query: dict[str, Any]) -> dict[str, Any]:
    """List people

    In order of entry. Go on with `after` = the `next` of the answer.
    """
    where = CandidateFilter(
        words=query.get("q", ""), status=query.get("status"), province=query.get("province"), consent=query.get("consent"),
        concept_key=query.get("skill"),
    )  # fmt: skip
    after = number_of(query.get("after")) or 0
    page = use_cases.list_candidates(current_installation(), current_actor(), where, after, query["limit"], asked_language())
    return {"candidates": page.candidates, "total": page.total, "next": cursor_of(page.after)}


@candidates.route("", methods=["POST"])
@candidates.arguments(Query, location="query")
@candidates.arguments(CandidateCreateSchema, example=CREATE_EXAMPLE)
@candidates.response(201, CandidateSchema, headers={"Location": {"schema": {"type": "string"}, "description": "Address of the case."}})
def register_candidate(_query: dict[str, Any], command: use_cases.RegisterCandidate) -> tuple[CandidateView, int, dict[str, str]]:
    """Register a person

    Texts are kept as written and read for skills, trades and wishes; what is not understood for sure comes back with alternatives.
    """
    view = use_cases.register_candidate(current_installation(), current_actor(), command, asked_language())
    tag("candidate", view.version)
    return view, 201, {"Location": url_for("api-candidates.show_candidate", reference=view.reference)}


@candidates.route("/<reference:reference>")
@candidates.arguments(Query, location="query")
@candidates.response(200, CandidateSchema)
def show_candidate(_query: dict[str, Any], reference: str) -> CandidateView:
    """Show a person

    `identity` and `restricted` are null without the permission; a reading of them is kept in the audit trail.
    """
    view = use_cases.get_candidate_view(current_installation(), current_actor(), reference, asked_language())
    tag("candidate", view.version)
    return view


@candidates.route("/<reference:reference>", methods=["PATCH"])
@candidates.arguments(Query, location="query")
@candidates.arguments(CandidateChangeSchema, example=CHANGE_EXAMPLE)
@candidates.response(200, CandidateSchema)
def change_candidate(_query: dict[str, Any], command: use_cases.ChangeCandidate, reference: str) -> CandidateView:
    """Change a person's case

    What is not named stays; null says "not stated". Lists are replaced whole.
    """
    named = replace(command, reference=reference, version=expected_version())
    view = use_cases.change_candidate(current_installation(), current_actor(), named, asked_language())
    tag("candidate", view.version)
    return view


@candidates.route("/<reference:reference>/close", methods=["POST"])
@candidates.arguments(Query, location="query")
@candidates.arguments(CandidateCloseSchema, example={"reason": "found_work_elsewhere"})
@candidates.response(200, CandidateSchema)
def close_candidate(_query: dict[str, Any], asked: dict[str, str], reference: str) -> CandidateView:
    """Close a case

    With a reason. The person then stands in no ranking; nothing is deleted.
    """
    view = use_cases.close_candidate(
        current_installation(), current_actor(), reference, asked["reason"], asked_language(), expected_version()
    )
    tag("candidate", view.version)
    return view


@candidates.route("/batch", methods=["POST"])
@candidates.arguments(Query, location="query")
@candidates.arguments(CandidateBatchSchema, example={"candidates": [CREATE_EXAMPLE]})
@candidates.response(200, CandidateBatchAnswer)
def register_candidates(_query: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """Register several people

    Up to 100 in one transaction. A line that is refused leaves nothing and does not hold up the others; each tells its own status.
    """
    place, actor, language = current_installation(), current_actor(), asked_language()
    authorise(actor, "candidate:create")
    return run_batch(asked["candidates"], CandidateCreateSchema(), "candidate", lambda read: register_several(place, actor, read, language))


@candidates.route("/read-again", methods=["POST"])
@candidates.arguments(Query, location="query")
@candidates.response(200, RereadSchema)
def read_again(_query: dict[str, Any]) -> RereadReport:
    """Read profiles again

    Those with an unsure text that an accepted alias may now explain.
    """
    return reread_candidates(current_installation(), current_actor(), today().year)
