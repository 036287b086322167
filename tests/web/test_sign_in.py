"""Signing in, as a browser and a program do it: what opens the door, what keeps it shut, and when it closes again."""

import json
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from flask import Flask

from api.sign_in import identifying
from services.accounts import Invite, change_role, close_account, invite, invite_again, list_accounts
from services.actors import COMMAND_LINE_ACTOR, Actor, Role
from services.errors import Conflict, Forbidden, InvalidValue
from services.installation import Installation
from services.reference import upgrade_database
from services.settings import Settings
from tests.databases import Databases
from tests.web.signing_in import GOOD_PASSWORD, Browser, account, code_of
from wsgi import create_app

NFD_PASSWORD = unicodedata.normalize("NFD", GOOD_PASSWORD)


@pytest.fixture(scope="module")
def place(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with nobody in it."""
    folder: Path = tmp_path_factory.mktemp("sign-in")
    with databases.empty(folder) as url:
        installation = Installation(Settings(url, folder))
        upgrade_database(installation, COMMAND_LINE_ACTOR)
        yield installation
        installation.engine.dispose()


@pytest.fixture(scope="module")
def app(place: Installation) -> Flask:
    return create_app(place)


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture(autouse=True)
def fresh_address(place: Installation) -> None:
    """All these browsers come from one address; what is counted of it is another test's business."""
    with place.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM attempt")


NUMBERS = iter(range(1, 10_000))


def somebody(place: Installation, role: str = "caseworker") -> str:
    return account(place, role, f"{role}{next(NUMBERS)}@kladka.example")


def token(app: Flask, email: str, code: str = "", password: str = GOOD_PASSWORD) -> tuple[int, dict[str, object]]:
    body = {"email": email, "password": password} | ({"code": code} if code else {})
    response = app.test_client().post("/api/v1/tokens", json=body)
    return response.status_code, response.get_json()


def number_of(place: Installation, email: str) -> int:
    after = 0
    while True:
        found, more = list_accounts(place, COMMAND_LINE_ACTOR, after, 200)
        for each in found:
            if each.email == email:
                return each.id
        assert more is not None
        after = more


def test_a_wrong_code_while_setting_up_leaves_the_picture_that_was_scanned(place: Installation, browser: Browser) -> None:
    browser.sign_in(somebody(place))
    first = browser.post("/second-factor", setup="authenticator").text
    secret, action = re.search(r"<code>([A-Z2-7 -]+)</code>", first), re.search(r'action="(/second-factor/[^"]+)"', first)
    token_of_code = re.search(r'id="code-csrf"[^>]*value="([^"]+)"', first)
    assert secret is not None
    assert action is not None
    assert token_of_code is not None
    right = code_of(secret[1])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    again = browser.client.post(action[1], data={"code": wrong, "csrf_token": token_of_code[1]})
    assert again.status_code == 422
    assert f"<code>{secret[1]}</code>" in again.text
    assert "Код не подходит" in again.text
    assert "img-src 'self' data:" in again.headers["Content-Security-Policy"]
    assert browser.client.post(action[1], data={"code": right, "csrf_token": token_of_code[1]}).status_code == 302
    assert "не настроен" not in browser.get("/account").text


def test_whoever_is_not_signed_in_is_led_to_the_door_and_back(place: Installation, browser: Browser) -> None:
    asked = browser.get("/vacancies?q=a")
    assert asked.status_code == 302
    assert asked.location.startswith("/sign-in?next=/vacancies")
    email = somebody(place, "auditor")
    page = browser.get(asked.location).text
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert csrf is not None
    done = browser.client.post(asked.location, data={"email": email, "password": GOOD_PASSWORD, "csrf_token": csrf[1]})
    assert done.location.startswith("/vacancies")


@pytest.mark.parametrize("typed", [GOOD_PASSWORD, NFD_PASSWORD], ids=["composed", "decomposed"])
def test_a_cyrillic_password_opens_however_the_keyboard_composes_it(place: Installation, browser: Browser, typed: str) -> None:
    assert "й" in GOOD_PASSWORD
    assert "ё" in GOOD_PASSWORD
    assert browser.sign_in(somebody(place), typed).status_code == 302


def test_unknown_and_known_addresses_are_answered_alike(place: Installation, app: Flask) -> None:
    known = somebody(place)
    pages, resets = [], []
    for email in (known, "nobody@kladka.example"):
        page = Browser(app).sign_in(email, "not-the-password-at-all").text
        pages.append(re.sub(r'(?:value|nonce)="[^"]*"', "", page).replace(email, ""))
        reset = Browser(app).post("/password/reset", email=email).text
        resets.append(re.sub(r'(?:value|nonce)="[^"]*"', "", reset).replace(email, ""))
    assert pages[0] == pages[1]
    assert resets[0] == resets[1]
    assert token(app, known, password="wrong-wrong-wrong") == token(app, "nobody@kladka.example", password="wrong-wrong-wrong")


def test_a_role_that_sees_what_is_restricted_must_set_up_a_second_factor_first(place: Installation, browser: Browser) -> None:
    email = somebody(place)
    browser.sign_in(email)
    assert browser.get("/candidates").location == "/second-factor"
    refused = browser.get("/api/v1/candidates")
    assert (refused.status_code, refused.get_json()["code"]) == (403, "second_factor_needed")
    browser.set_up_codes()
    assert browser.get("/candidates").status_code == 200


def test_with_a_second_factor_a_password_alone_opens_nothing(place: Installation, app: Flask, browser: Browser) -> None:
    email = somebody(place)
    browser.sign_in(email)
    secret = browser.set_up_codes()
    other = Browser(app)
    assert other.sign_in(email).location.startswith("/second-factor/code")
    assert other.get("/candidates").location.startswith("/sign-in")
    assert "candidates" not in (other.post("/second-factor/code", code="000000").location or "")
    assert other.get("/candidates").location.startswith("/sign-in")
    done = other.post("/second-factor/code", code=code_of(secret, timedelta(seconds=30)))
    assert done.status_code == 302
    assert other.get("/candidates").status_code == 200


def test_a_code_is_accepted_once(place: Installation, app: Flask, browser: Browser) -> None:
    email = somebody(place)
    browser.sign_in(email)
    secret = browser.set_up_codes()
    code = code_of(secret, timedelta(seconds=30))
    assert token(app, email, code)[0] == 201
    assert token(app, email, code)[0] == 401
    assert token(app, email)[0] == 401


def test_a_recovery_code_opens_once(place: Installation, app: Flask, browser: Browser) -> None:
    email = somebody(place)
    browser.sign_in(email)
    browser.set_up_codes()
    codes = re.findall(r"<li[^>]*>\s*([\w-]{10,})\s*</li>", browser.post("/second-factor/recovery-codes", generate_new_codes="1").text)
    assert len(codes) == 8
    for expected in (200, 302):
        other = Browser(app)
        other.sign_in(email)
        other.post("/second-factor/recovery", code=codes[0])
        assert other.get("/candidates").status_code == expected


def test_a_token_opens_the_api_and_no_page(place: Installation, app: Flask) -> None:
    status, told = token(app, somebody(place, "administrator"))
    assert status == 201
    client, headers = app.test_client(), {"Authorization": f"Bearer {told['token']}"}
    refused = client.get("/api/v1/accounts", headers=headers)
    assert refused.get_json()["code"] == "second_factor_needed"  # the token is somebody's, but not far enough
    assert client.get("/api/v1/accounts", headers={"Authorization": "Bearer nonsense"}).status_code == 401
    assert client.get(f"/api/v1/accounts?auth_token={told['token']}").status_code in (401, 422)


def test_a_session_ends_after_half_an_hour_of_nothing_and_after_twelve_hours(
    place: Installation, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(somebody(place))
    later = [timedelta()]

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + later[0]

    monkeypatch.setattr(identifying, "datetime", Later)
    for minutes in range(29, 12 * 60, 29):
        later[0] = timedelta(minutes=minutes)
        assert browser.get("/account").status_code == 200, minutes
    later[0] = timedelta(hours=12, seconds=2)
    assert browser.get("/account").status_code == 302
    later[0] = timedelta()
    browser.sign_in(somebody(place))
    later[0] = timedelta(minutes=30, seconds=2)
    assert browser.get("/account").status_code == 302


def test_a_closed_account_is_refused_at_its_next_request(place: Installation, browser: Browser) -> None:
    email = somebody(place)
    browser.sign_in(email)
    assert browser.get("/account").status_code == 200
    close_account(place, COMMAND_LINE_ACTOR, number_of(place, email))
    assert browser.get("/account").status_code == 302
    assert browser.sign_in(email).status_code == 200


def test_a_role_taken_away_is_gone_at_the_next_request(place: Installation, browser: Browser) -> None:
    email = somebody(place, "coordinator")
    browser.sign_in(email)
    browser.set_up_codes()
    assert browser.get("/api/v1/accounts").status_code == 200
    change_role(place, COMMAND_LINE_ACTOR, number_of(place, email), "expert")
    assert browser.get("/api/v1/accounts").status_code == 403


def test_a_new_password_ends_the_other_sessions(place: Installation, app: Flask, browser: Browser) -> None:
    email, new = somebody(place), "ёжик-трамвай-йод-сметана"
    other = Browser(app)
    for each in (browser, other):
        each.sign_in(email)
        assert each.get("/account").status_code == 200
    changed = browser.post("/password", password=GOOD_PASSWORD, new_password=new, new_password_confirm=new)
    assert changed.status_code == 302, changed.text
    assert browser.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert Browser(app).sign_in(email).status_code == 200
    assert Browser(app).sign_in(email, new).status_code == 302


def test_another_device_can_be_signed_out(place: Installation, app: Flask, browser: Browser) -> None:
    email, other = somebody(place), Browser(app)
    other.sign_in(email)
    browser.sign_in(email)
    page = browser.get("/account").text
    address = re.search(r'action="(/account/sessions/\d+/end)"', page)
    assert address is not None
    stranger = Browser(app)
    stranger.sign_in(somebody(place))
    assert stranger.post(address[1], form_on="/account").status_code == 404
    assert browser.post(address[1], form_on="/account").status_code == 302
    assert other.get("/account").status_code == 302
    assert browser.get("/account").status_code == 200


def test_signing_out_is_a_form_with_a_token_and_the_old_cookie_opens_nothing(place: Installation, app: Flask, browser: Browser) -> None:
    browser.sign_in(somebody(place))
    kept = browser.client.get_cookie("kladka").value
    assert browser.get("/sign-out").status_code == 405
    browser.post("/sign-out", form_on="/account")
    assert browser.get("/account").status_code == 302
    thief = app.test_client()
    thief.set_cookie("kladka", kept)
    assert thief.get("/account").status_code == 302


def test_a_foreign_page_cannot_make_a_signed_in_browser_act(place: Installation, browser: Browser) -> None:
    browser.sign_in(somebody(place, "administrator"))
    browser.set_up_codes()
    refused = browser.client.post("/api/v1/organisations", json={"name": "Forged", "kind": "ngo"})
    assert (refused.status_code, refused.get_json()["code"]) == (400, "forged_request")
    assert browser.client.post("/account/sessions/1/end").status_code == 400
    page = browser.get("/account").text
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert csrf is not None
    answer = browser.client.post("/api/v1/organisations", json={"name": "Meant", "kind": "ngo"}, headers={"X-CSRFToken": csrf[1]})
    assert answer.status_code == 201


def test_an_invitation_works_once_and_a_new_one_replaces_it(place: Installation, app: Flask) -> None:
    invited = invite(place, COMMAND_LINE_ACTOR, Invite("invited@kladka.example", "Invited", "auditor"))
    again = invite_again(place, COMMAND_LINE_ACTOR, invited.account.id)
    addresses = [f"/invitations/{each.token}" for each in (invited, again)]
    assert Browser(app).post(addresses[0], password=GOOD_PASSWORD).status_code == 404
    weak = Browser(app).post(addresses[1], password="password1234")
    assert weak.status_code == 422
    assert "password1234" not in weak.text
    assert Browser(app).sign_in("invited@kladka.example").status_code == 200
    assert Browser(app).post(addresses[1], password=GOOD_PASSWORD).status_code == 200
    assert Browser(app).post(addresses[1], password=GOOD_PASSWORD).status_code == 404
    assert Browser(app).sign_in("INVITED@kladka.example").status_code == 302


def test_a_new_invitation_does_not_pass_by_the_second_factor(place: Installation, app: Flask, browser: Browser) -> None:
    email = somebody(place)
    browser.sign_in(email)
    browser.set_up_codes()
    invited = invite_again(place, COMMAND_LINE_ACTOR, number_of(place, email))
    Browser(app).post(f"/invitations/{invited.token}", password="новый-пароль-из-слов-йод")
    other = Browser(app)
    assert other.sign_in(email, "новый-пароль-из-слов-йод").location.startswith("/second-factor/code")
    assert other.get("/candidates").location.startswith("/sign-in")


def test_a_password_reset_by_letter_does_not_pass_by_the_second_factor(
    place: Installation, app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters: list[str] = []
    monkeypatch.setattr("api.sign_in.installing.send_mail", lambda _settings, _to, subject, body: letters.append(f"{subject}\n{body}"))
    email, new = somebody(place), "зонтик-ёрш-койка-перец"
    browser.sign_in(email)
    browser.set_up_codes()
    Browser(app).post("/password/reset", email=email)
    link = re.search(r"/password/reset/\S+", letters[-1])
    assert link is not None
    Browser(app).post(link[0], password=new, password_confirm=new)
    other = Browser(app)
    assert other.sign_in(email, new).location.startswith("/second-factor/code")
    assert other.get("/candidates").location.startswith("/sign-in")


def test_a_coordinator_makes_nobody_their_equal(place: Installation) -> None:
    coordinator = Actor("77", "K", Role.COORDINATOR)
    for role in ("coordinator", "administrator", "auditor"):
        with pytest.raises(Forbidden, match=r"forbidden\.role"):
            invite(place, coordinator, Invite(f"{role}-by-k@kladka.example", "X", role))
    with pytest.raises(Forbidden):
        invite(place, Actor("78", "E", Role.EXPERT), Invite("x@kladka.example", "X", "caseworker"))


def test_an_account_needs_somebody_to_work_for_and_an_address_of_its_own(place: Installation) -> None:
    with pytest.raises(InvalidValue, match="account_organisation"):
        invite(place, COMMAND_LINE_ACTOR, Invite("nowhere@kladka.example", "X", "caseworker"))
    with pytest.raises(InvalidValue, match="account_employer"):
        invite(place, COMMAND_LINE_ACTOR, Invite("nowhere@kladka.example", "X", "employer"))
    email = somebody(place)
    with pytest.raises(Conflict, match=r"conflict\.account"):
        invite(place, COMMAND_LINE_ACTOR, Invite(email.upper(), "X", "auditor"))


def test_what_is_secret_of_an_account_never_enters_the_audit_trail(place: Installation, browser: Browser) -> None:
    email = somebody(place)
    browser.sign_in(email)
    secret = browser.set_up_codes()
    with place.engine.connect() as connection:
        trail = json.dumps([[str(value) for value in row] for row in connection.exec_driver_sql("SELECT * FROM audit_event")])
        kept = connection.exec_driver_sql("SELECT password, fs_uniquifier, tf_totp_secret FROM account").all()
    assert email not in trail
    assert secret.replace("-", "") not in trail
    for row in kept:
        for value in row:
            assert value is None or value not in trail
            assert value is None or secret.replace("-", "").replace(" ", "") not in value


def test_cookies_of_an_encrypted_address_are_bound_to_it(place: Installation) -> None:
    settings = Settings(place.settings.database_url, place.settings.data_folder, address="https://kladka.example")
    app = create_app(Installation(settings, place.engine))
    response = app.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "kladka.example"})
    cookie = next(value for name, value in response.headers if name == "Set-Cookie" and value.startswith("__Host-kladka="))
    assert all(part in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    assert "Domain" not in cookie
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")


def test_the_pages_of_passkeys_run_only_the_scripts_that_know_the_nonce(place: Installation, browser: Browser) -> None:
    browser.sign_in(somebody(place))
    assert "webauthn" not in browser.get("/passkeys").text
    page = browser.post("/passkeys", name="Ключ", usage="secondary")
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", page.headers["Content-Security-Policy"])
    assert nonce is not None
    scripts = re.findall(r"<script ([^>]*)>", page.text)
    assert any("webauthn.js" in tag for tag in scripts)
    assert [tag for tag in scripts if f'nonce="{nonce[1]}"' not in tag] == []
    assert nonce[1] not in browser.get("/account").text


def test_whoever_guesses_is_stopped_by_every_worker_and_the_owner_is_told_the_same(place: Installation, app: Flask) -> None:
    email = somebody(place)
    workers = [Browser(app), Browser(create_app(place))]
    answers = [workers[n % 2].sign_in(email, "wrong-wrong-wrong").status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2
    stopped = Browser(app).sign_in(email)
    assert stopped.status_code == 429
    assert token(app, email)[0] == 429
    unknown = [Browser(app).sign_in("nobody-at-all@kladka.example", "wrong-wrong-wrong").status_code for _ in range(11)]
    assert unknown == [200] * 10 + [429]


@pytest.mark.deep
def test_known_and_unknown_addresses_take_the_same_time(place: Installation, app: Flask) -> None:
    """Medians, and generously: what would tell an address is a hash that is compared for some and not for others (50 ms against 1)."""
    known, unknown = somebody(place), "nobody-here@kladka.example"

    def seconds(ask: Callable[[str], object], email: str) -> float:
        with place.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM attempt")
        began = time.perf_counter()
        ask(email)
        return time.perf_counter() - began

    asked: tuple[Callable[[str], object], ...] = (
        lambda email: token(app, email, password="wrong-wrong-wrong"),
        lambda email: Browser(app).sign_in(email, "wrong-wrong-wrong"),
        lambda email: Browser(app).post("/password/reset", email=email),
        lambda email: Browser(app).post(f"/invitations/{email}", password=GOOD_PASSWORD),
    )
    for ask in asked:
        taken = {email: median(seconds(ask, email) for _ in range(15)) for email in (known, unknown)}
        assert 0.5 < taken[known] / taken[unknown] < 2, taken
