"""How far work is that somebody waits for, so that every worker can tell them. A row lives while its work does."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped

from models import codes
from models.base import Base, UtcDateTime, not_blank, one_of, personal, public


class WorkUnderWay(Base):
    """One piece of work: what is being done, and how far where that can be known. Nothing of what the work is about.

    key: drawn by the page that waits, no secret; actor_id: who waits, and alone may ask; done of total: vacancies or people, by the stage;
    told_at: the last sign of life.
    """

    __tablename__ = "work_under_way"
    __table_args__ = (
        CheckConstraint("length(key) >= 16", name="key_long_enough"),
        not_blank("actor_id"),
        one_of("stage", codes.WORK_STAGES),
        CheckConstraint("(done IS NULL) = (total IS NULL)", name="done_of_total"),
        CheckConstraint("done >= 0 AND done <= total", name="done"),
        Index(None, "told_at"),
    )

    key: Mapped[str] = public(String(64), primary_key=True)
    actor_id: Mapped[str] = personal(String(64))
    stage: Mapped[str] = public(String(16))
    done: Mapped[int | None] = public()
    total: Mapped[int | None] = public()
    told_at: Mapped[datetime] = public(UtcDateTime)
