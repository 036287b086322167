"""Who looks at a page, and which installation answers. The pages ask here and nowhere else; how it is found out is the API's."""

from api.identity import INSTALLATION, current_actor, current_installation
from services.actors import Actor
from services.errors import NotSignedIn

__all__ = ["INSTALLATION", "current_actor", "current_installation", "current_reader"]


def current_reader() -> Actor | None:
    """Who looks at this page, perhaps without the second factor that their role needs; None for somebody who has not signed in."""
    try:
        return current_actor(require_second_factor=False)
    except NotSignedIn:
        return None
