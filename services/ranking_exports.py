"""A shown ranking that leaves as a file: the same lines as on the page, and the trail is told."""

from models.matchrun import MatchRun
from services.actors import Actor
from services.exports import MOST_ALONE
from services.installation import Installation
from services.permissions import authorise
from services.ranking import RankingAnswer, RankingQuery, check_limit, rank_candidates
from services.readings import note_readings


def take_ranking(installation: Installation, actor: Actor, query: RankingQuery) -> RankingAnswer:
    """Rank as `rank_candidates` does, at most MOST_ALONE lines, and tell the trail that they leave as a file.

    Raises as `rank_candidates` does.
    """
    authorise(actor, "ranking:create")
    check_limit(query.limit, MOST_ALONE)
    answer = rank_candidates(installation, actor, query)
    with installation.writing(actor, "take a ranking as a file") as unit:
        run = unit.session.get_one(MatchRun, answer.run)
        note_readings(unit, [entry.candidate_id for entry in run.entries if entry.candidate_id is not None])
        unit.audit("ranking:export", run, subject=query.reference, n_people=len(answer.ranking.ranked))
    return answer
