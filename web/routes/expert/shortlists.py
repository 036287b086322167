"""What the expert does from a ranking: somebody onto the short list, two or three side by side, the lines as a table."""

from io import BytesIO

from flask import redirect, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api.media_types import XLSX
from api.schemas.placement import MoveSchema
from models.workflow import SHORTLISTED
from services.placement_way import find_way
from services.ranking import RankingQuery, explain_pair
from services.ranking_exports import take_ranking
from services.shortlisting import shortlist
from services.vacancies import get_vacancy_view
from web.forms import BLANK, Form, answer, tell
from web.identity import current_actor, current_installation
from web.languages import current_language
from web.links import kept, there
from web.questions import DayQuestion, RankingQuestion, asked
from web.shown.comparison import LEAST_COMPARED, MOST_COMPARED, comparison
from web.shown.ranking import ranked_lines
from web.shown.ranking_sheet import ranking_sheet


def put_on_the_list(reference: str, candidate: str) -> Response | tuple[str, int] | str:
    """With a word why. A part of the ranking page when a script asks for it, else back to the same line of the ranking."""
    in_place = "HX-Request" in request.headers

    def do(form: Form) -> Response:
        said = {"to": SHORTLISTED} | {name: form.get(name) for name in ("note",) if form.get(name)}
        note = MoveSchema().load(said).get("note", "")
        shortlist(current_installation(), current_actor(), candidate, reference, note)
        if in_place:
            return Response(_part(reference, candidate, BLANK), mimetype="text/html")
        tell(_("%(candidate)s is on the short list.", candidate=candidate))
        return redirect(there("vacancy", reference=reference, **kept("show", "limit")) + f"#{candidate}", 303)

    def again(form: Form) -> str:
        if in_place:
            return _part(reference, candidate, form)
        vacancy = get_vacancy_view(current_installation(), current_actor(), reference, current_language())
        return render_template("expert/shortlist.html", vacancy=vacancy, candidate=candidate, form=form)

    given = answer(do, again)
    return given[0] if in_place and isinstance(given, tuple) else given  # a script shows what is wrong where it was typed


def _part(reference: str, candidate: str, form: Form) -> str:
    way = find_way(current_installation(), current_actor(), candidate, reference).on_the_way
    return render_template("expert/on_the_list.html", reference=reference, candidate=candidate, way=way, form=form)


def show_comparison(reference: str) -> tuple[str, int]:
    """Two or three people for one vacancy; another number of them gets a sentence with the way back."""
    question = asked(DayQuestion)
    installation, actor, language = current_installation(), current_actor(), current_language()
    vacancy = get_vacancy_view(installation, actor, reference, language)
    people = tuple(dict.fromkeys(one.strip() for one in request.args.getlist("with") if one.strip()))
    if not LEAST_COMPARED <= len(people) <= MOST_COMPARED:
        return render_template("expert/compare.html", vacancy=vacancy, question=question, people=people, table=None), 400
    pairs = [(one, explain_pair(installation, actor, reference, one, question.as_of)) for one in people]
    ways = {one: find_way(installation, actor, one, reference).on_the_way for one in people}
    table = comparison(pairs)
    shown = render_template("expert/compare.html", vacancy=vacancy, question=question, people=people, table=table, ways=ways)
    return shown, question.status_code


def take_table(reference: str) -> Response | tuple[str, int]:
    """The lines that the page shows, as XLSX; told in the audit trail."""
    question = asked(RankingQuestion)
    installation, actor = current_installation(), current_actor()
    vacancy = get_vacancy_view(installation, actor, reference, current_language())
    if question.errors:
        return render_template("vacancies/ranking.html", vacancy=vacancy, question=question, answer=None, posted=None), question.status_code
    query = RankingQuery(reference, question.as_of, question.values["limit"], with_excluded=True)
    taken = take_ranking(installation, actor, query)
    lines = ranked_lines(taken, question.values["show"], vacancy.starts_on)
    file = BytesIO(ranking_sheet(vacancy, taken, lines, current_language()))
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=f"{reference}-{taken.ranking.as_of}.xlsx")
