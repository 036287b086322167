"""Reading whole lives: the trades around a phrase decide what it means and whose work it is."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.phrases import RawProfile
from matcher.reading import ProfileReader
from matcher.types import Decision, EvidenceSource
from matcher.vacancy_reading import RawVacancy, VacancyReader
from matcher.wishes import work_in_wish
from matcher.workplaces import heads, names_only_a_workplace, tells_where

YEAR = 2026


@pytest.fixture(scope="module")
def reader(taxonomy, resolver):
    return ProfileReader(resolver, taxonomy)


@pytest.fixture(scope="module")
def vacancies(taxonomy, resolver):
    return VacancyReader(resolver, taxonomy)


def levels(read):
    return {s.concept: s.level for s in read.skills}


def held(read):
    return {o.concept for o in read.occupations if o.source is not EvidenceSource.QUALIFICATION}


WELDER = RawProfile(
    "сварщик", "ручная дуговая сварка, газовая резка", "электрогазосварщик 5 разряд, 2008", "2008–2024 сварщик, монтажный участок"
)
SELLER = RawProfile("продавец", "ручная дуговая сварка, касса", "", "2010–2022 продавец сварочного оборудования")


def test_the_same_words_are_a_welders_work_and_a_sellers_wares(reader):
    welder, seller = reader.read_many([WELDER, SELLER], YEAR)
    assert levels(welder)["weld_mma"] == 1.0
    assert levels(seller)["weld_mma"] < 0.5
    assert "welder" in held(welder)
    assert "welder" not in held(seller)


def test_a_paper_without_practice_is_worth_less_than_practice(reader):
    trained = RawProfile("", "ручная дуговая сварка", "электрогазосварщик 3 разряд, 2024", "2015–2023 кассир")
    practised = RawProfile("", "ручная дуговая сварка", "", "2015–2023 сварщик")
    taught, done = reader.read_many([trained, practised], YEAR)
    assert levels(taught)["weld_mma"] < levels(done)["weld_mma"]


def test_the_head_of_a_phrase_decides_not_what_stands_around_it(reader):
    read = reader.read(RawProfile("", "", "", "2006–2020 учётчик на участке сварки"), YEAR)
    assert held(read) == {"timekeeper"}


def test_a_place_of_work_is_practice_in_the_trade_of_the_paper(reader):
    read = reader.read(RawProfile("", "выпечка хлеба", "пекарь 3 разряд, 2012", "2012–2025 пекарня"), YEAR)
    (period,) = [o for o in read.occupations if o.source is EvidenceSource.HISTORY]
    assert (period.concept, period.years, period.last_year) == ("baker", 13.0, 2025)


def test_years_grade_and_papers_are_kept_with_the_words(reader):
    read = reader.read(WELDER, YEAR)
    paper = next(o for o in read.occupations if o.source is EvidenceSource.QUALIFICATION)
    period = next(o for o in read.occupations if o.source is EvidenceSource.HISTORY)
    assert (paper.grade, period.years, period.last_year) == (5, 16.0, 2024)


def test_what_is_denied_is_no_skill(reader):
    assert "weld_mma" not in levels(reader.read(RawProfile("", "ручной дуговой сваркой не занимался", "", ""), YEAR))


def test_a_trade_told_only_by_its_skills_is_understood(reader):
    life = "мыла посуду, чистила картошку, мыла кухню, выносила мусор"
    read = reader.read(RawProfile("", life, "", "2015–2024 школьная столовая"), YEAR)
    (period,) = read.occupations
    assert period.concept in {"kitchen_helper", "dishwasher_worker"}


@pytest.mark.parametrize(
    ("wish", "concept"),
    [("хочу обратно сварщиком", "welder"), ("выучиться на повара", "cook"), ("любая работа", "general_labourer"), ("пекарь", "baker")],
)
def test_wishes_as_people_word_them(reader, wish, concept):
    read = reader.read(RawProfile(wish, "", "", ""), YEAR).wishes
    assert concept in {w.concept for w in read}
    assert any(w.any_work for w in read) == (concept == "general_labourer")


def test_a_wish_for_ones_own_trade_means_the_trade_of_the_paper(reader):
    (wish,) = reader.read(RawProfile("по специальности", "", "пекарь 3 разряд", ""), YEAR).wishes
    assert wish.concept == "baker"


def test_a_wish_for_a_place_names_several_of_its_trades(reader):
    wishes = reader.read(RawProfile("ферма", "", "", ""), YEAR).wishes
    assert len({w.concept for w in wishes}) > 1
    assert max(w.probability for w in wishes) <= 0.8


@pytest.mark.parametrize(
    ("place", "among", "never"),
    [
        ("стройка", "general_builder", "system_administrator"),
        ("кухня", "kitchen_helper", "kitchen_designer"),
        ("на ферму", "herdsman", "industrial_electrician"),
    ],
)
def test_a_wish_for_a_place_is_no_wish_for_trades_that_only_sound_like_it(reader, place, among, never):
    wished = {wish.concept for wish in reader.read(RawProfile(place, "", "", ""), YEAR).wishes}
    assert among in wished
    assert never not in wished


def test_many_are_read_as_one_by_one(reader):
    assert reader.read_many([WELDER, SELLER], YEAR) == [reader.read(WELDER, YEAR), reader.read(SELLER, YEAR)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_the_reading(reader, wish, skills, history):
    read = reader.read(RawProfile(wish, skills, "", history), YEAR)
    assert all(0 <= s.level <= 1 and 0 <= s.probability <= 1 for s in read.skills)
    assert all((s.concept is not None) == (s.decision is Decision.ACCEPTED) for s in read.skill_phrases)


def test_a_vacancy_is_read_with_its_requirements(vacancies):
    read = vacancies.read(
        RawVacancy("Электрогазосварщик 4–5 разряда", "ручная дуговая сварка; газовая резка", "чтение чертежей; желание работать")
    )
    assert read.occupations[0] == "welder"
    asked = {r.text: (r.essential, r.concepts) for r in read.requirements}
    assert asked["ручная дуговая сварка"] == (True, ("weld_mma",))
    assert asked["чтение чертежей"] == (False, ("read_technical_drawings",))


def test_either_side_of_an_or_satisfies_a_requirement(vacancies):
    (requirement,) = vacancies.read(RawVacancy("Мастер", "плетение из лозы или резьба по дереву")).requirements
    assert {"weave_willow", "carve_wood"} <= set(requirement.concepts)


def test_both_sides_of_a_slash_in_a_title_are_read(vacancies):
    assert set(vacancies.read(RawVacancy("Дворник / грузчик")).occupations) == {"street_cleaner", "loader"}


@pytest.mark.parametrize(
    ("phrase", "work"), [("хочу обратно к сварке", "сварке"), ("для начала хоть грузчиком", "грузчиком"), ("хочу", "хочу"), ("", "")]
)
def test_the_words_around_a_wish_fall_away(phrase, work):
    assert work_in_wish(phrase) == work


def test_places_of_work_and_heads_of_phrases():
    assert names_only_a_workplace("ферма")
    assert not names_only_a_workplace("повар в кафе")
    assert tells_where("школьная столовая")
    assert not tells_where("ремонт помещений ИК")
    assert heads("учётчик на участке сварки") == ["учётчик на участке сварки", "учётчик"]
