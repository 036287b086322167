"""Wishes as people word them: the words around the work itself ("хочу обратно к …", "выучиться на …, для начала хоть …") fall away."""

import re

_AROUND = frozenset(  # one table to be read, not a list of quoted words
    """хочу хотел хотела хотелось бы хачу хацеў хацела ищу шукаю мечтаю мару буду готов готова гатовы гатовая согласен согласна вернуться
    вернулся вярнуцца обратно снова опять назад зноў работать поработать работу работа работой праца працу працаваць працай устроиться
    уладкавацца учиться научиться выучиться обучиться вучыцца навучыцца вывучыцца освоить стать быть стаць быць попробовать паспрабаваць
    для начала пачатку хоть хоць хотя лучше лепш можно можна желательно пажадана очень вельмі только толькі пока пакуль потом потым тоже
    таксама или либо альбо ці и да а но в во на к ко у до с со за по из от где чтобы любой любая что-то что-нибудь
    want to work as like would back learn become a an the in at on""".split()  # noqa: SIM905
)
_WORD = re.compile(r"\S+")
_EITHER = re.compile(r"\s+(?:или|либо|альбо|ці|or)\s+|\s*/\s*", re.IGNORECASE)


def sides_of_or(phrase: str) -> list[str]:
    """The sides of an "или" or a slash; the phrase itself when it has none."""
    return [side for side in _EITHER.split(phrase) if side.strip()] or [phrase]


def work_in_wish(phrase: str) -> str:
    """The words of a wish that name the work; the phrase itself when nothing would remain.

    Words are taken away from both ends only, so that "работа с детьми" inside a longer phrase stays whole.
    """
    words = _WORD.findall(phrase)
    start, end = 0, len(words)
    while start < end and words[start].casefold().strip(",.;:!") in _AROUND:
        start += 1
    while end > start and words[end - 1].casefold().strip(",.;:!") in _AROUND:
        end -= 1
    return " ".join(words[start:end]) or phrase
