"""ESCO on top of the pilot taxonomy: merged where the URI is the same, idempotent, refused in words."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.taxonomy import Concept, ConceptLabel, OccupationSkill
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.errors import InvalidValue
from services.esco import import_esco
from services.installation import Installation
from services.pilot_taxonomy import read_pilot_taxonomy
from services.reference import upgrade_database
from services.settings import Settings

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "eval" / "esco"
BASE = "http://data.europa.eu/esco"


@pytest.fixture
def place(empty_database_url, tmp_path):
    installation = Installation(Settings(empty_database_url, tmp_path))
    upgrade_database(installation, ACTOR)
    yield installation
    installation.engine.dispose()


def table(*rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture(scope="module")
def pilot_uri():
    rows = read_pilot_taxonomy(ROOT / "fixtures" / "taxonomy")
    return next((c.uri, c.key) for c in rows.concepts if c.kind == "skill" and rows.uri_match_of[c.key] == "exact")


@pytest.fixture
def zips(tmp_path, pilot_uri):
    """Two small files of ESCO's form: one skill that the pilot knows, one that it does not, one occupation, and a relation to nowhere."""
    uri, _ = pilot_uri
    skills = table(
        {"conceptUri": uri, "preferredLabel": "known to the pilot", "altLabels": "a new English name\nanother"},
        {"conceptUri": f"{BASE}/skill/new-one", "preferredLabel": "juggle torches", "altLabels": ""},
    )
    occupations = table(
        {"conceptUri": f"{BASE}/occupation/o-1", "iscoGroup": "2659", "preferredLabel": "fire artist", "altLabels": "torch juggler"}
    )
    relations = table(
        {"occupationUri": f"{BASE}/occupation/o-1", "relationType": "essential", "skillType": "", "skillUri": f"{BASE}/skill/new-one"},
        {"occupationUri": f"{BASE}/occupation/o-1", "relationType": "optional", "skillType": "", "skillUri": uri},
        {"occupationUri": f"{BASE}/occupation/nowhere", "relationType": "optional", "skillType": "", "skillUri": uri},
    )
    first, second = tmp_path / "classification.zip", tmp_path / "relations.zip"
    with zipfile.ZipFile(first, "w") as archive:
        archive.writestr("skills_en.csv", skills)
        archive.writestr("occupations_en.csv", occupations)
    with zipfile.ZipFile(second, "w") as archive:
        archive.writestr("occupationSkillRelations.csv", relations)
    return [first, second]


def count(place, what):
    with place.sessions() as session:
        return session.scalar(select(func.count()).select_from(what))


def test_a_concept_of_the_pilot_gains_names_and_keeps_its_own(place, zips, pilot_uri):
    uri, key = pilot_uri
    report = import_esco(place, ACTOR, zips)
    assert (report.n_skills, report.n_occupations, report.n_relations, report.n_dangling) == (2, 1, 3, 1)
    with place.sessions() as session:
        assert session.scalars(select(Concept.key).where(Concept.uri == uri, Concept.uri_match == "exact")).all() == [key]
        labels = session.scalars(select(ConceptLabel.label).where(ConceptLabel.concept_key == key, ConceptLabel.language == "en")).all()
        preferred = session.scalars(
            select(ConceptLabel.label).where(ConceptLabel.concept_key == key, ConceptLabel.language == "en", ConceptLabel.is_preferred)
        ).all()
        related = session.scalars(select(OccupationSkill.skill_key).where(OccupationSkill.occupation_key == "esco:o-1")).all()
    assert {"a new English name", "another"} <= set(labels)
    assert len(preferred) == 1
    assert "known to the pilot" not in preferred
    assert set(related) == {key, "esco:new-one"}


def test_importing_again_changes_nothing(place, zips):
    assert import_esco(place, ACTOR, zips).n_created > 0
    before = [count(place, t) for t in (Concept, ConceptLabel, OccupationSkill)]
    assert import_esco(place, ACTOR, zips).n_created == 0
    assert [count(place, t) for t in (Concept, ConceptLabel, OccupationSkill)] == before


def test_what_was_imported_is_found_at_once(place, zips):
    with place.reading(ACTOR, "before") as unit:
        assert "esco:o-1" not in place.knowledge(unit.session).taxonomy.row_of
    import_esco(place, ACTOR, zips)
    with place.reading(ACTOR, "after") as unit:
        taxonomy = place.knowledge(unit.session).taxonomy
    assert taxonomy.essential_skills("esco:o-1") == ("esco:new-one",)


def test_progress_is_told(place, zips):
    told = []
    import_esco(place, ACTOR, zips, lambda what, done, total: told.append((what, done, total)))
    assert ("concepts", 2, 2) in told


@pytest.mark.parametrize("content", [b"not a zip", b""])
def test_files_that_are_not_esco_are_refused_and_nothing_is_written(place, tmp_path, content):
    path = tmp_path / "letter.pdf"
    path.write_bytes(content)
    before = count(place, Concept)
    with pytest.raises(InvalidValue) as refused:
        import_esco(place, ACTOR, [path])
    assert refused.value.code == "invalid_value.esco_files"
    assert count(place, Concept) == before


@pytest.mark.deep
def test_the_published_files_load_whole_and_once(place):
    if not REAL.is_dir():
        pytest.skip(f"the published ESCO files are not beside the checkout ({REAL})")
    report = import_esco(place, ACTOR, sorted(REAL.glob("*.zip")))
    assert (report.n_skills, report.n_occupations, report.n_relations) == (13_896, 3_007, 123_855)
    assert import_esco(place, ACTOR, sorted(REAL.glob("*.zip"))).n_created == 0
