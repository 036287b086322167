"""Aliases as use cases: somebody says what a written text means, a second person decides, and then it holds for everybody.

A proposal changes nothing. A decision may be reversed; both persons and both moments stay in the record and in the audit trail. Stored
rankings are never touched, and profiles only by `services.rereading`.
"""

import csv
import io
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from matcher.labelbook import plain
from matcher.taxonomy import Taxonomy
from matcher.text import clean, guess_language
from matcher.types import ConceptKind
from models.base import fold
from models.queries import aliases as queries
from models.taxonomy import Alias
from services.actors import Actor
from services.errors import Conflict, Forbidden, InvalidValue, NotFound, StateConflict, check_version
from services.importing.rejected import neutral
from services.installation import Installation
from services.pages import check_page
from services.permissions import authorise
from services.understanding import label_of

LONGEST_ALIAS = 160
"""Characters: as much of one phrase as the resolver reads. What is longer is a list or a story, not a name of something."""
EXPORT_COLUMNS = ("key", "language", "label", "proposed_by", "decided_by")


@dataclass(frozen=True, slots=True)
class AliasView:
    """An alias, ready to be shown. state: `proposed`, `accepted` or `rejected`; decided_*: None until somebody decided."""

    id: int
    text: str
    kind: str
    concept: str
    label: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None

    @property
    def version(self) -> int:
        """Grows with every decision: microseconds since 1970 of the last one, 0 before the first."""
        return version_of(self.decided_at)


@dataclass(frozen=True, slots=True)
class AliasPage:
    """Some aliases in order of proposal, how many there are in all, and the number to go on after (None: no more)."""

    aliases: tuple[AliasView, ...]
    total: int
    after: int | None


def propose_alias(installation: Installation, actor: Actor, text: str, kind: ConceptKind, concept: str, language: str = "ru") -> AliasView:
    """Say that a text means a concept. The same proposal twice is one, with what was decided about it.

    Raises Forbidden, InvalidValue (`invalid_value.concept`: there is no such concept of this kind; `invalid_value.alias_text`: no word
    in it, or longer than LONGEST_ALIAS).
    """
    authorise(actor, "alias:propose")
    written = text.strip()
    if not _words(written) or max(len(written), len(clean(written))) > LONGEST_ALIAS:
        raise InvalidValue("invalid_value.alias_text", field="text", parameters={"maximum": LONGEST_ALIAS})

    def store() -> AliasView:
        with installation.writing(actor, "propose an alias") as unit:
            taxonomy = installation.knowledge(unit.session).taxonomy
            if concept not in taxonomy.row_of or taxonomy.kind_of(concept) is not kind:
                raise InvalidValue("invalid_value.concept", field="concept", parameters={"concept": concept})
            alias = queries.get_same_proposal(unit.session, kind=kind.value, text=written, concept_key=concept)
            if alias is None:
                alias = Alias(kind=kind.value, text=written, concept_key=concept, proposed_by=actor.id, state="proposed")
                unit.session.add(alias)
                unit.session.flush()
                unit.audit("alias:propose", alias, text=written, concept=concept)
            return view_of(alias, taxonomy, language)

    return _unless_taken(store, lambda _: store())


def accept_alias(installation: Installation, actor: Actor, number: int, language: str = "ru", version: int | None = None) -> AliasView:
    """Let a proposal hold for everybody from now on.

    Raises Forbidden (`forbidden.own_proposal` to who proposed it), NotFound (`not_found.alias`), StateConflict
    (`state_conflict.alias_accepted`), StaleVersion (another decision since `version` was read), Conflict (`conflict.alias_meaning`: the
    text already means something else).
    """
    authorise(actor, "alias:decide")

    def taken(refused: Conflict) -> AliasView:  # somebody gave the same text a meaning at the same moment
        raise Conflict("conflict.alias_meaning", field="text", remedy="reject_the_other") from refused

    return _unless_taken(lambda: _decide(installation, actor, number, "accepted", language, version), taken)


def reject_alias(installation: Installation, actor: Actor, number: int, language: str = "ru", version: int | None = None) -> AliasView:
    """Refuse a proposal, or take an accepted alias back: the text is then read as before. Raises as `accept_alias` does."""
    authorise(actor, "alias:decide")
    return _decide(installation, actor, number, "rejected", language, version)


def get_alias(installation: Installation, actor: Actor, number: int, language: str = "ru") -> AliasView:
    """One alias. Raises Forbidden, NotFound (`not_found.alias`)."""
    authorise(actor, "alias:read")
    with installation.reading(actor, "show an alias") as unit:
        alias = queries.get_alias(unit.session, alias_id=number)
        if alias is None:
            raise NotFound.record("alias", number)
        return view_of(alias, installation.knowledge(unit.session).taxonomy, language)


def list_aliases(
    installation: Installation, actor: Actor, *, state: str | None = None, words: str = "", after: int = 0, limit: int = 50,
    language: str = "ru",
) -> AliasPage:  # fmt: skip
    """A page of aliases in order of proposal, 1 to 200 of them, of one state if asked.

    words: part of the text, or of the preferred name of what it means, in whatever language.
    """
    authorise(actor, "alias:read")
    check_page(limit)
    with installation.reading(actor, "list aliases") as unit:
        taxonomy = installation.knowledge(unit.session).taxonomy
        found = queries.list_aliases(unit.session, state=state, words=words, after=after, limit=limit + 1)
        shown = tuple(view_of(alias, taxonomy, language) for alias in found[:limit])
        more = found[limit - 1].id if len(found) > limit else None
        return AliasPage(shown, queries.count_aliases(unit.session, state=state, words=words), more)


def find_picked(
    installation: Installation, actor: Actor, texts: Collection[str], kind: ConceptKind = ConceptKind.SKILL, language: str = "ru"
) -> Mapping[str, tuple[str, ...]]:
    """Text → labels of what somebody picked for it and nobody decided on yet; texts without a pick are left out. Raises Forbidden."""
    authorise(actor, "alias:read")
    if not texts:
        return {}
    with installation.reading(actor, "find what was picked") as unit:
        taxonomy = installation.knowledge(unit.session).taxonomy
        labels: dict[str, list[str]] = {}
        for alias in queries.find_proposed_aliases(unit.session, kind=kind.value, texts=texts):
            labels.setdefault(alias.folded, []).append(label_of(taxonomy, alias.concept_key, language) or alias.concept_key)
    return {text: tuple(labels[fold(text)]) for text in texts if fold(text) in labels}


def export_aliases(installation: Installation, actor: Actor) -> str:
    """Every accepted alias as CSV in the form of the taxonomy's labels, to grow the taxonomy by; the language is a guess by the letters."""
    authorise(actor, "alias:read")
    with installation.reading(actor, "export aliases") as unit:
        accepted = queries.list_aliases(unit.session, state="accepted", limit=None)
        rows = [(a.concept_key, guess_language(a.text), a.text, a.proposed_by, a.decided_by or "") for a in accepted]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(EXPORT_COLUMNS)
    writer.writerows([neutral(cell) for cell in row] for row in sorted(rows))
    return written.getvalue()


def _decide(installation: Installation, actor: Actor, number: int, state: str, language: str, version: int | None) -> AliasView:
    with installation.writing(actor, f"decide on an alias: {state}") as unit:
        alias = queries.get_alias(unit.session, alias_id=number, for_update=True)
        if alias is None:
            raise NotFound.record("alias", number)
        check_version(version, version_of(alias.decided_at))
        if fold(alias.proposed_by) == fold(actor.id):
            raise Forbidden("forbidden.own_proposal", remedy="ask_second_person")
        if alias.state == state:
            raise StateConflict(f"state_conflict.alias_{state}", parameters={"reference": number})
        taxonomy = installation.knowledge(unit.session).taxonomy
        if state == "accepted":
            _check_acceptable(unit.session, alias, taxonomy)
        alias.state, alias.decided_by, alias.decided_at = state, actor.id, unit.now()
        unit.audit("alias:accept" if state == "accepted" else "alias:reject", alias, text=alias.text, concept=alias.concept_key)
        unit.session.flush()
        return view_of(alias, taxonomy, language)


def _check_acceptable(session: Session, alias: Alias, taxonomy: Taxonomy) -> None:
    """The concept must still be there, and nothing that the resolver reads as the same words may have another meaning."""
    if alias.concept_key not in taxonomy.row_of:
        raise InvalidValue("invalid_value.concept", field="concept", parameters={"concept": alias.concept_key})
    words = _words(alias.text)
    for (kind, text), concept in queries.find_accepted_aliases(session).items():
        if kind == alias.kind and (text == alias.folded or (_words(text) == words and concept != alias.concept_key)):
            parameters = {"text": alias.text, "concept": concept}
            raise Conflict("conflict.alias_meaning", field="text", remedy="reject_the_other", parameters=parameters)


def version_of(decided_at: datetime | None) -> int:
    """A number for a state of an alias: it was proposed once, and decided on at moments that differ."""
    return 0 if decided_at is None else int(decided_at.timestamp() * 1_000_000)


def _words(text: str) -> str:
    """The spelling under which the resolver looks a text up; empty when it has no letter or digit."""
    return plain(clean(text))


def _unless_taken(store: Callable[[], AliasView], otherwise: Callable[[Conflict], AliasView]) -> AliasView:
    """Call `store`; `otherwise` when somebody stored the same text a moment before (only PostgreSQL lets two write at once)."""
    try:
        return store()
    except Conflict as refused:
        if refused.code != "conflict.unique":
            raise
        return otherwise(refused)


def view_of(alias: Alias, taxonomy: Taxonomy, language: str) -> AliasView:
    """An alias with the label of its concept."""
    return AliasView(
        id=alias.id,
        text=alias.text,
        kind=alias.kind,
        concept=alias.concept_key,
        label=label_of(taxonomy, alias.concept_key, language) or alias.concept_key,
        state=alias.state,
        proposed_by=alias.proposed_by,
        proposed_at=alias.proposed_at,
        decided_by=alias.decided_by,
        decided_at=alias.decided_at,
    )
