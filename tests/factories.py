"""Valid records with as little said as possible; a test says what matters to it.

Each function returns a record that no session knows yet: `session.add(...)`. References count up, so any number of them fit together.
"""

from datetime import date
from itertools import count
from typing import Any

import models

NUMBERS = count(1)


def concept(key: str | None = None, **columns: Any) -> models.Concept:
    key = key or f"skill_{next(NUMBERS)}"
    labels = [models.ConceptLabel(language="en", label=key.replace("_", " "), is_preferred=True)]
    return models.Concept(**{"key": key, "kind": "skill", "labels": labels} | columns)


def organisation(**columns: Any) -> models.Organisation:
    return models.Organisation(**{"name": f"Фонд «Мост {next(NUMBERS)}»", "kind": "ngo"} | columns)


def employer(**columns: Any) -> models.Employer:
    return models.Employer(**{"name": f"ООО «Завод {next(NUMBERS)}»"} | columns)


def candidate(**columns: Any) -> models.Candidate:
    """Somebody in Gomel who may be matched and asks for any work; no identity unless given."""
    facts: dict[str, Any] = {
        "case_reference": f"TST-{next(NUMBERS):05d}",
        "province": "gomel",
        "district": "г. Гомель",
        "town": "Гомель",
        "latitude": 52.4345,
        "longitude": 30.9754,
        "available_on": date(2026, 11, 23),
        "minimum_pay_byn": 1000,
        "max_commute_km": 20.0,
        "transport": "bus",
        "readiness": "ready",
        "housing_needed": False,
        "education": "secondary",
        "consent": "granted",
    }
    facts["shifts"] = [models.CandidateShift(shift="day")]
    facts["wishes"] = [models.CandidateWish(text="любая работа", any_work=True)]
    return models.Candidate(**facts | columns)


def identity(**columns: Any) -> models.CandidateIdentity:
    return models.CandidateIdentity(**{"surname": "Лобанёнок", "given_name": "Виталий", "birth_date": date(1990, 5, 3)} | columns)


def skill(text: str = "ручная дуговая сварка", concept_key: str | None = None, **columns: Any) -> models.CandidateSkill:
    """As written and not understood, unless a concept is given."""
    understood = {"decision": "accepted", "concept_key": concept_key, "probability": 0.9} if concept_key else {}
    return models.CandidateSkill(**{"text": text} | understood | columns)


def restriction(kind: str = "ban", **columns: Any) -> models.Restriction:
    own = {
        "ban": {"duty": "drives_vehicle", "until_on": date(2028, 5, 1)},
        "home_hours": {"home_from_minute": 1320, "home_until_minute": 360},
        "travel_limit": {"travel_limit": "province"},
    }[kind]
    return models.Restriction(**{"kind": kind, "entered_by": "tester"} | own | columns)


def consent(content: bytes = b"%PDF-1.7\n%%EOF", **columns: Any) -> models.Consent:
    """A recorded consent to matching by all, with the words that were read out and a paper."""
    digest = f"{next(NUMBERS):064d}"
    words = models.ConsentText(digest=digest, purpose="matching", language="ru", text="Можно ли искать для вас работу?")
    paper = models.ConsentEvidence(
        name="согласие.pdf", media_type="application/pdf", n_bytes=len(content), sha256="0" * 64, content=content, added_by="tester"
    )
    facts = {"purpose": "matching", "state": "granted", "given_on": date(2026, 11, 1), "given_how": "signed", "recorded_by": "tester"}
    fields = [models.ConsentField(field="profile")]
    return models.Consent(**{"text": words, "evidence": [paper], "fields": fields} | facts | columns)


def vacancy(**columns: Any) -> models.Vacancy:
    """An open day job in Gomel, of a new employer unless one is given."""
    facts: dict[str, Any] = {
        "reference": f"TVAC-{next(NUMBERS):05d}",
        "title": "Подсобный рабочий",
        "places": 2,
        "province": "gomel",
        "district": "г. Гомель",
        "town": "Гомель",
        "pay_from_byn": 1200,
        "pay_to_byn": 1500,
        "starts_on": date(2026, 12, 7),
        "closes_on": date(2026, 12, 31),
        "shifts": [models.VacancyShift(shift="day")],
        "hours": [models.VacancyHours(start_minute=480, end_minute=1020)],
    }
    if "employer" not in columns and "employer_id" not in columns:
        facts["employer"] = employer()
    return models.Vacancy(**facts | columns)


def requirement(text: str = "чтение чертежей", *concept_keys: str, **columns: Any) -> models.VacancyRequirement:
    parts = {"concepts": [models.VacancyRequirementConcept(concept_key=key) for key in concept_keys]}
    understood = {"decision": "accepted", "probability": 0.9} if concept_keys else {}
    return models.VacancyRequirement(**{"text": text} | parts | understood | columns)


def outcome(**columns: Any) -> models.Outcome:
    """A referral that did not lead to work; needs `candidate` and `vacancy`."""
    return models.Outcome(**{"referred_on": date(2026, 3, 2), "result": "not_hired", "reason_code": "skills"} | columns)


def transition(**columns: Any) -> models.PlacementTransition:
    """The first step of a placement; needs `placement`, or stands in its list."""
    facts = {"to_state": "proposed", "actor_id": "x", "actor_name": "X", "actor_role": "expert", "on_day": date(2026, 11, 22)}
    return models.PlacementTransition(**facts | columns)


def pilot(**columns: Any) -> models.Pilot:
    """A pilot without posts, of a new organisation unless one is given."""
    facts: dict[str, Any] = {"reference": f"PIL-{next(NUMBERS):04d}", "title": "Пилот", "starts_on": date(2026, 12, 1)}
    if "organisation" not in columns:
        facts["organisation"] = organisation()
    return models.Pilot(**facts | {"ends_on": date(2027, 3, 1)} | columns)


def cohort_plan(**columns: Any) -> models.CohortPlan:
    """The first plan of a pilot, of nobody; needs `pilot`."""
    facts = {"number": 1, "as_of": date(2026, 11, 22), "expected": 0.0, "made_by": "x", "made_by_name": "X", "settings": {}}
    return models.CohortPlan(**facts | {"scorer_version": "1", "rules_version": "1", "taxonomy_version": "1"} | columns)


def trial(**columns: Any) -> models.TrialAgreement:
    """A draft of two weeks; needs `candidate`, and `pilot` and `vacancy` that are a post."""
    facts: dict[str, Any] = {
        "from_on": date(2026, 12, 1), "until_on": date(2026, 12, 14), "schedule": "Пн–пт, 8:00–17:00", "tasks": "Уборка",
        "pay_byn": 45, "pay_per": "day", "emergency_contact": "Сестра",
    }  # fmt: skip
    if "organisation" not in columns:
        facts["organisation"] = columns["pilot"].organisation
    return models.TrialAgreement(**facts | columns)


def hand_over(**columns: Any) -> models.HandOver:
    """An open offer to hand somebody over; needs `candidate` and the two organisations."""
    return models.HandOver(**{"note": "Переезжает к сестре", "offered_by": "tester", "offered_by_name": "Tester"} | columns)


def match_run(**columns: Any) -> models.MatchRun:
    """A ranking of one candidate for a vacancy; needs `vacancy`."""
    facts: dict[str, Any] = {
        "direction": "candidates_for_vacancy",
        "actor_id": "tester",
        "actor_role": "expert",
        "as_of": date(2026, 11, 22),
    }
    facts |= {"row_limit": 10, "index_version": "1", "scorer_version": "1", "rules_version": "1", "taxonomy_version": "1"}
    return models.MatchRun(**facts | {"n_eligible": 1, "n_review": 0, "n_excluded": 0} | columns)


def scorer_version(**columns: Any) -> models.ScorerVersion:
    return models.ScorerVersion(**{"number": next(NUMBERS), "content": {}, "digest": "0" * 64, "created_by": "tester"} | columns)


def rule_set_version(**columns: Any) -> models.RuleSetVersion:
    number = next(NUMBERS)
    return models.RuleSetVersion(**{"number": number, "content": {}, "digest": f"{number:064d}", "created_by": "tester"} | columns)


def alias(**columns: Any) -> models.Alias:
    """A proposal nobody has decided; needs `concept_key`."""
    return models.Alias(**{"kind": "skill", "text": f"варка {next(NUMBERS)}", "proposed_by": "tester"} | columns)


def import_batch(**columns: Any) -> models.ImportBatch:
    return models.ImportBatch(**{"kind": "candidates", "file_name": "people.csv", "sha256": "a" * 64, "actor_id": "tester"} | columns)
