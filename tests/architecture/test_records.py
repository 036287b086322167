"""Conventions of the records that a machine can hold."""

import pytest

import matcher.types
from models import Base, codes
from models.base import ACCESS_CLASSES
from services.actors import Actor, Role
from services.permissions import PERMISSIONS, is_allowed

COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]

SHARED_CODES = (
    "DUTY_CODES", "HEALTH_LIMITS", "SHIFT_CODES", "LICENCE_CODES", "DOCUMENT_CODES", "TRAVEL_LIMITS", "READINESS_CODES", "CONSENT_CODES",
    "EDUCATION_LEVELS", "PROVINCES", "TRANSPORT_CODES",
)  # fmt: skip


@pytest.mark.parametrize("name", SHARED_CODES)
def test_records_and_matcher_speak_the_same_codes(name):
    assert getattr(codes, name) == getattr(matcher.types, name)


@pytest.mark.parametrize(
    ("listed", "kinds"),
    [
        (codes.CONCEPT_KINDS, matcher.types.ConceptKind),
        (codes.DECISIONS, matcher.types.Decision),
        (codes.EVIDENCE_SOURCES, matcher.types.EvidenceSource),
    ],
)
def test_records_and_matcher_speak_the_same_kinds(listed, kinds):
    assert list(listed) == [kind.value for kind in kinds]


def test_every_column_says_who_may_read_it():
    unclassified = [str(column) for column in COLUMNS if column.info.get("access") not in ACCESS_CLASSES]
    assert unclassified == []


def test_what_identifies_a_person_never_enters_the_audit_trail():
    identity = Base.metadata.tables["candidate_identity"].columns
    assert [column.name for column in identity if column.info["audit"] != "fact"] == ["candidate_id"]
    assert [str(column) for column in COLUMNS if column.info["access"] == "secret" and column.info["audit"] != "fact"] == []


def test_custody_and_health_are_restricted():
    restricted = {str(column) for column in COLUMNS if column.info["access"] == "restricted"}
    for table in ("restriction", "health_limit"):
        own = {str(c) for c in Base.metadata.tables[table].columns if not c.foreign_keys and c.name != "id"}
        assert own <= restricted
    named = ("sex", "facility", "released_on")
    assert {f"candidate_identity.{name}" for name in named} | {"candidate.documents_counted_from", "candidate.notes"} <= restricted


def test_no_column_is_made_for_an_offence():
    words = ("offence", "crime", "conviction", "sentence", "article")
    assert [str(column) for column in COLUMNS if any(word in column.name for word in words)] == []


def test_every_foreign_key_is_led_by_an_index():
    """Else deleting a record, or reading its parts, walks the whole table."""
    missing = []
    for table in Base.metadata.sorted_tables:
        leading = {next(iter(index.columns)).name for index in table.indexes} | {next(iter(table.primary_key.columns)).name}
        for constraint in table.foreign_key_constraints:
            column = next(iter(constraint.columns)).name
            if column not in leading and column != "import_batch_id":
                missing.append(f"{table.name}.{column}")
    assert missing == []


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_a_permission_is_called_noun_and_verb_and_somebody_has_it(permission):
    noun, _, verb = permission.partition(":")
    assert noun.replace("_", "").isalpha()
    assert verb.isalpha()
    assert PERMISSIONS[permission]


@pytest.mark.parametrize("role", list(Role))
def test_what_the_table_does_not_name_nobody_may_do(role):
    assert not is_allowed(Actor("x", "X", role), "everything:do")


def test_an_administrator_of_accounts_sees_no_case():
    nouns = {permission.partition(":")[0] for permission, roles in PERMISSIONS.items() if Role.ADMINISTRATOR in roles}
    assert nouns == {"account", "organisation"}


def test_an_auditor_changes_nothing():
    """But may be the second person who opens a case in an emergency."""
    assert {permission.partition(":")[2] for permission, roles in PERMISSIONS.items() if Role.AUDITOR in roles} <= {
        "read",
        "replay",
        "grant",
    }
