"""`kladka what-if`: looks ahead, changes nothing, and says what is wrong with a file."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from api.cli import main
from models.audit import AuditEvent
from models.base import Base
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.actors import Actor, Role
from services.candidates import close_candidate
from services.errors import Forbidden, InvalidValue
from services.ranking import rank_all
from services.versions import RULES_FILE, WEIGHTS_FILE
from services.whatif import what_if
from services.whatif_answers import WhatIfQuery
from tests.integration.test_bulk_runs import place  # noqa: F401  (a fixture)

DAY = date(2026, 11, 22)


@pytest.fixture
def stricter(tmp_path):
    """Rules under which the way to work takes longer and the employer's transport reaches farther."""
    rules = json.loads(RULES_FILE.read_text(encoding="utf-8"))
    rules["version"] = "trial"
    rules["commute"]["transport_provided_km"] = 90
    rules["travel"]["minutes_per_km"] = 60
    rules["travel"]["base_minutes"] = 300
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(rules), encoding="utf-8")
    return path


@pytest.fixture
def other_weights(tmp_path):
    weights = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    weights["version"] = "trial"
    for line in weights["features"]:
        line["weight"] = 0.0 if line["name"] == "essential_coverage" else line["weight"] + 0.5
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(weights), encoding="utf-8")
    return path


def counts(place):  # noqa: F811
    with place.sessions() as session:
        return {table.name: session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables}


def rankings(place):  # noqa: F811
    """vacancy → (ranks of everybody, who is kept out by which rules), as the active versions have it."""
    return {
        ranking.subject: (
            {line.reference: rank for rank, line in enumerate(ranking.ranked, 1)},
            {out.reference: {reason.code for reason in out.reasons} for out in ranking.excluded},
        )
        for ranking in rank_all(place, ACTOR, DAY, 1000)
    }


def activated(place, rules, monkeypatch):  # noqa: F811
    """What the rankings would be, by making the rules decide."""
    from dataclasses import replace

    from matcher.ruleset import RuleSet
    from services import ranking

    active = ranking.active_deciders
    other = RuleSet.from_json(rules.read_text(encoding="utf-8"))
    monkeypatch.setattr(ranking, "active_deciders", lambda session: replace(active(session), rules=other))
    return rankings(place)


def test_what_it_says_is_what_the_rankings_would_be(place, stricter, monkeypatch):  # noqa: F811
    with place.reading(ACTOR, "look") as unit:
        place.crowd(unit.session)
    close_candidate(place, ACTOR, "GOM-0001", "found_work_elsewhere")  # a change beside the snapshot
    before = rankings(place)
    after = activated(place, stricter, monkeypatch)
    answer = what_if(place, ACTOR, WhatIfQuery(DAY, rules=stricter, limit=1000))
    told = {change.reference: change for change in answer.vacancies}
    assert told, "the trial rules change something"
    for vacancy, (ranks, out) in before.items():
        new_ranks, new_out = after[vacancy]
        change = told.get(vacancy)
        lost = {who: rules for who, rules in new_out.items() if who not in out}
        gained = {who: rules for who, rules in out.items() if who not in new_out}
        moved = {who for who in ranks.keys() | new_ranks.keys() if ranks.get(who) != new_ranks.get(who)}
        if not (lost or gained or moved):
            assert change is None
            continue
        assert change is not None
        assert {one.reference: set(one.rules) for one in change.kept_out} == lost
        assert {one.reference: set(one.rules) for one in change.let_in} == gained
        assert {one.reference for one in change.moves} == moved
        assert (change.n_kept_out, change.n_let_in) == (len(lost), len(gained))
        assert (change.n_eligible_before, change.n_eligible_after) == (len(ranks), len(new_ranks))
    summary = answer.summary
    assert (summary.pairs_let_in, summary.pairs_kept_out) == (
        sum(c.n_let_in for c in answer.vacancies),
        sum(c.n_kept_out for c in answer.vacancies),
    )
    assert summary.pairs_kept_out
    assert summary.n_people_losing == len({one.reference for c in answer.vacancies for one in c.kept_out})
    assert sum(told["kept_out"] for told in summary.provinces.values()) == summary.pairs_kept_out


def test_weights_move_people_and_keep_nobody_out(place, other_weights):  # noqa: F811
    answer = what_if(place, ACTOR, WhatIfQuery(DAY, weights=other_weights, limit=3))
    assert (answer.summary.pairs_let_in, answer.summary.pairs_kept_out) == (0, 0)
    assert answer.summary.n_entered == answer.summary.n_left > 0
    assert answer.rules[0] == answer.rules[1]
    assert answer.weights[1] == "trial"


def test_the_active_files_themselves_change_nothing(place):  # noqa: F811
    answer = what_if(place, ACTOR, WhatIfQuery(DAY, RULES_FILE, WEIGHTS_FILE))
    assert (answer.vacancies, answer.people) == ((), ())


def test_nothing_is_stored_but_that_somebody_looked(place, stricter):  # noqa: F811
    before = counts(place)
    what_if(place, ACTOR, WhatIfQuery(DAY, rules=stricter))
    after = counts(place)
    assert {name for name in after if after[name] != before[name]} == {"audit_event"}
    with place.sessions() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
        assert event.action == "what_if:read"
        assert event.details["rules_sha256"]
        assert "GOM-" not in json.dumps(event.details)
        assert "GRO-" not in json.dumps(event.details)


def test_both_forms_are_printed(place, stricter):  # noqa: F811
    environment = {"KLADKA_DATA_DIR": str(place.settings.data_folder), "COLUMNS": "200"}
    for language in ("ru", "be", "en"):
        arguments = ["--language", language, "what-if", "--rules", str(stricter), "--as-of", "2026-11-22"]
        done = CliRunner().invoke(main, arguments, env=environment)
        assert done.exit_code == 0, done.output
        assert "VAC-" in done.stdout
        assert "{" not in done.stdout
    done = CliRunner().invoke(main, [*arguments, "--format", "json"], env=environment)
    form = json.loads(done.stdout)
    assert form["summary"]["n_vacancies_changed"] == len(form["vacancies"]) > 0


@pytest.mark.parametrize(
    ("option", "content"),
    [
        ("rules", b"{"),
        ("rules", b"[]"),
        ("rules", b"\xff\xfe"),
        ("rules", b"[" * 100_000),
        ("rules", b'{"version": "x"}'),
        ("weights", b"{}"),
        ("weights", b"[1]"),
        ("weights", b'{"version": "x", "prior": NaN, "features": []}'),
    ],
)
def test_a_broken_file_is_refused_in_words(place, tmp_path, option, content):  # noqa: F811
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    done = CliRunner().invoke(main, ["what-if", f"--{option}", str(path)], env={"KLADKA_DATA_DIR": str(place.settings.data_folder)})
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "broken.json" in done.stderr
    with pytest.raises(InvalidValue, match="version_file"):
        what_if(place, ACTOR, WhatIfQuery(DAY, **{option: path}))


def test_something_to_compare_with_is_needed(place):  # noqa: F811
    with pytest.raises(InvalidValue, match="what_if_nothing"):
        what_if(place, ACTOR, WhatIfQuery(DAY))


def test_everybody_is_counted_and_only_people_within_reach_are_named(place, stricter):  # noqa: F811
    whole = what_if(place, ACTOR, WhatIfQuery(DAY, rules=stricter))
    assert whole.people
    for actor, names in ((Actor("k", "K", Role.COORDINATOR, "Own", 1), True), (Actor("a", "A", Role.AUDITOR), False)):
        told = what_if(place, actor, WhatIfQuery(DAY, rules=stricter))
        assert told.summary == whole.summary
        assert {person.reference for person in told.people} <= {person.reference for person in whole.people}
        assert bool(told.people) is names
        assert names or not any((*vacancy.let_in, *vacancy.kept_out, *vacancy.moves) for vacancy in told.vacancies)
    for role in (Role.EMPLOYER, Role.CASEWORKER, Role.EXPERT):
        with pytest.raises(Forbidden):
            what_if(place, Actor("e", "E", role), WhatIfQuery(DAY, rules=stricter))
