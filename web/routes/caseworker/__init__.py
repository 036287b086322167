"""Pages of a caseworker."""

from web.routes.table import Route

ROUTES: tuple[Route, ...] = ()
