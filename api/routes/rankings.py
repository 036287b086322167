"""Rankings in both directions, and the explanation of one pair."""

from typing import Any

from flask import Response, jsonify

from api.calendar import today
from api.identity import current_actor, current_installation
from api.language import asked_language
from api.problems import problem_words
from api.requests import ApiBlueprint
from api.schemas.ranking import DayQuery, PairSchema, RankingQuerySchema, RankingSchema
from api.told import told_pair, told_ranking
from services.ranking import RankingQuery, explain_pair, rank_candidates, rank_vacancies

rankings = ApiBlueprint("rankings", "Who fits a vacancy, which vacancies fit a person, and why. Order is advice.", "")

MOST_EXCLUDED = 1_000


@rankings.route("/vacancies/<reference:reference>/candidates")
@rankings.arguments(RankingQuerySchema, location="query")
@rankings.response(200, RankingSchema)
def rank_people(query: dict[str, Any], reference: str) -> Response:
    """Rank people for a vacancy

    Everybody whom no rule keeps out, best first, each with an explanation. The run is stored, so that it can be replayed.
    """
    asked = RankingQuery(reference, query.get("as_of") or today(), query["limit"], query["excluded"])
    actor = current_actor()
    place, language = current_installation(), asked_language()
    answer = rank_candidates(place, actor, asked)
    # A run is never told otherwise, and putting fifty explanations into words takes longer than finding them.
    body = place.told.find((answer.run, actor, language))
    if body is None:
        body = jsonify(RankingSchema().dump(told_ranking(answer, problem_words(language), MOST_EXCLUDED))).get_data()
        place.told.keep((answer.run, actor, language), body)
    return Response(body, mimetype="application/json")


@rankings.route("/candidates/<reference:reference>/vacancies")
@rankings.arguments(RankingQuerySchema, location="query")
@rankings.response(200, RankingSchema)
def rank_work(query: dict[str, Any], reference: str) -> dict[str, Any]:
    """Rank vacancies for a person

    Every vacancy that no rule keeps the person from, best first. The run is stored, so that it can be replayed.
    """
    asked = RankingQuery(reference, query.get("as_of") or today(), query["limit"], query["excluded"])
    actor = current_actor()
    answer = rank_vacancies(current_installation(), actor, asked)
    return told_ranking(answer, problem_words(asked_language()), MOST_EXCLUDED)


@rankings.route("/vacancies/<reference:vacancy>/candidates/<reference:candidate>")
@rankings.arguments(DayQuery, location="query")
@rankings.response(200, PairSchema)
def explain(query: dict[str, Any], vacancy: str, candidate: str) -> dict[str, Any]:
    """Explain one pair

    Every requirement with its evidence, every rule with its outcome, each contribution, and what would change it; eligible or not.
    """
    as_of, actor = query.get("as_of") or today(), current_actor()
    answer = explain_pair(current_installation(), actor, vacancy, candidate, as_of)
    return told_pair(answer, as_of.isoformat(), problem_words(asked_language()))
