"""Pages of the employment expert."""

from web.routes.expert import referrals
from web.routes.table import Route

ROUTES: tuple[Route, ...] = (Route("/referrals", "referrals", referrals.show_referrals),)
