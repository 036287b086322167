"""The register of what people ask about their own data."""

from typing import Any

from api.calendar import today
from api.identity import current_actor, current_installation
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from api.schemas.subject import (
    SubjectRequestAnswerSchema,
    SubjectRequestCreateSchema,
    SubjectRequestSchema,
    SubjectRequestsQuery,
    SubjectRequestsSchema,
)
from services import subject_requests as use_cases
from services.subject_requests import SubjectRequestView

subject_requests = ApiBlueprint(
    "subject-requests", "What people ask about their own data (Law of Belarus No. 99-З), and until when to answer.", "/subject-requests"
)

CREATE_EXAMPLE = {"candidate": "GOM-0001", "kind": "information", "received_on": "2026-11-02"}
ANSWER_EXAMPLE = {"decision": "granted", "answer": "Отчёт выдан на руки."}


@subject_requests.route("")
@subject_requests.arguments(SubjectRequestsQuery, location="query")
@subject_requests.response(200, SubjectRequestsSchema)
def list_requests(query: dict[str, Any]) -> dict[str, Any]:
    """List requests

    Open ones unless asked otherwise, overdue ones first.
    """
    state = None if query["state"] == "any" else query["state"]
    return {"requests": use_cases.list_requests(current_installation(), current_actor(), today(), state)}


@subject_requests.route("", methods=["POST"])
@subject_requests.arguments(Query, location="query")
@subject_requests.arguments(SubjectRequestCreateSchema, example=CREATE_EXAMPLE)
@subject_requests.response(201, SubjectRequestSchema)
def register_request(_query: dict[str, Any], said: dict[str, Any]) -> SubjectRequestView:
    """Enter a request

    Five working days for information, fifteen days for correction, disclosures, withdrawal and deletion.
    """
    return use_cases.register_request(
        current_installation(), current_actor(), said["candidate"], said["kind"], said["received_on"], today(), said["note"]
    )


@subject_requests.route(f"/<int(max={LARGEST}):number>/answer", methods=["POST"])
@subject_requests.arguments(Query, location="query")
@subject_requests.arguments(SubjectRequestAnswerSchema, example=ANSWER_EXAMPLE)
@subject_requests.response(200, SubjectRequestSchema)
def answer_request(_query: dict[str, Any], said: dict[str, str], number: int) -> SubjectRequestView:
    """Record the answer

    With the decision and what was answered; it cannot be answered twice.
    """
    return use_cases.answer_request(current_installation(), current_actor(), number, said["decision"], said["answer"], today())
