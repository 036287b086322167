"""Pages of the employment expert."""

from web.routes.expert import referrals, reviews, shortlists, work
from web.routes.table import POST, Route

ROUTES: tuple[Route, ...] = (
    Route("/work", "work", work.show_work),
    Route("/reviews", "reviews", reviews.show_reviews),
    Route("/reviews/aliases/<int:number>/<any(accept, reject):decision>", "decide_alias", reviews.decide_alias, POST),
    Route("/reviews/changes/<int:number>/<any(accept, reject):decision>", "decide_change", reviews.decide_change, POST),
    Route("/vacancies/<reference>/confirm", "confirm_vacancy", reviews.confirm, POST),
    Route("/vacancies/<reference>/candidates/<candidate>/shortlist", "shortlist", shortlists.put_on_the_list, POST),
    Route("/vacancies/<reference>/compare", "compare", shortlists.show_comparison),
    Route("/vacancies/<reference>/ranking.xlsx", "ranking_file", shortlists.take_table),
    Route("/referrals", "referrals", referrals.show_referrals),
)
