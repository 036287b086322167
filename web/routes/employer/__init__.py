"""Pages of an employer."""

from web.routes.table import Route

ROUTES: tuple[Route, ...] = ()
