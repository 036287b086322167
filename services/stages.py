"""What an employer reads of a person at which stage: one table, to be read aloud. What it does not name, no employer reads.

Stages: *browsing* (nobody is named), *introduced* (the person agreed to this introduction), *fact* (one fact that the law asks of this
work, agreed to by itself), *ended* (the introduction is over). Beside each field stand the columns it is made of; a test holds them
against the classes in the records: no stage reads a restricted or a secret column. Here must not live: how a field is made
(services/employer_views.py).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from models.base import Access
from services.actors import Role


class Stage(StrEnum):
    """How far a person and an employer have come."""

    BROWSING = "browsing"
    INTRODUCED = "introduced"
    FACT = "fact"
    ENDED = "ended"


SEEN_BY_EMPLOYER: Mapping[Stage, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        Stage.BROWSING: {
            "pseudonym": (),
            "skills": ("candidate_skill.concept_key", "candidate_skill.decision"),
            "trades": ("work_history.concept_key", "work_history.years", "qualification.concept_key"),
            "availability": ("candidate.available_on",),
            "province": ("candidate.province",),
            "district": ("candidate.district",),
            "languages": ("candidate_language.language",),
            "criteria": ("candidate_skill.concept_key", "work_history.concept_key", "work_history.years", "qualification.grade"),
        },
        Stage.INTRODUCED: {
            "first_name": ("candidate_identity.given_name",),
            "contact": ("candidate_identity.phone", "candidate_identity.email"),
            "profile": ("introduction.profile",),
        },
        Stage.FACT: {
            "licence": ("candidate_licence.licence",),
            "education": ("candidate.education",),
            "passport_ready": ("document.state",),
            "military_record_ready": ("document.state",),
            "education_proof_ready": ("document.state",),
            "medical_certificate_ready": ("document.state",),
            "work_book_ready": ("document.state",),
        },
        Stage.ENDED: {},
    }
)
"""availability is told as now, by the start, later; years as whole years of practice: neither day nor year lets anybody count back to a
sentence. A district is named only where at least LEAST_PEOPLE share it."""

CLASSES_READ: Mapping[Role, Mapping[Stage, frozenset[Access]]] = MappingProxyType(
    {
        Role.EMPLOYER: {
            Stage.BROWSING: frozenset({"public", "personal"}),
            Stage.INTRODUCED: frozenset({"public", "personal"}),
            Stage.FACT: frozenset({"public", "personal"}),
            Stage.ENDED: frozenset(),
        },
        **{role: dict.fromkeys(Stage, frozenset[Access]({"public", "personal"})) for role in (Role.EXPERT,)},
        **{
            role: dict.fromkeys(Stage, frozenset[Access]({"public", "personal", "restricted"}))
            for role in (Role.CASEWORKER, Role.COORDINATOR, Role.SYSTEM)
        },
        **{role: dict.fromkeys(Stage, frozenset[Access]({"public"})) for role in (Role.AUDITOR, Role.ADMINISTRATOR)},
    }
)
"""Which class of column a role reads at which stage, within the reach of its permissions; employers only the fields named above. Nobody
reads a secret column. The auditor reads the trail, which holds restricted values by its own permission."""
