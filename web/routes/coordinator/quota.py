"""The ledger of quotas: places that employers have to keep, and what came of them."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.schemas.fields import Text
from api.schemas.slip import EnterQuotaSchema
from services import quotas as use_cases
from services.organisations import list_employers
from services.permissions import is_allowed
from web.forms import BLANK, Form, answer, tell
from web.identity import current_actor, current_installation
from web.questions import Question, asked


class QuotaQuestion(Question):
    """Which quotas; all of them when nothing is said."""

    q = Text(100)


def show_quota() -> tuple[str, int]:
    """The quotas that the address asks for, the newest first, and the form to enter one for those who may."""
    return _quota_page(), asked(QuotaQuestion).status_code


def enter_quota() -> Response | tuple[str, int]:
    """Enter a decision that reserves places."""

    def do(form: Form) -> Response:
        places = form.number("places")
        said = dict(form.written) | ({} if places is None else {"places": places})
        line = use_cases.enter_quota(current_installation(), current_actor(), EnterQuotaSchema().load(said))
        tell(_("The quota of %(employer)s is entered.", employer=line.employer))
        return redirect(url_for("web.quota"), 303)

    return answer(do, _quota_page)


def _quota_page(form: Form = BLANK) -> str:
    installation, actor, question = current_installation(), current_actor(), asked(QuotaQuestion)
    may_enter = is_allowed(actor, "quota:create")
    employers = [name for _number, name in list_employers(installation, actor)] if is_allowed(actor, "account:invite") else []
    ledger = use_cases.read_quota_ledger(installation, actor, question.get("q") or "")
    return render_template("coordinator/quota.html", ledger=ledger, question=question, form=form, employers=employers, may_enter=may_enter)
