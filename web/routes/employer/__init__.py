"""Pages of an employer. Posting is for whoever may post; an expert does it for an employer."""

from web.routes.employer import own, people, posting
from web.routes.table import BOTH, POST, Route

ROUTES: tuple[Route, ...] = (
    Route("/vacancies/new", "new_vacancy", posting.new_vacancy, BOTH),
    Route("/vacancies/drafts/<int:number>/check", "posting_check", posting.check, BOTH),
    Route("/vacancies/drafts/<int:number>/understood", "posting_understood", posting.understood, POST),
    Route("/vacancies/drafts/<int:number>/places", "posting_places", posting.found_places),
    Route("/vacancies/drafts/<int:number>/remove", "posting_remove", posting.throw_away, POST),
    Route("/vacancies/drafts/<int:number>/<name>", "posting", posting.posting, BOTH),
    Route("/vacancies/<reference>/change", "change_vacancy", own.change, POST),
    Route("/vacancies/<reference>/copy", "copy_vacancy", own.copy, POST),
    Route("/vacancies/<reference>/still-stands", "still_stands", own.still_stands, POST),
    Route("/vacancies/<reference>/close", "close_vacancy", own.close, POST),
    Route("/vacancies/<reference>/reopen", "reopen_vacancy", own.reopen, POST),
    Route("/introduced", "introduced", people.show_introduced),
    Route("/introduced/answers/<int:number>", "answer_for", people.answer_for, POST),
    Route("/introduced/slips/<int:number>", "mark_own_slip", people.mark, POST),
    Route("/introduced/<int:number>/<fact>", "fact", people.show_fact),
)
