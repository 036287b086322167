"""An answer that is given again is read again: the trail tells of it."""

from services.actors import Actor
from services.installation import Installation


def tell_repetition(installation: Installation, actor: Actor, address: str, made: str | None) -> None:
    """Write that the actor got a kept answer once more. address: what was asked; made: the address of what it made, if anything."""
    with installation.writing(actor, "answer a repeated request") as unit:
        unit.audit("answer:repeat", address=address, made=made)
