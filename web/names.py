"""Names of codes that only the pages show. Reasons, duties, documents and the like have theirs in api/words."""

from datetime import date

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from api.calendar import today
from api.i18n import Words

CONSENT = {
    "granted": _l("consent to matching given"),
    "limited": _l("consent given with limits"),
    "withheld": _l("no consent to matching"),
}
READINESS = {
    "ready": _l("ready to work"),
    "support_needed": _l("needs support at first"),
    "not_started": _l("preparation not started"),
    "declined": _l("declined support"),
}
EDUCATION = {
    "basic": _l("basic school"),
    "secondary": _l("secondary school"),
    "vocational": _l("vocational school"),
    "secondary_special": _l("secondary special school"),
    "higher": _l("higher education"),
}
TRANSPORT = {"none": _l("on foot"), "bike": _l("by bicycle"), "bus": _l("by bus"), "car": _l("by car")}
PERSON_STATUS = {"active": _l("looking for work"), "paused": _l("paused"), "placed": _l("has a job"), "closed": _l("case closed")}
PAY_PERIOD = {"month": _l("a month"), "shift": _l("a shift"), "hour": _l("an hour")}
EMPLOYMENT = {
    "permanent": _l("permanent"),
    "subsidised": _l("subsidised"),
    "seasonal": _l("seasonal"),
    "temporary": _l("temporary"),
    "trial": _l("trial work"),
}
ACCOUNT_STATE = {"invited": _l("invited"), "active": _l("active"), "closed": _l("closed")}
ORGANISATION_KIND = {
    "employment_office": _l("employment office"),
    "ngo": _l("public association"),
    "faith_organisation": _l("faith organisation"),
    "social_centre": _l("social centre"),
    "prison_service": _l("prison service"),
    "employer": _l("employer (organisation)"),
    "programme_office": _l("programme office"),
    "other": _l("other organisation"),
}
PILOT_STATUS = {"planned": _l("planned"), "running": _l("running"), "ended": _l("ended")}
PILOT_DEED = {"planned": _l("Back to planned"), "running": _l("It runs now"), "ended": _l("It has ended")}
PLAN_STATE = {"proposed": _l("a proposal"), "accepted": _l("accepted"), "replaced": _l("replaced by a newer one")}
ALIAS_STATE = {"proposed": _l("waits for a decision"), "accepted": _l("holds for everybody"), "rejected": _l("refused")}
DUTY_QUESTION = {
    "heavy_lifting_10kg": _l("Must one lift more than 10 kg?"),
    "heavy_lifting_20kg": _l("Must one lift more than 20 kg?"),
    "standing": _l("Does one stand for most of the day?"),
    "heights": _l("Does one work at heights?"),
    "night_work": _l("Is there work at night?"),
    "noise": _l("Is it noisy?"),
    "dust": _l("Is it dusty?"),
    "cold": _l("Is it cold, or outdoors in winter?"),
    "chemicals": _l("Does one work with chemicals?"),
    "works_with_children": _l("Does one work with children?"),
    "material_liability": _l("Does one sign for goods or equipment?"),
    "handles_cash": _l("Does one handle money?"),
    "drives_vehicle": _l("Does one drive?"),
    "medicines_access": _l("Does one have access to medicines?"),
    "weapons": _l("Are there weapons?"),
    "alcohol_sale": _l("Does one sell alcohol?"),
    "security_guarding": _l("Does one guard something?"),
    "personal_data": _l("Does one see other people's personal data?"),
    "state_service": _l("Is it state service?"),
}
"""What an employer is asked for each duty code."""
CLOSING = {
    "filled": _l("the places are filled"),
    "withdrawn": _l("the place is no longer there"),
    "expired": _l("the time is over"),
    "posted_twice": _l("it was posted twice"),
    "other": _l("another reason"),
}
EMPLOYER_FACT = {
    "licence": _l("driving licence"),
    "education": _l("education"),
    "passport_ready": _l("passport"),
    "military_record_ready": _l("military record book"),
    "education_proof_ready": _l("proof of education"),
    "medical_certificate_ready": _l("medical certificate"),
    "work_book_ready": _l("work record book"),
}
WAY_TO_WORK = {
    "referred": _l("waits for your answer"),
    "interview": _l("you met"),
    "offered": _l("you offered the work"),
    "started": _l("works with you"),
    "retained_3m": _l("has worked with you for three months"),
    "retained_6m": _l("has worked with you for six months"),
}
"""How far an employer and a person came, as the employer reads it."""
CONSENT_PURPOSE = {
    "matching": _l("search for work"),
    "introduction": _l("introduction to an employer"),
    "follow_up": _l("help and follow-up"),
    "training": _l("training"),
    "emergency": _l("emergency"),
}
CONSENT_STATE = {
    "granted": _l("agreed"),
    "limited": _l("agreed with limits"),
    "withheld": _l("did not agree"),
    "withdrawn": _l("taken back"),
    "replaced": _l("replaced by a newer answer"),
    "expired": _l("its time is over"),
}
CONSENT_FIELD = {
    "first_name": _l("first name"),
    "contact": _l("telephone and mail"),
    "profile": _l("what the person can do"),
    "licence": _l("driving licence"),
    "education": _l("education"),
    "passport_ready": _l("that the passport is there"),
    "military_record_ready": _l("that the military record is there"),
    "education_proof_ready": _l("that the proof of education is there"),
    "medical_certificate_ready": _l("that the medical certificate is there"),
    "work_book_ready": _l("that the work book is there"),
}
CONSENT_WAY = {"spoken": _l("said aloud"), "signed": _l("signed on paper")}
DOCUMENT_STATE = {"missing": _l("missing"), "requested": _l("applied for"), "ready": _l("there")}
CASE_CLOSING = {
    "found_work_elsewhere": _l("found work without us"),
    "moved_away": _l("moved away"),
    "withdrew": _l("does not want help any more"),
    "out_of_contact": _l("cannot be found any more"),
    "registered_twice": _l("was registered twice"),
    "died": _l("died"),
    "other": _l("another reason"),
}
TRIAL_STATE = {
    "waiting": _l("waits for an assessment"),
    "running": _l("under way"),
    "draft": _l("draft, not signed"),
    "ended": _l("assessed"),
    "cancelled": _l("cancelled"),
}
TRIAL_PAY_PER = {"hour": _l("an hour"), "day": _l("a day"), "month": _l("a month"), "trial": _l("for the whole trial")}
TRIAL_MARK = {"came": _l("came in time"), "late": _l("came late"), "absent": _l("was not at work")}
TRIAL_FAULT = {
    "person": _l("because of the person"),
    "host": _l("because of the host"),
    "neither": _l("nobody's fault (illness, the bus)"),
}
TRIAL_RESULT = {
    "completed": _l("Worked to the end"),
    "partial": _l("Worked, but not to the end"),
    "did_not_show": _l("Never came to work"),
}
SUPPORT_REASON = {
    "no_places": _l("no place is free"),
    "not_entitled": _l("the person is not entitled to it"),
    "documents_missing": _l("papers are missing"),
    "outside_area": _l("it is outside the area"),
    "no_contact": _l("the person could not be reached"),
    "declined_by_person": _l("the person does not want it"),
    "no_longer_needed": _l("it is not needed any more"),
    "too_late": _l("it came too late"),
    "consent_ended": _l("the consent has ended"),
    "taken_back": _l("it was taken back"),
    "other": _l("something else"),
}
TABLES = {
    "support_reason": SUPPORT_REASON,
    "trial_state": TRIAL_STATE,
    "trial_pay_per": TRIAL_PAY_PER,
    "trial_mark": TRIAL_MARK,
    "trial_fault": TRIAL_FAULT,
    "trial_result": TRIAL_RESULT,
    "alias_state": ALIAS_STATE,
    "pilot_status": PILOT_STATUS,
    "pilot_deed": PILOT_DEED,
    "plan_state": PLAN_STATE,
    "employer_fact": EMPLOYER_FACT,
    "way_to_work": WAY_TO_WORK,
    "duty_question": DUTY_QUESTION,
    "closing": CLOSING,
    "case_closing": CASE_CLOSING,
    "consent_purpose": CONSENT_PURPOSE,
    "consent_state": CONSENT_STATE,
    "consent_field": CONSENT_FIELD,
    "consent_way": CONSENT_WAY,
    "document_state": DOCUMENT_STATE,
    "account_state": ACCOUNT_STATE,
    "organisation_kind": ORGANISATION_KIND,
    "consent": CONSENT,
    "readiness": READINESS,
    "education": EDUCATION,
    "transport": TRANSPORT,
    "person_status": PERSON_STATUS,
    "pay_period": PAY_PERIOD,
    "employment": EMPLOYMENT,
}


def name_of(table: str, code: str | None) -> str:
    """The name of a code in the reader's language; the code itself where there is none, nothing for None."""
    return str(TABLES[table].get(code, code)) if code else ""


def short_day(day: date | None) -> str:
    """A date without its year where it cannot be mistaken, within half a year: "7 декабря"."""
    if day is None:
        return _("not stated")
    near = abs((day - today()).days) < 180
    return format_date(day, "d MMMM" if near else "d MMMM y", locale=str(get_locale()))


def pay_range(say: Words, low: float | None, high: float | None) -> str:
    """From – to with the currency once: "2 000–2 800 руб.", "BYN 2,000–2,800"."""
    if low is None or high is None or low == high:
        if low is not None and high is None:
            return _("from %(low)s", low=say.money(low))
        return say.money(high) if low == high else _("up to %(high)s", high=say.money(high))
    return f"{say.money(low).removesuffix(' руб.')}–{say.money(high).removeprefix('BYN ')}"
