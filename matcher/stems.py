"""Word forms: one comparison spelling for Russian, Belarusian and typing slips, light stems, and words that say nothing.

Here live rules of spelling and small tables of words; no concept, no search.
"""

import re
from functools import lru_cache

_FOLD = str.maketrans({"і": "и", "ы": "и", "й": "и", "ў": "в", "э": "е", "ё": "е", "ъ": None, "ь": None, "'": None, "о": "а"})
_DOUBLE = re.compile(r"([а-яa-z])\1+")
_SOFT_DZ = re.compile("дз(?=[еяиью])")
_SOFT_C = re.compile("ц(?=[еяию]|$)")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def _table(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS = _table("""
    умею умел умела могу мог могла знаю знал знала работал работала работаю работать работали опыт опыта опытом немного чуть немножко
    слегка слабо хорошо отлично плохо очень есть был была было имею имел имеется навык навыки навыков умение умения занимался занималась
    занимаюсь делал делала делаю делать все по на в во с со для от до из за и или а но не при к ко у о об под над через после без
    лет год года годы месяц месяца месяцев стаж стажем около более больше меньше примерно который которая это этот свой свои своя сам сама
    также тоже еще уже только любой любая любые разный разные разное прочее другое т п д др тд тп пр уровень уровне базовый начальный
    приходилось доводилось пробовал пробовала учился училась люблю любил хочу хотел хотела хотелось ищу искал желательно нужна нужен
    работа работу работы работе работой профессия специальность должность вакансия требуется требуются ищем обязанности
    быстро качественно аккуратно обычно иногда раньше сейчас дома доме даже где то какой нибудь что чего либо как так раз мне меня я мы
    ведаю магу ўмею умеў ўмела працаваў працавала працую працаваць досвед вопыт вопыту крыху трошкі трохі добра вельмі ёсць быў была
    маю навыкі раблю рабіў рабіла рабіць гадоў гады год месяцаў каля больш таксама яшчэ ўжо толькі любая любы розныя праца працу працы і ў з
    са да па пры праз пасля альбо або ды але не хачу шукаю патрабуецца
    i can know how to the a an of in on at with and or for experience years year work worked working some good very basic skills skill
    my do did     umeyu mogu znayu rabotal rabotala rabotayu opyt let nemnogo delal raboty rabota goda
""")
"""Words that carry no trade: dropped before comparing unless nothing else is left."""

_ENDINGS = tuple(sorted(_table("""
    ами ями ого его ому ему ыми ими ая яя ое ее ые ие ый ий ой ей ом ем ам ям ах ях ов ев ую юю ых их ия ии ию ием иям иях ью
    а я о е и ы у ю ь й ешь ишь ет ит ут ют ат ят им ете ите ал ял ил ел ыл ул ала яла ила ела ыла ула али яли или ели ало ило ела
    ать ять ить еть ыть уть ти ться тся лся лась лись ываю иваю аю яю ею ывал ивал ывала ывать ивать ывает
    ання ения ение ению ание ания анию анне енне енню ацца ць аць яць іць ыць аў яў іў еў ыў амі ямі ага яга аму яму ымі імі ае яе
    ыя ія ым ім іх ай аеш уе уць юць яюць ing ed er ers es s
"""), key=lambda ending: (-len(ending), ending)))  # fmt: skip

_VERB_FORM = re.compile("(?:[аяиеы]л[аи]?|[аяиеуы]ть|[аяіыу]ць|[аіеяы]ў|[аяеу]ю)$")


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """Return a comparison spelling: vowels that sound alike fall together (о=а, і=и=ы), soft signs go, doubled letters are one."""
    folded = _SOFT_C.sub("т", _SOFT_DZ.sub("д", word.translate(_FOLD).replace("щ", "шч")))
    return _DOUBLE.sub(r"\1", folded)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the folded word without its ending: a rule of thumb for both languages (and English plurals), never shorter than 3 letters."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (3 if len(ending) < 4 else 4):
            return fold_word(word[: -len(ending)])
    return fold_word(word)


def words_of(text: str) -> list[str]:
    """Split cleaned text into words and numbers, without punctuation."""
    return _WORD.findall(text)


def content_words(text: str) -> list[str]:
    """Return the words that carry meaning, in order; all words if every one is a filler."""
    words = words_of(text)
    kept = [word for word in words if word not in FILLERS and not (len(word) == 1 and word.isalpha())]
    return kept or words


def fold(text: str) -> str:
    """Return the comparison spelling of a whole phrase: its content words, folded, single blanks between."""
    return " ".join(fold_word(word) for word in content_words(text))


def stem_key(text: str) -> str:
    """Return the sorted stems of a phrase's content words, numbers left out: equal for inflected and reordered forms of one phrase."""
    words = content_words(text)
    telling = [word for word in words if not word.isdigit()]
    # Alone, a noun and a verb of one stem may mean different things: "молот" is a hammer, "молотил" is threshing.
    mark = "~" if len(telling) == 1 and _VERB_FORM.search(telling[0]) else ""
    return " ".join(sorted({stem(word) + mark for word in telling})) or " ".join(words)


_PARADIGMS = tuple(
    frozenset(row.replace("-", "").split(",")) for row in (
        "-,а,у,ом,е,ы,и,ов,ев,ам,ами,ах,аў,оў,амі,і,э",
        "ь,я,ю,ем,е,и,ей,ям,ями,ях,аў,яў,ямі,і",
        "й,я,ю,ем,е,и,ев,ям,ями,ях,і",
        "а,ы,и,е,у,ой,ою,ам,ами,ах,амі,і,ай",
        "я,и,е,ю,ей,ею,ям,ями,ях,ямі,і,яй",
        "ь,и,ью,ям,ями,ях,ямі,і,ю",
        "о,а,у,ом,е,ам,ами,ах,амі",
        "е,я,ю,ем,и,й,ям,ями,ях,і",
        "ый,ий,ой,ая,яя,ое,ее,ые,ие,ого,его,ому,ему,ым,им,ом,ем,ую,юю,ых,их,ыми,ими,ей,ага,яга,аму,яму,ай,яй,ыя,ія,ае,яе,іх,ім,ымі,імі",
        "ать,ал,ала,али,ало,аю,ает,ают,аем,аешь,аць,аў,алі,ае,аюць",
        "ять,ял,яла,яли,яло,яю,яет,яют,яем,яць,яў,ялі,яе,яюць",
        "ить,ил,ила,или,ило,ю,у,ит,ят,ат,им,ишь,іць,ыць,іў,ыў,іла,ыла,ілі,ылі,іць,яць",
        "еть,ел,ела,ели,ю,у,ею,ит,ят,им,еет,еют,ець,еў,елі",
        "ывать,ывал,ывала,ывали,ываю,ывает,ывают,ываць,ываў,ывалі",
        "ивать,ивал,ивала,ивали,иваю,ивает,ивают",
    )
)  # fmt: skip
"""Endings that one word may take in turn ("-": none): declensions, adjectives, verbs, for both languages."""
_SURE_STEM, _SHORT_STEM = 5, 3


@lru_cache(maxsize=65536)
def is_inflection(word: str, known: str) -> bool:
    """Tell whether a word is a form of a known one by known endings.

    A bare short word proves nothing: "тест" is no dough (тесто), though the letters agree. Under 5 letters it needs an ending.
    """
    if fold_word(word) == fold_word(known):
        return True
    for endings in _PARADIGMS:
        for ending in endings:
            kept = len(word) - len(ending)
            if (
                word.endswith(ending)
                and kept >= (_SHORT_STEM if ending else _SURE_STEM)
                and _ends_in(known, fold_word(word[:kept]), endings)
            ):
                return True
    return False


def _ends_in(word: str, folded_stem: str, endings: frozenset[str]) -> bool:
    """Tell whether a word is this stem and one of the endings."""
    longest = max(map(len, endings))
    return any(
        word[at:] in endings and fold_word(word[:at]) == folded_stem for at in range(max(_SHORT_STEM, len(word) - longest), len(word) + 1)
    )


def same_forms(one: str, other: str) -> bool:
    """Tell whether two phrases of one `stem_key` say the same words, inflected. In a phrase the other words vouch for a short one."""
    mine = {stem(word): word for word in content_words(one)}
    theirs = {stem(word): word for word in content_words(other)}
    pairs = [(word, theirs[key]) for key, word in mine.items() if key in theirs]
    return all(is_inflection(*pair) for pair in pairs)


_LEISURE = _table("""
    футбол футболом хоккей волейбол баскетбол караоке сериал сериалы фильм фильмы кино музыка музыку гитара гитаре песни танцы танцую
    шахматы домино нарды кроссворды спортзал качалка йога йогой медитация астрология гороскоп спиннинг спиннингом рыбалка рыбалку охота
    туризм приставка компьютерные игры видеоигры играю играл гуляю слушаю загораю сплю болею молюсь мечтаю живу живём женат замужем дети
    детей внуки коллекционирую коллекция марки монеты хожу смотрю ролики тикток ютуб инстаграм соцсети стихи природа природу закаты
    отдых путешествия чытаю кнігі гуляць глядзець слухаю спяваю football chess music guitar movies travel fishing hobby хобби привет
    пока спасибо здравствуйте
""")
_LEISURE_STEMS = frozenset(stem(word) for word in _LEISURE)


def tells_leisure(text: str) -> bool:
    """Tell whether a phrase speaks of pastimes or private life; such words outweigh a chance likeness to a trade's label."""
    return any(stem(word) in _LEISURE_STEMS for word in words_of(text))
