"""The taxonomy as records: concepts, their labels and relations, and reviewed aliases. Similarity is computed by the matcher, not here."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, relationship, validates

from models import codes
from models.base import IDENTIFIER, Base, UtcDateTime, fold, not_blank, one_of, public, utc_now

KEY = String(128)


class Concept(Base):
    """A skill or an occupation. key: `weld_mma` for the pilot's own, `esco:<last part of the URI>` for an imported one.

    Several concepts may point to one ESCO concept; at most one of them is it exactly (uri_match).
    """

    __tablename__ = "concept"
    __table_args__ = (
        not_blank("key"),
        one_of("kind", codes.CONCEPT_KINDS),
        one_of("source", codes.CONCEPT_SOURCES),
        one_of("uri_match", codes.URI_MATCHES),
        Index(
            "uq_concept_uri_exact",
            "uri",
            unique=True,
            sqlite_where=text("uri_match = 'exact'"),
            postgresql_where=text("uri_match = 'exact'"),
        ),
        CheckConstraint("isco IS NULL OR (kind = 'occupation' AND length(isco) BETWEEN 1 AND 4)", name="isco_of_occupation"),
    )
    __noun__ = "concept"
    __reference__ = "key"

    key: Mapped[str] = public(KEY, primary_key=True)
    kind: Mapped[str] = public(String(16))
    uri: Mapped[str | None] = public(String(300))
    uri_match: Mapped[str] = public(String(8), default="exact")
    isco: Mapped[str | None] = public(String(4))
    source: Mapped[str] = public(String(8), default="pilot")
    labels: Mapped[list["ConceptLabel"]] = relationship(
        back_populates="concept", cascade="all, delete-orphan", passive_deletes=True, order_by="ConceptLabel.label"
    )


class ConceptLabel(Base):
    """One name of a concept in one language; at most one per language is preferred."""

    __tablename__ = "concept_label"
    __table_args__ = (
        one_of("language", codes.LANGUAGES),
        not_blank("label"),
        Index(None, "folded"),
        Index(
            "uq_concept_label_preferred",
            "concept_key",
            "language",
            unique=True,
            sqlite_where=text("is_preferred"),
            postgresql_where=text("is_preferred"),
        ),
    )
    __owner__ = "concept"

    concept_key: Mapped[str] = public(ForeignKey("concept.key", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = public(String(2), primary_key=True)
    label: Mapped[str] = public(String(500), primary_key=True)
    folded: Mapped[str] = public(String(1000))
    is_preferred: Mapped[bool] = public(default=False)
    concept: Mapped[Concept] = relationship(back_populates="labels")

    @validates("label")
    def _fold_label(self, _column: str, label: str) -> str:
        self.folded = fold(label)
        return label


class ConceptBroader(Base):
    """`broader_key` is the wider concept of the two."""

    __tablename__ = "concept_broader"
    __table_args__ = (CheckConstraint("concept_key <> broader_key", name="not_itself"), Index(None, "broader_key"))

    concept_key: Mapped[str] = public(ForeignKey("concept.key", ondelete="CASCADE"), primary_key=True)
    broader_key: Mapped[str] = public(ForeignKey("concept.key", ondelete="CASCADE"), primary_key=True)


class OccupationSkill(Base):
    """A skill that an occupation cannot do without (essential) or may use (optional)."""

    __tablename__ = "occupation_skill"
    __table_args__ = (
        one_of("relation", codes.SKILL_RELATIONS),
        CheckConstraint("occupation_key <> skill_key", name="not_itself"),
        Index(None, "skill_key"),
    )

    occupation_key: Mapped[str] = public(ForeignKey("concept.key", ondelete="CASCADE"), primary_key=True)
    skill_key: Mapped[str] = public(ForeignKey("concept.key", ondelete="CASCADE"), primary_key=True)
    relation: Mapped[str] = public(String(16))


class Alias(Base):
    """What a person decided a written text to mean. Only accepted ones are used; a text has at most one accepted meaning per kind."""

    __tablename__ = "alias"
    __table_args__ = (
        one_of("kind", codes.CONCEPT_KINDS),
        one_of("state", codes.ALIAS_STATES),
        not_blank("folded"),
        CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_sometime"),
        Index("uq_alias_meaning", "concept_key", "kind", "folded", unique=True),
        Index(
            "uq_alias_accepted",
            "kind",
            "folded",
            unique=True,
            sqlite_where=text("state = 'accepted'"),
            postgresql_where=text("state = 'accepted'"),
        ),
    )
    __noun__ = "alias"
    __reference__ = "id"
    __in_change_feed__ = True

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    kind: Mapped[str] = public(String(16))
    text: Mapped[str] = public(String(500))
    folded: Mapped[str] = public(String(1000))
    concept_key: Mapped[str] = public(ForeignKey("concept.key", ondelete="CASCADE"))
    state: Mapped[str] = public(String(16), default="proposed")
    proposed_by: Mapped[str] = public(String(64))
    proposed_at: Mapped[datetime] = public(UtcDateTime, default=utc_now)
    decided_by: Mapped[str | None] = public(String(64))
    decided_at: Mapped[datetime | None] = public(UtcDateTime)

    @validates("text")
    def _fold_text(self, _column: str, written: str) -> str:
        self.folded = fold(written)
        return written
