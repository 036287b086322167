"""The ledger of quotas and the words that people gave a meaning: entered, listed, searched."""

import re
from urllib.parse import quote, urlencode

from sqlalchemy import select

from matcher.types import ConceptKind
from models import Account, Candidate, CandidateSkill
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.aliases import accept_alias, get_alias, propose_alias
from services.installation import Installation
from tests.web.coordinator.conftest import signed_in
from tests.web.markup import Page, asked
from tests.web.signing_in import Browser
from tests.web.stage import Stage


def test_a_quota_is_entered_and_a_fault_loses_nothing(coordinator: Browser) -> None:
    typed = {"employer": "ОАО «Бронь»", "starts_on": "2026-12-01", "until": "2026-11-01", "places": "3", "basis": "Решение № 7"}
    refused = coordinator.post("/quota", **typed)
    page = Page(refused.text)
    assert refused.status_code == 422
    assert page.all("input", name="employer")[0]["value"] == "ОАО «Бронь»"
    assert page.all("span", id="fault-until")
    assert coordinator.post("/quota", **typed | {"places": "много"}).status_code == 422
    entered = coordinator.post("/quota", **typed | {"until": "2027-11-30"})
    assert entered.status_code == 303
    assert "ОАО «Бронь»" in Page(coordinator.get("/quota").text).text


def test_quotas_are_found_by_the_employer_or_its_number(coordinator: Browser) -> None:
    days = {"starts_on": "2026-12-01", "until": "2027-11-30", "places": "3", "basis": "Решение № 9"}
    for name, unp in (("ОАО «Ёлка 100%»", "491000017"), ("ЧУП «Ель»", "491000018")):
        assert coordinator.post("/quota", employer=name, unp=unp, **days).status_code == 303

    def found(words: str) -> set[str]:
        return set(re.findall(r'<th scope="row"><span class="title">([^<]+)</span>', coordinator.get(f"/quota?q={quote(words)}").text))

    for words in ("елка", "100%", "491000017", "ОАО «ЁЛКА"):
        assert found(words) == {"ОАО «Ёлка 100%»"}, words
    assert found("4910000") == {"ОАО «Ёлка 100%»", "ЧУП «Ель»"}
    for words in ("49100001_", "е%ка", "решение", "сосна"):
        assert found(words) == set(), words
    page = Page(coordinator.get("/quota?q=сосна").text)
    assert "Nothing was found for “сосна”. Show everything" in page.text
    assert page.all("input", id="field-q", value="сосна")
    assert page.all("input", name="places"), "the form below stays"
    assert coordinator.get(f"/quota?q={'а' * 101}").status_code == 400


def test_who_may_not_enter_a_quota_reads_no_form(office: Stage) -> None:
    auditor = signed_in(office, "auditor")
    assert not Page(auditor.get("/quota").text).all("input", name="places")
    assert auditor.post("/quota", form_on="/account", employer="x").status_code in (403, 422)
    assert signed_in(office, "caseworker").get("/quota").status_code == 403


def test_words_are_listed_by_what_was_decided(coordinator: Browser) -> None:
    page = Page(coordinator.get("/words?state=proposed").text)
    assert page.all("q", **{"class": "written"})
    assert "/reviews" in page.links()
    assert not Page(coordinator.get("/words?state=rejected").text).all("q", **{"class": "written"})
    assert coordinator.get("/words?state=sung").status_code == 400


def test_words_are_found_by_themselves_and_by_what_they_mean(coordinator: Browser, place: Installation) -> None:
    for text in ("Хрумобрызгаю 100% швы", *(f"Хрумошью {number}" for number in range(51))):
        propose_alias(place, COMMAND_LINE_ACTOR, text, ConceptKind.SKILL, "weld_mma")

    def found(**said: str) -> list[str]:
        page = coordinator.get(f"/words?{urlencode(said)}")
        assert page.status_code == 200
        return re.findall(r'<q class="written">([^<]+)</q>', page.text)

    for words in ("хрумоБРЫЗГАЮ", "100%"):
        assert found(q=words) == ["Хрумобрызгаю 100% швы"], words
        assert found(q=words, state="proposed") == ["Хрумобрызгаю 100% швы"], words
        assert found(q=words, state="accepted") == [], words
    for words in ("MANUAL metal arc", "РУЧНАЯ дуговая"):
        assert "Хрумобрызгаю 100% швы" in found(q=words), words
    for words in ("хрумо_", "1%0", "weld_mma"):
        assert found(q=words) == [], words
    page = Page(coordinator.get("/words?q=ХРУМОШЬЮ&state=proposed").text)
    (following,) = [link["href"] for link in page.all("a", rel="next")]
    assert (asked(following)["q"], asked(following)["state"]) == ("ХРУМОШЬЮ", "proposed")
    assert found(**asked(following)) == ["Хрумошью 50"]
    nothing = Page(coordinator.get("/words?q=луна").text)
    assert "Nothing was found for “луна”. Show everything" in nothing.text
    assert nothing.all("input", id="field-q", value="луна")
    assert coordinator.get(f"/words?q={'а' * 101}").status_code == 400


def test_what_was_decided_about_words_is_turned_on_their_page(coordinator: Browser, place: Installation) -> None:
    number = propose_alias(place, COMMAND_LINE_ACTOR, "блымкаю дугой", ConceptKind.SKILL, "weld_mma").id
    address = f"/words?{urlencode({'q': 'блымкаю'})}"
    waiting = Page(coordinator.get(address).text)
    assert waiting.all("a", **{"aria-label": "Decide on “блымкаю дугой”"})
    decided = coordinator.post(f"/reviews/aliases/{number}/accept", form_on="/words", version=0)
    assert decided.location.endswith("/reviews")
    for state, decision, offered in (("accepted", "reject", "Take it back"), ("rejected", "accept", "Accept after all")):
        page = Page(coordinator.get(address).text)
        assert offered in page.text
        version = page.all("input", name="version")[0]["value"]
        turned = coordinator.post(f"/reviews/aliases/{number}/{decision}", form_on="/words", version=version, back="words")
        assert turned.location.endswith("/words")
        assert get_alias(place, COMMAND_LINE_ACTOR, number).state != state
        stale = coordinator.post(f"/reviews/aliases/{number}/{decision}", form_on="/words", version=version, back="words")
        assert Page(coordinator.get(stale.location).text).all("p", **{"class": "told refused"}), "somebody decided meanwhile"
    own = accept_alias(place, Actor("x", "X", Role.COORDINATOR), own_proposal(place, coordinator)).id
    assert "Your own proposal: a colleague decides." in Page(coordinator.get(f"/words?{urlencode({'q': 'своё слово'})}").text).text
    assert coordinator.post(f"/reviews/aliases/{own}/reject", form_on="/words").status_code == 403


def own_proposal(place: Installation, coordinator: Browser) -> int:
    """Something that this coordinator proposed."""
    with place.sessions() as session:
        me = session.scalar(select(Account).where(Account.role == "coordinator"))
        assert me is not None
    return propose_alias(place, Actor(str(me.id), "K", Role.COORDINATOR), "своё слово варю", ConceptKind.SKILL, "weld_mma").id


def test_profiles_written_before_are_read_again_by_who_may_change_them(office: Stage, place: Installation) -> None:
    caseworker = signed_in(office, "caseworker")
    caseworker.get("/account?language=en")
    with place.sessions() as session:
        text, person = session.execute(
            select(CandidateSkill.text, Candidate.case_reference)
            .join(Candidate, Candidate.id == CandidateSkill.candidate_id)
            .where(CandidateSkill.decision != "accepted", Candidate.case_reference.like("GOM-%"))
            .order_by(Candidate.id)
        ).first() or ("", "")
    assert text
    accept_alias(place, Actor("y", "Y", Role.EXPERT), propose_alias(place, COMMAND_LINE_ACTOR, text, ConceptKind.SKILL, "weld_mma").id)
    told = Page(caseworker.get(caseworker.post("/words/read-again", form_on="/words").location).text).text
    assert "understood better now" in told
    assert person in told
    again = Page(caseworker.get(caseworker.post("/words/read-again", form_on="/words").location).text).text
    assert "No profile of yours is understood otherwise" in again
    expert = signed_in(office, "expert")
    assert "Read profiles again" not in expert.get("/words?language=en").text
    assert expert.post("/words/read-again", form_on="/words").status_code == 403
