"""What to learn: for one person, and for a province."""

from typing import Any

from flask import Response

from api.calendar import today
from api.identity import current_actor, current_installation
from api.language import asked_language
from api.problems import problem_words
from api.requests import ApiBlueprint
from api.schemas.skills import DemandQuery, DemandSchema, OpenersQuery, OpenersSchema, chart_rows
from api.told_skills import demand_csv, told_openers
from services.skills_gap import find_openers_for, find_province_demand

skills = ApiBlueprint("skills", "What to learn: what would open the most vacancies, and which skills a province lacks.", "")


@skills.route("/candidates/<reference:reference>/openers")
@skills.arguments(OpenersQuery, location="query")
@skills.response(200, OpenersSchema)
def show_openers(query: dict[str, Any], reference: str) -> dict[str, Any]:
    """Show what would open the most vacancies

    One or two licences, skills or papers. A licence opens what the rules kept shut; a skill or a paper opens a vacancy when it was the
    last thing essential that was missing.
    """
    asked = (reference, query.get("as_of") or today(), query["limit"], asked_language())
    found = find_openers_for(current_installation(), current_actor(), *asked)
    return told_openers(found, problem_words(asked_language()))


@skills.route("/provinces/<province>/skills")
@skills.arguments(DemandQuery, location="query")
@skills.response(200, DemandSchema)
@skills.doc(responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}})
def show_demand(query: dict[str, Any], province: str) -> dict[str, Any] | Response:
    """Show which skills a province asks and has

    Places of open vacancies that ask a skill as essential, and people there without work who show it or something near. A number that
    stands for one to four people is not told to who may not see each of them.
    """
    found = find_province_demand(current_installation(), current_actor(), province, asked_language())
    if query["format"] == "csv":
        headers = {"Content-Disposition": f"attachment; filename=skills-{province}.csv"}
        return Response(demand_csv(found.lines), mimetype="text/csv", headers=headers)
    return {"province": found.province, "as_of": found.as_of, "lines": found.lines, "chart": chart_rows(found.lines)}
