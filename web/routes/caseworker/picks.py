"""What a phrase means, as somebody who sits with the person picks it."""

from flask_babel import gettext as _

from api.schemas.alias import AliasProposalSchema
from services.aliases import propose_alias
from web.identity import current_actor, current_installation
from web.languages import current_language


def propose_pick(text: str, concept: str) -> str:
    """Propose that a phrase means a skill; gives the sentence of what follows. Raises ValidationError and what `propose_alias` says."""
    said = AliasProposalSchema().load({"text": text, "kind": "skill", "concept": concept})
    propose_alias(current_installation(), current_actor(), said["text"], said["kind"], said["concept"], current_language())
    return _("Your pick is kept. A second person confirms it, then it holds for everybody.")
