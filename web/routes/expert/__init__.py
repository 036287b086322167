"""Pages of the employment expert."""

from web.routes.table import Route

ROUTES: tuple[Route, ...] = ()
