"""Referral slips: issued, printed, marked by the employer, taken back in; and the quota of employers."""

from typing import Any

from flask import Response

from api.i18n import words
from api.identity import current_actor, current_installation
from api.media_types import DOCX
from api.paging import cursor_of, number_of
from api.requests import ApiBlueprint
from api.schemas.base import Query
from api.schemas.fields import LARGEST
from api.schemas.slip import (
    EnterQuotaSchema,
    IssueSlipSchema,
    MarkSlipSchema,
    QuotaListSchema,
    QuotaQuery,
    QuotaSchema,
    ReturnSlipSchema,
    SlipFileQuery,
    SlipPageSchema,
    SlipQuery,
    SlipSchema,
)
from api.slip_docx import slip_docx
from services import quotas
from services import slips as use_cases
from services.slip_prints import print_slip

slips = ApiBlueprint("slips", "Referral slips (направления) with the employer's mark, and the quota of employers.", "")

NUMBER = f"<int(max={LARGEST}):number>"
ISSUE_EXAMPLE = {"appear_by": "2026-12-04", "return_by": "2026-12-11"}
QUOTA_EXAMPLE = {
    "employer": "ООО «Кропивстальмонтаж»", "starts_on": "2026-01-01", "until": "2026-12-31", "places": 3,
    "basis": "Решение о брони на 2026 год",
}  # fmt: skip


@slips.route(f"/placements/{NUMBER}/slips", methods=["POST"])
@slips.arguments(Query, location="query")
@slips.arguments(IssueSlipSchema, example=ISSUE_EXAMPLE)
@slips.response(201, SlipSchema)
def issue_slip(_query: dict[str, Any], asked: dict[str, Any], number: int) -> use_cases.SlipView:
    """Issue a referral slip

    For a placement that is referred and has no slip out. Numbers are given in order within a year.
    """
    return use_cases.issue_slip(current_installation(), current_actor(), use_cases.IssueSlip(number, **asked))


@slips.route("/referral-slips")
@slips.arguments(SlipQuery, location="query")
@slips.response(200, SlipPageSchema)
def list_slips(query: dict[str, Any]) -> dict[str, Any]:
    """List referral slips

    `overdue` keeps those of which the mark or the return is late; `q` those that answer to words.
    """
    after = number_of(query.get("after")) or 0
    asked = (current_installation(), current_actor(), after, query["limit"])
    found, more = use_cases.list_referral_slips(*asked, overdue=query["overdue"], words=query.get("q") or "")
    return {"slips": found, "next": cursor_of(more)}


@slips.route(f"/referral-slips/{NUMBER}/mark", methods=["POST"])
@slips.arguments(Query, location="query")
@slips.arguments(MarkSlipSchema, example={"came": True, "accepted": True, "to": "offered"})
@slips.response(200, SlipSchema)
def mark_slip(_query: dict[str, Any], asked: dict[str, Any], number: int) -> use_cases.SlipView:
    """Enter the employer's mark

    It moves the placement in the same transaction: accepted to an interview or an offer, refused to refused_by_employer.
    """
    return use_cases.mark_slip(current_installation(), current_actor(), use_cases.MarkSlip(number, **asked))


@slips.route(f"/referral-slips/{NUMBER}/return", methods=["POST"])
@slips.arguments(Query, location="query")
@slips.arguments(ReturnSlipSchema, example={})
@slips.response(200, SlipSchema)
def return_slip(_query: dict[str, Any], asked: dict[str, Any], number: int) -> use_cases.SlipView:
    """Take a slip back in

    Marked or not; from then on the placement may get another one.
    """
    return use_cases.return_slip(current_installation(), current_actor(), number, asked.get("on"))


@slips.route(f"/referral-slips/{NUMBER}/docx")
@slips.arguments(SlipFileQuery, location="query")
@slips.response(200, {"type": "string", "format": "binary"}, content_type=DOCX)
def print_docx(query: dict[str, Any], number: int) -> Response:
    """Print a slip as DOCX

    In Russian or Belarusian, with nothing that an employer may not see.
    """
    slip = print_slip(current_installation(), current_actor(), number)
    name = f"attachment; filename=slip-{slip.number}.docx"
    return Response(slip_docx(slip, words(query["slip_language"])), mimetype=DOCX, headers={"Content-Disposition": name})


@slips.route("/quotas", methods=["POST"])
@slips.arguments(Query, location="query")
@slips.arguments(EnterQuotaSchema, example=QUOTA_EXAMPLE)
@slips.response(201, QuotaSchema)
def enter_quota(_query: dict[str, Any], command: quotas.EnterQuota) -> quotas.QuotaLine:
    """Enter a quota

    Places that an employer has to keep for people who are sent, by which decision and until when.
    """
    return quotas.enter_quota(current_installation(), current_actor(), command)


@slips.route("/quotas")
@slips.arguments(QuotaQuery, location="query")
@slips.response(200, QuotaListSchema)
def read_quotas(query: dict[str, Any]) -> dict[str, Any]:
    """Read the ledger of quotas

    Places, people sent, accepted, refused with the grounds, places and days left; employers see their own.
    """
    return {"quotas": quotas.read_quota_ledger(current_installation(), current_actor(), query.get("q", ""))}
