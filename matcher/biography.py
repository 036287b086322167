"""The plain facts in a life written as free text: periods of work, grades beside papers, what is denied.

Only the shape of the text is read here (years, separators, negations); what a phrase means is matcher.reading's question. Nothing here
knows a taxonomy.
"""

import re
from dataclasses import dataclass

_DASH = r"\s*[-–—−]\s*"
_NOW = r"(?:н\.?\s*в\.?|наст(?:оящее)?\.?\s*вр(?:емя)?\.?|сейчас|цяпер|зараз|now|present)"
_PERIOD = re.compile(
    rf"(?:\b(?:с|з|from)\s+)?\b((?:19|20)\d\d)\s*(?:г(?:г|од)?\b\.?)?(?:{_DASH}|\s+(?:по|па|до|да|to)\s+)((?:19|20)\d\d|{_NOW})\s*(?:гг?\b\.?)?",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"^\s*(?:(с|з|from)\s+)?((?:19|20)\d\d)\b\s*(?:г\.|год[ауе]?\b|г\b)?", re.IGNORECASE)
_MONTHS = re.compile(r"(\d{1,2})\s*(?:мес|мiс|міс|month)", re.IGNORECASE)
_ENTRY_BREAK = re.compile(r"[;\n\r•]+|(?<=[^\d\s–-])[,.]\s*(?=(?:с\s+|з\s+)?(?:19|20)\d\d\s*[-–—]\s*(?:19|20)\d\d)")
_YEARS_CLAIMED = re.compile(r"(?:стаж|опыт|вопыт|experience)?\D{0,12}?\b(\d{1,2})\s*(?:лет|года|год|гадоў|гады|years?)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_NEGATION = re.compile(
    r"(?:^|\s)(?:не|ня|ні|нет|няма|без|никогда|ніколі|never|no|not)\s+(?!только|толькі|меньше|менее|менш|более|больше|больш|особо|хуже|горш|страш|боюсь|баюся|пуга|проблем|праблем|против|супраць|only)\w+"
    r"|[-–—:]\s*(?:нет|не|няма)\s*$",
    re.IGNORECASE,
)
_LESS_THAN_A_YEAR = 0.5


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One period of work. years: length of practice (half a year at least), None if no dates stand there; last_year: calendar year."""

    text: str
    words: str
    started_year: int | None
    last_year: int | None
    years: float | None


@dataclass(frozen=True, slots=True)
class Paper:
    """One certificate as written; `year` is the newest year named in it."""

    text: str
    words: str
    year: int | None


def read_history(text: str, as_of_year: int) -> list[HistoryEntry]:
    """Split a work history into periods.

    Parameters: text as written; as_of_year: the calendar year that "по н.в." means. Returns one entry per period in the order written;
    parts without any date are entries with unknown years. Never raises.
    """
    return [_entry(part.strip(), as_of_year) for part in _ENTRY_BREAK.split(text) if part.strip(" .,-–—")]


def _entry(part: str, as_of_year: int) -> HistoryEntry:
    months = _MONTHS.search(part)
    if period := _PERIOD.search(part):
        started = int(period[1])
        last = int(period[2]) if period[2].isdigit() else as_of_year
        words = (part[: period.start()] + " " + part[period.end() :]).strip(" ,.:;-–—")
        if last < started:  # a slip of the pen: the words count, the years do not
            return HistoryEntry(part, words, None, None, None)
        years: float | None = max(_LESS_THAN_A_YEAR, float(last - started))
        return HistoryEntry(part, words, started, min(last, as_of_year), int(months[1]) / 12 if months and last == started else years)
    if single := _SINGLE.search(part):
        year = int(single[2])
        words = part[single.end() :].strip(" ,.:;-–—")
        if single[1]:
            return HistoryEntry(part, words, year, as_of_year, max(_LESS_THAN_A_YEAR, float(as_of_year - year)))
        return HistoryEntry(part, words, year, year, int(months[1]) / 12 if months else _LESS_THAN_A_YEAR)
    claimed = _YEARS_CLAIMED.search(part)
    return HistoryEntry(part, part, None, None, float(claimed[1]) if claimed else None)


def read_papers(text: str) -> list[Paper]:
    """Split a list of qualifications into papers; years are read, grades are the resolver's to take out."""
    papers = []
    for part in re.split(r"[;\n\r•]+", text):
        words = part.strip(" .,-–—")
        if words:
            years = [int(y) for y in _YEAR.findall(words)]
            papers.append(Paper(part.strip(), _YEAR.sub(" ", words).strip(" ,.-–—"), max(years) if years else None))
    return papers


def is_denied(phrase: str) -> bool:
    """Whether the phrase says that something is *not* done or had ("шпон не клеил", "касса — нет")."""
    return _NEGATION.search(phrase) is not None
