"""ETag, If-Match and If-None-Match: who changes a record says which version they saw.

A tag is strong: the kind of the record, its version, and a digest of the very answer (language and permissions make different answers of
one version). If-Match is judged by kind and version alone, inside the transaction that changes the record.
"""

import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType

from flask import Response, g, request

from api.problems import MalformedRequest
from services.errors import StaleVersion

MUST_MATCH: Mapping[str, str] = MappingProxyType(
    {
        "api-candidates.change_candidate": "candidate",
        "api-candidates.close_candidate": "candidate",
        "api-vacancies.change_vacancy": "vacancy",
        "api-vacancies.close_vacancy": "vacancy",
        "api-vacancies.reopen_vacancy": "vacancy",
        "api-aliases.accept_alias": "alias",
        "api-aliases.reject_alias": "alias",
        "api-scorers.activate_scorer": "scorer",
        "api-rules.activate_rules": "rules",
        "api-placements.move": "placement",
        "api-placements.correct": "placement",
        "api-trials.change_trial": "trial",
        "api-trials.sign_trial": "trial",
        "api-exports.approve_export": "export",
        "api-exports.take_export": "export",
    }
)
"""Routes that change a record which somebody read before → the kind in its tag."""

NEEDS_NONE: Mapping[str, str] = MappingProxyType(
    {
        "api-candidates.register_candidate": "makes a new record",
        "api-candidates.register_candidates": "makes new records",
        "api-candidates.read_again": "reads texts again by accepted aliases; no caller's wish can be lost by it",
        "api-vacancies.post_vacancy": "makes a new record",
        "api-vacancies.post_vacancies": "makes new records",
        "api-aliases.propose_alias": "makes a new record, or finds the same proposal",
        "api-taxonomy.resolve_free_text": "changes nothing",
        "api-match-runs.replay_match_run": "changes nothing; the trail keeps that somebody looked",
        "api-what-if.ask_what_if": "changes nothing; the trail keeps that somebody looked",
        "api-outcomes.record_outcome": "makes a new record",
        "api-rules.keep_rules": "makes a new version that is not active; what is stored already is a conflict",
        "api-scorers.keep_scorer": "makes a new version that is not active; what is stored already is a conflict",
        "api-scorers.train_scorer": "makes a new version that is not active",
        "api-imports.import_people": "a file says by itself which rows it changes; the same row twice changes nothing",
        "api-imports.import_work": "a file says by itself which rows it changes; the same row twice changes nothing",
        "api-imports.import_past_placements": "makes new records",
        "api-exports.ask_export": "makes a new record",
        "api-tokens.open_token": "makes a token",
        "api-accounts.invite": "makes a new record",
        "api-accounts.invite_again": "makes a new link; the ones before stop working, as told",
        "api-accounts.change_role": "names the whole of what it sets; whatever was before is in the trail",
        "api-accounts.close_account": "an end holds whatever else changed meanwhile",
        "api-accounts.enter_organisation": "makes a new record",
        "api-subject-requests.register_request": "makes a new record",
        "api-subject-requests.answer_request": "decides what is not decided; twice is a conflict",
        "api-consents.give_consent": "makes a new record; the digest says which words were read out",
        "api-consents.withdraw_consent": "a person's no holds whatever else changed meanwhile",
        "api-consents.keep_evidence": "makes a new record",
        "api-introductions.introduce": "makes a new record; the digest says which profile was approved",
        "api-introductions.end_introduction": "ends what has not ended; twice is a conflict",
        "api-placements.propose": "makes a new record",
        "api-placements.mark_seen": "seen once is seen; twice changes nothing",
        "api-followup.record": "appends an attempt to what is open; what is done is a conflict",
        "api-followup.set_step": "names the whole of what it sets; whatever was before is in the trail",
        "api-calendars.renew": "makes a new address; the one before stops working, as told",
        "api-calendars.revoke": "takes away what is there; twice changes nothing",
        "api-introductions.ask_in_an_emergency": "makes a new record",
        "api-introductions.grant_emergency": "decides what is not decided; twice is a conflict",
        "api-introductions.refuse_emergency": "decides what is not decided; twice is a conflict",
        "api-pilots.open_pilot": "makes a new record",
        "api-pilots.set_pilot_status": "names the whole of what it sets; whatever was before is in the trail",
        "api-pilots.add_post": "adds a post, or names the whole of its tutor",
        "api-pilots.enter_intake": "adds who is not there; twice changes nothing",
        "api-pilots.leave_intake": "takes out who is there; twice is not found",
        "api-pilots.bar_pair": "names the whole of what it sets; whatever was before is in the trail",
        "api-pilots.make_plan": "makes a new record; a plan that somebody made meanwhile is a conflict",
        "api-pilots.look_at_move": "changes nothing; the trail keeps that somebody looked",
        "api-pilots.move_person": "names the plan that it changes; another that somebody made meanwhile is a conflict",
        "api-pilots.lock_people": "names the plan and the whole of what it sets",
        "api-pilots.accept_plan": "names the plan that it accepts; what is accepted already stays",
        "api-trials.draw_up_trial": "makes a new record; a second running one of the person is a conflict",
        "api-trials.mark_day": "names the whole of a day; whatever was before is in the trail",
        "api-trials.assess_trial": "ends what runs; twice is a conflict",
        "api-trials.cancel_trial": "cancels what has not closed; twice is a conflict",
        "api-trials.convert_trial": "leads on what has not led on; twice is a conflict",
        "api-slips.issue_slip": "makes a new record; a second one for the same placement is a conflict",
        "api-slips.mark_slip": "marks what is not marked; twice is a conflict",
        "api-slips.return_slip": "takes back what is out; twice is a conflict",
        "api-slips.enter_quota": "makes a new record",
        "api-support.open_need": "makes a new record",
        "api-support.move_need": "a step leads on from one state only; where the need stands elsewhere meanwhile it is a conflict",
        "api-support.answer_need": "a step leads on from one state only; where the need stands elsewhere meanwhile it is a conflict",
        "api-hand-overs.offer": "makes a new record; a second open one of the person is a conflict",
        "api-hand-overs.accept": "an offer is answered once; where it stands elsewhere meanwhile it is a conflict",
        "api-hand-overs.decline": "an offer is answered once; where it stands elsewhere meanwhile it is a conflict",
        "api-hand-overs.withdraw": "an offer is answered once; where it stands elsewhere meanwhile it is a conflict",
        "api-employer.confirm": "confirms once; twice changes nothing",
        "api-employer.accept_change": "decides what is not decided; twice is a conflict",
        "api-employer.reject_change": "decides what is not decided; twice is a conflict",
    }
)
"""Every other route that is no GET, and why nothing can be overwritten unseen."""

_TAG = re.compile(r'"([a-z_]+)\.(\d{1,19})\.[0-9a-f]{16}"')
DIGEST_BYTES = 8


def require_precondition() -> None:
    """Refuse a change without If-Match (428). Called before every request to the API."""
    if request.endpoint in MUST_MATCH and "If-Match" not in request.headers:
        raise MalformedRequest(428, "precondition_required")


def expected_version() -> int | None:
    """The version that If-Match names, None for `*`: whatever is there now.

    Raises StaleVersion when it names no version of this kind of record: no such tag can be the current one.
    """
    kind, named = MUST_MATCH[request.endpoint or ""], request.headers.get("If-Match", "")
    if named.strip() == "*":
        return None
    versions = [int(tag[2]) for part in named.split(",") if (tag := _TAG.fullmatch(part.strip())) and tag[1] == kind]
    if not versions:
        raise StaleVersion(field="If-Match")
    return max(versions)


def tag(kind: str, version: int) -> None:
    """Say which record, in which version, the answer of this request shows."""
    g.kladka_shown = (kind, version)


def put_tag(response: Response) -> None:
    """Set ETag, and answer 304 where the asker has this very answer already."""
    shown = g.pop("kladka_shown", None)
    if shown is None or response.status_code >= 300:
        return
    kind, version = shown
    digest = hashlib.blake2b(response.get_data(), digest_size=DIGEST_BYTES).hexdigest()
    own = f'"{kind}.{version}.{digest}"'
    response.headers["ETag"] = own
    known = {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}
    if request.method == "GET" and known & {own, "*"}:
        response.status_code = 304
        response.set_data(b"")
        for name in ("Content-Type", "Content-Length"):
            response.headers.pop(name, None)
