"""Organisations that look after people, and employers. Here must not live: people, accounts, vacancies."""

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, validates

from models import codes
from models.base import IDENTIFIER, Base, fold, not_blank, one_of, personal, public
from models.sealing import Sealed, SealedRecord, sealed_text


class Organisation(Base):
    """Who a caseworker or an expert works for."""

    __tablename__ = "organisation"
    __table_args__ = (not_blank("name"), one_of("kind", codes.ORGANISATION_KINDS), one_of("province", codes.PROVINCES))
    __noun__ = "organisation"
    __reference__ = "name"

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    name: Mapped[str] = public(String(200))
    name_folded: Mapped[str] = public(String(400), unique=True)
    kind: Mapped[str] = public(String(32), default="other")
    province: Mapped[str | None] = public(String(16))

    @validates("name")
    def _fold_name(self, _column: str, name: str) -> str:
        self.name_folded = fold(name)
        return name


class Employer(SealedRecord, Base):
    """Who posts vacancies. contact: whom to call there, sealed.

    unp: the nine digits of the taxpayer's number, None where the number given was not sound.
    """

    __tablename__ = "employer"
    __table_args__ = (
        not_blank("name"),
        CheckConstraint("length(unp) = 9", name="unp_nine_digits"),
        Index(None, "name_folded"),
    )
    __noun__ = "employer"
    __reference__ = "name"
    __sealed__ = ("contact",)

    id: Mapped[int] = public(IDENTIFIER, primary_key=True)
    name: Mapped[str] = public(String(300))
    name_folded: Mapped[str] = public(String(600))
    unp: Mapped[str | None] = public(String(9), unique=True)
    sector: Mapped[str | None] = public(String(64))
    _contact: Mapped[bytes | None] = personal("contact", Sealed, audit="fact")
    contact = sealed_text()

    @validates("name")
    def _fold_name(self, _column: str, name: str) -> str:
        self.name_folded = fold(name)
        return name
