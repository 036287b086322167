"""The phrases of a profile: cut out of its free-text cells, each distinct one resolved once for a whole batch of people."""

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.biography import HistoryEntry, Paper, is_denied, read_history, read_papers
from matcher.resolve import Resolution, Resolver
from matcher.text import split_list
from matcher.types import ConceptKind, Decision
from matcher.wishes import sides_of_or, work_in_wish
from matcher.workplaces import heads, names_only_a_workplace

N_READINGS = 12
"""Readings of a phrase that the rest of the life may choose from."""


@dataclass(frozen=True, slots=True)
class RawProfile:
    """The free-text cells of a person as written."""

    desired_work: str = ""
    skills: str = ""
    qualifications: str = ""
    work_history: str = ""


@dataclass(frozen=True, slots=True)
class Cells:
    """The phrases of one profile: `skills` and `wishes` as lists, each period of work and each paper with the parts of its words."""

    skills: list[str]
    history: list[tuple[HistoryEntry, list[str]]]
    papers: list[tuple[Paper, list[str]]]
    wishes: list[str]


def split_profile(raw: RawProfile, as_of_year: int) -> Cells:
    """Cut a profile into phrases; what the person denies ("шпон не клеил") is left out."""
    skills = [p for p in split_list(raw.skills) if not is_denied(p)]
    history = [(e, [p for p in split_list(e.words) if not is_denied(p)]) for e in read_history(raw.work_history, as_of_year)]
    papers = [(p, split_list(p.words)) for p in read_papers(raw.qualifications) if not is_denied(p.text)]
    wishes = [work_in_wish(side) for p in split_list(raw.desired_work) for side in sides_of_or(p)]
    return Cells(skills, history, papers, wishes)


class Resolutions:
    """Every distinct phrase of a batch resolved once per kind."""

    def __init__(self, resolver: Resolver, batch: Iterable[Cells]) -> None:
        skills: dict[str, None] = {}
        occupations: dict[str, None] = {}
        for cells in batch:
            history = [w for entry, parts in cells.history for w in (entry.words, *parts)]
            papers = [w for paper, parts in cells.papers for w in (paper.words, *parts)]
            skills.update(dict.fromkeys([*cells.skills, *cells.wishes, *history]))
            trades = [head for part in (*history, *papers) for head in heads(part)]
            occupations.update(dict.fromkeys([*cells.skills, *cells.wishes, *trades]))
        self.skill = dict(zip(skills, resolver.resolve_many(list(skills), ConceptKind.SKILL, N_READINGS), strict=True))
        self.occupation = dict(zip(occupations, resolver.resolve_many(list(occupations), ConceptKind.OCCUPATION, N_READINGS), strict=True))

    def accepted_occupation(self, phrase: str) -> Resolution | None:
        """The occupation a phrase surely names, or None."""
        found = self.occupation[phrase]
        return found if found.decision is Decision.ACCEPTED else None

    def named_trade(self, phrase: str) -> Resolution | None:
        """The occupation that a period or a paper names: the whole phrase, else its head; a place of work names none."""
        told = (head for head in heads(phrase) if not names_only_a_workplace(head))
        return next((found for head in told if (found := self.accepted_occupation(head))), None)

    def accepted_skill(self, phrase: str) -> Resolution | None:
        """The skill a phrase surely names, or None."""
        found = self.skill[phrase]
        return found if found.decision is Decision.ACCEPTED else None
