"""Who looks at a page, and which installation answers. The pages ask here and nowhere else; accounts will change the API's answer."""

from api.identity import INSTALLATION, current_actor, current_installation

__all__ = ["INSTALLATION", "current_actor", "current_installation"]
