"""Pages of a coordinator."""

from web.routes.table import Route

ROUTES: tuple[Route, ...] = ()
