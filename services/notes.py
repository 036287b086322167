"""Words that somebody writes beside a decision: how long they may be, and when there must be any."""

from services.errors import InvalidValue

LONGEST_NOTE = 2_000


def check_length(note: str | None) -> None:
    """Refuse a note that nobody reads to its end (`invalid_value.note`)."""
    if len(note or "") > LONGEST_NOTE:
        raise InvalidValue("invalid_value.note", field="note", parameters={"maximum": LONGEST_NOTE})


def check_said(note: str | None, field: str = "note") -> None:
    """Refuse a decision without a word why (`invalid_value.note_needed`)."""
    if not (note or "").strip():
        raise InvalidValue("invalid_value.note_needed", field=field)


def check_reason_told(reason: str | None, note: str | None) -> None:
    """Refuse the reason `other` without words."""
    if reason == "other":
        check_said(note)
