"""Codes in words: complete in three languages, and plain."""

import re
from datetime import date
from pathlib import Path

import pytest

from api.i18n import LANGUAGES, words
from matcher import verdicts
from matcher.answers import Reason
from matcher.eligibility import RULES
from matcher.features import FEATURE_NAMES
from matcher.types import DOCUMENT_CODES, DUTY_CODES, HEALTH_LIMITS, PROVINCES, SHIFT_CODES, Outcome
from services.errors import InvalidValue


def entries(table, prefix=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from entries(value, f"{prefix}{key}/")
        else:
            yield f"{prefix}{key}", value


def test_every_sentence_stands_in_three_languages_with_the_same_parameters():
    russian = dict(entries(words("ru").tables))
    for language in LANGUAGES:
        other = dict(entries(words(language).tables))
        assert other.keys() == russian.keys()
        for key, sentence in other.items():
            assert set(re.findall(r"{(\w+)}", sentence)) == set(re.findall(r"{(\w+)}", russian[key])), key
            assert sentence.strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_matcher_has_words(language):
    say = words(language)
    tables = {"duty": DUTY_CODES, "limit": HEALTH_LIMITS, "shift": SHIFT_CODES, "document": DOCUMENT_CODES, "province": PROVINCES}
    tables |= {"feature": FEATURE_NAMES}
    for table, codes in tables.items():
        for code in codes:
            assert code in say.tables[table]
    for rule in RULES:
        base = rule.code.partition(":")[0]
        assert {"name", "pass", "fail", "review"} <= say.tables["rule"][base].keys()
    remedies = [value for name, value in vars(verdicts).items() if name.isupper() and isinstance(value, str)]
    for remedy in remedies:
        assert remedy in say.tables["remedy"]


def test_a_failed_rule_says_why_until_when_and_what_would_change_it():
    reason = Reason("ban:drives_vehicle", Outcome.FAIL, {"duty": "drives_vehicle", "until": "2027-01-15"}, date(2027, 1, 16), "wait_until")
    assert words("ru").reason(reason) == "Действует запрет: управление транспортом до 15 января 2027 включительно."
    assert words("be").remedy(reason) == "пачакаць да 16 студзеня 2027"
    assert words("en").remedy(reason) == "wait until 16 January 2027"


@pytest.mark.parametrize(
    ("amount", "language", "shown"),
    [
        (1800, "ru", "1\u202f800 руб."),
        (7.5, "be", "7,50 руб."),
        (1234567.89, "en", "BYN 1\u202f234\u202f567.89"),
        (None, "ru", "не указано"),
    ],
)
def test_money_in_local_form(amount, language, shown):
    assert words(language).money(amount) == shown


def test_an_unknown_code_shows_itself_rather_than_nothing():
    assert words("ru").of("duty", "flying") == "flying"
    assert words("xx").language == "ru"


@pytest.mark.parametrize("text", ["2026-02-30", "0000-00-00", "сорт-12-ab", "----------", "２０２６-１１-２２"])
def test_a_text_that_only_looks_like_a_day_is_shown_as_it_stands(text):
    for language in LANGUAGES:
        assert text in words(language).error(InvalidValue("invalid_value.concept", parameters={"concept": text}))


def test_every_fault_of_a_file_of_rules_or_weights_has_words_of_its_own():
    sources = [Path(name).read_text(encoding="utf-8") for name in ("matcher/reviewed_file.py", "matcher/ruleset.py", "matcher/scorer.py")]
    codes = {code for source in sources for code in re.findall(r'(?:fault|ScorerError|RuleSetError)\(\s*"(\w+)"', source)}
    codes |= {"not_utf8"}
    known = {key.removeprefix("invalid_value.version_file.") for key in words("ru").tables["error"] if "version_file." in key}
    assert codes == known
    assert len(codes) > 12
