"""Every use case can be reached through the API, and nothing restricted leaves a service but in a view that is told in the trail."""

import ast
import dataclasses
import importlib
import pkgutil
from pathlib import Path

import services
from models import Base
from services.audited import AuditedView

ROOT = Path(__file__).parents[2]

COMMAND_LINE_ONLY = {
    "services.aliases:find_picked": "what waits of the aliases that the API lists, for the words of one page",
    "services.bulk_runs:rank_everybody": "hours of work for a cluster; a request would not live to see its end",
    "services.demo:is_empty": "asked by `kladka run` before it loads the demo world",
    "services.demo:load_demo_world": "invented people belong in no database that serves others",
    "services.digests:send_digests": "the calendar's doing, not a person's: `kladka digest send` once a day",
    "services.drafts:begin_draft": "a form half-way belongs to the pages; programs send the whole at once",
    "services.drafts:keep_draft": "a form half-way belongs to the pages; programs send the whole at once",
    "services.drafts:list_drafts": "a form half-way belongs to the pages; programs send the whole at once",
    "services.drafts:read_draft": "a form half-way belongs to the pages; programs send the whole at once",
    "services.drafts:remove_draft": "a form half-way belongs to the pages; programs send the whole at once",
    "services.introduced_people:list_everybody_introduced": "what the API shows vacancy by vacancy, on one page",
    "services.posted_vacancies:get_posted_vacancy": "places and dates beside a vacancy on a page; the API shows the vacancy itself",
    "services.posted_vacancies:list_posted_vacancies": "the same beside each line of a list",
    "services.posted_vacancies:say_it_still_stands": "one button of the pages",
    "services.place_search:understand_place": "a place typed in a form; the API understands it with what it belongs to",
    "services.posting:employers_to_post_for": "names to choose from in a form",
    "services.posting:places_on_map": "dots of a map; the API searches places",
    "services.posting:publish_draft": "the end of a form that was kept; programs post at once",
    "services.posting:suggest_requirements": "ticks of a form; the API searches the taxonomy",
    "services.esco:import_esco": "reads files of hundreds of megabytes that the administrator downloads",
    "services.granting:grant_application_role": "needs the owner of the tables, whom the service must not be",
    "services.hand_overs:find_ground": "names to choose from in a form; the API lists organisations and consents",
    "services.headlines:find_headlines": "lines beside references on a page; the API shows the vacancy itself",
    "services.headlines:find_labels": "labels beside concepts on a page; the API searches the taxonomy",
    "services.initials:find_initials": "initials beside references on a page; the API shows the person",
    "services.importing.importer:import_candidates": "the inside of services.importing.files:import_file",
    "services.importing.importer:import_vacancies": "the inside of services.importing.files:import_file",
    "services.learning:training_status": "how many outcomes are missing, told on a page; the API says it in answer to the training",
    "services.board:read_board": "the columns of a page; the API lists placements, people and next steps",
    "services.coming:list_ending_consents": "what comes up, for the first page of the day; the API lists each person's consents",
    "services.coming:list_steps_ahead": "what comes up, for the first page of the day; the API shows each person's next step",
    "services.trial_choices:read_draft_choices": "what a form offers to choose from; the API shows pilots and refuses what does not fit",
    "services.trial_choices:read_trial_choices": "what a form offers to choose from; the API shows pilots and refuses what does not fit",
    "services.trial_lists:list_trial_pilots": "pilots to choose from on a page; the API lists pilots",
    "services.trial_lists:list_trials_by_need": "a list to work through on a page; the API lists agreements in order of entry",
    "services.trial_prints:print_trial": "the paper to be signed; the API shows the agreement",
    "services.papers:change_papers": "the form of a page, paper by paper; the API changes the case",
    "services.papers:read_papers": "the form of a page; the API tells the day of the papers beside each ranked line",
    "services.registration:check_person": "one step of a form half-way; the API refuses the whole at once",
    "services.registration:find_doubles": "one step of a form half-way; the API reports doubles of a file",
    "services.registration:read_words": "what is understood while somebody types; the API resolves texts",
    "services.registration:register_from_draft": "the end of a form half-way; the API registers the person and gives consents",
    "services.restrictions:enter_restriction": "one restriction with its basis; the API changes the limits of the case as a whole",
    "services.restrictions:lift_restriction": "one restriction on a page; the API changes the limits of the case as a whole",
    "services.restrictions:read_limits": "opened on purpose on a page; the API shows the restricted part of the case",
    "services.candidates:checked_row": "the inside of services.candidates:register_candidate and of a batch",
    "services.consents:lapse_consents": "the calendar's doing, not a person's: before the first ranking of a day",
    "services.demo_accounts:demo_accounts": "accounts whose passwords lie in a file belong on one's own machine",
    "services.demo_story:tell_demo_story": "the demo world's history, told once beside the machine",
    "services.first_sealing:seal_what_is_set_aside": "a part of the migration",
    "services.key_rotation:key_statuses": "needs the file of the keys, beside the machine",
    "services.key_rotation:rotate_keys": "needs the file of the keys, beside the machine",
    "services.moving:move_database": "needs both databases and no server",
    "services.placement_deadlines:expire_unanswered": "the calendar's doing, not a person's: `kladka placement expire` once a day",
    "services.placement_way:find_on_the_way": "stages beside a ranking on a page; the API lists placements",
    "services.placement_way:find_way": "what the page of a pair shows at once; the API shows placements, consents and introductions",
    "services.slips:get_slip_view": "the head of a form on a page; the API lists slips",
    "services.slips:list_slips_of": "the slips of one placement on its page; the API lists slips",
    "services.slips:watch_slips": "the page of slips, the late first, with counts; the API lists slips",
    "services.ranking_exports:take_ranking": "the lines of a page as a workbook; the API gives them as JSON",
    "services.reviews:read_reviews": "one page of what the API lists noun by noun",
    "services.shortlisting:shortlist": "two steps in one button; the API proposes and moves",
    "services.work_list:read_work_list": "one page of what the API lists noun by noun",
    "services.ranking:rank_all": "one ranking for each vacancy; the API ranks one at a time, and the trail says which",
    "services.organisations:list_employers": "names for the form of an invitation on a page; the API lists vacancies with their employers",
    "services.retention:due_cases": "ends cases for good: on the machine itself, by a person whose name is typed",
    "services.retention:erase_on_request": "ends a case for good: on the machine itself, by a person whose name is typed",
    "services.retention:run_retention": "ends cases for good: on the machine itself, by a person whose name is typed",
    "services.simulation.world:simulate": "invented people belong in no database that serves others",
    "services.under_way:read_work": "asked each second by a page that waits; a program is told at the end",
    "services.trail:seal_trail": "a seal is worth what the machine is worth that makes it; the first write of a day makes one anyway",
}

NOT_A_READING = {
    "AliasView.kind": "of the taxonomy, not of a person",
    "AliasView.text": "of the taxonomy, not of a person",
    "ExportView.reason": "of an export, in the words of who asked for it",
    "ImportSummary.kind": "of a file",
    "NoticeView.code": "what happened to a placement, of models.codes.NOTICE_CODES",
    "NoticeView.details": "codes and references for a sentence",
    "OrganisationView.kind": "of an organisation",
    "RequirementView.text": "of a vacancy",
    "RulesSummary.content": "of a rule set",
    "RulesSummary.note": "of a rule set",
    "ScorerSummary.content": "of a scorer",
    "ScorerSummary.note": "of a scorer",
    "ScorerSummary.report": "figures of a training",
    "SkillView.text": "what somebody can do: candidate_skill.text is personal",
    "TradeView.text": "None unless `restriction:read`; made by candidate_views.view_of only, inside the disclosure of the case",
    "TrainingAnswer.report": "figures of a training",
    "VacancyChangeView.changes": "of a vacancy",
    "UnreadLimitView.kind": "only ever inside RestrictedView",
    "UnreadLimitView.text": "only ever inside RestrictedView",
    "WishView.text": "candidate_wish.text is personal",
}
"""Fields of views that bear the name of a restricted column and are none, or are guarded by the view around them."""


def use_cases() -> set[str]:
    """Every public function of services that begins with `authorise`."""
    found = set()
    for path in (ROOT / "services").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                calls = [call for call in ast.walk(node) if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "authorise"]
                if calls:
                    found.add(f"{module}:{node.name}")
    return found


def reached() -> set[str]:
    """What the routes of the API take from services."""
    found = set()
    for path in (ROOT / "api" / "routes").glob("*.py"):
        tree, names = ast.parse(path.read_text(encoding="utf-8")), dict[str, str]()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("services"):
                for alias in node.names:
                    names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                    found.add(f"{node.module}:{alias.name}")
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
                found.add(f"{names[node.value.id]}:{node.attr}")
    return found


def test_every_use_case_has_a_route_or_a_reason() -> None:
    assert use_cases() - reached() == COMMAND_LINE_ONLY.keys()


def test_what_bears_the_name_of_something_restricted_is_told_when_it_is_read() -> None:
    restricted = {column.name for table in Base.metadata.sorted_tables for column in table.columns if column.info["access"] == "restricted"}
    found = set()
    for module in pkgutil.walk_packages(services.__path__, "services."):
        for view in vars(importlib.import_module(module.name)).values():
            if not isinstance(view, type) or not dataclasses.is_dataclass(view) or issubclass(view, AuditedView):
                continue
            if view.__module__ == module.name and view.__name__.endswith(("View", "Summary", "Answer", "Page")):
                found |= {f"{view.__name__}.{one.name}" for one in dataclasses.fields(view) if one.name in restricted}
    assert found == NOT_A_READING.keys()
