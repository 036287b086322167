"""Words that name where somebody worked, not what they did: a farm has milkers, herdsmen and drivers.

Such a word alone never makes a period of work a trade; it still tells, with the other words of the life, which trades are near.
"""

import re

WORKPLACES = frozenset(  # one table to be read, not a list of quoted words
    """ферма ферму мтф мтк мтм колхоз совхоз спк кфх ксуп рсуп хозяйство агрокомбинат птицеферма птицефабрика свинокомплекс свиноферма
    конюшня теплица тепличный усадьба парк двор поле огород сквер мясокомбинат молокозавод маслозавод сырзавод рыбзавод
    рыбокомбинат хлебозавод пекарня бойня завод фабрика цех участок комбинат предприятие организация фирма магазин склад база
    стройка объект бригада ателье мастерская прачечная парикмахерская салон столовая кафе ресторан рестораны пищеблок кухня кухню
    буфет школа садик сад больница санаторий гостиница общежитие котельная автопарк автобаза гараж сто депо шахта карьер лесхоз
    лесничество лесопункт пилорама зеленстрой зеленхоз озеленение благоустройство жилкомхоз коммунхоз жэс жэу жкх жск рэу пму сму
    пмк трест управление охрана клининг приёмная приемная диспетчерская рынок порт колония ик саўгас калгас гаспадарка
    птушкафабрыка свінакомплекс стайня цяпліца цяплічны камбінат мясакамбінат малаказавод хлебазавод пякарня сядзіба агарод
    фабрыка цэх участак крама будоўля аб'ект брыгада майстэрня пральня цырульня сталоўка кавярня рэстаран бальніца гасцініца
    інтэрнат кацельня аўтапарк аўтабаза лясгас лесапункт піларама ахова калонія рынак farm plant factory shop store warehouse site
    workshop canteen kitchen restaurant hospital garage""".split()  # noqa: SIM905
)
_ANY_PLACE = frozenset({"ик", "колония", "калонія", "объект", "аб'ект", "бригада", "брыгада", "site"})
"""Places and groups that stand beside work of every kind."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_BEFORE = re.compile(r"\s+(?:на|в|во|у|по|при|с|со|для|из|под|за|са|са|ў|праз|in|at|on|for|with)\s+", re.IGNORECASE)


def names_only_a_workplace(phrase: str) -> bool:
    """Whether every word of the phrase names a place of work."""
    words = [word.casefold() for word in _WORD.findall(phrase)]
    return bool(words) and all(word in WORKPLACES for word in words)


def tells_where(phrase: str) -> bool:
    """Whether the phrase names a place of work among its words ("школьная столовая"): it tells where somebody was, not what they can do."""
    return any(word.casefold() in WORKPLACES - _ANY_PLACE for word in _WORD.findall(phrase))


def heads(phrase: str) -> list[str]:
    """The phrase, what stands before its first preposition, and its first word: in our languages the head of a trade's name comes first.

    "учётчик на участке сварки" is a timekeeper whatever the welders around do.
    """
    before = _BEFORE.split(phrase, maxsplit=1)[0].strip()
    first = _WORD.match(before)
    return list(dict.fromkeys([phrase, before, first[0] if first and len(first[0]) > len("вар") else before]))
