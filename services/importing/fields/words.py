"""Coded answers in words: yes and no, sex, consent, readiness, education, travel, transport, licences, documents.

Tables of words in Russian, Belarusian and English, folded as `reading.fold` does (і → и, ў → у, ё → е).
"""

import re
from collections.abc import Mapping

from matcher.types import CONSENT_CODES, DOCUMENT_CODES, EDUCATION_LEVELS, LICENCE_CODES, READINESS_CODES, TRANSPORT_CODES, TRAVEL_LIMITS
from services.importing.fields.reading import Reading, error, fold, notice, parts, question, says_nothing, unformula, unique, words_of
from services.importing.rows import Doubt
from services.importing.sheets import Cell

_YES = words_of(
    "да|д|так|ага|yes|y|true|1|+|++|есть|ёсць|имеется|нужно|нужна|нужен|патрэбна|патрэбен|требуется|✓|v|x|х|предоставляется|даецца"
)
_NO = words_of(
    "нет|не|н|няма|нету|no|n|false|0|-|–|—|не нужно|не нужна|не патрэбна|не требуется|не патрабуецца|отсутствует|ні|имеет|есть своё|своё|"
    "не предоставляется"
)
_SEX = {"m": "м|муж|мужской|мужчина|мужчына|мужчынски|m|male|man", "f": "ж|жен|женский|женщина|жанчына|жаночы|f|w|female|woman"}
_CONSENT: tuple[tuple[str, str], ...] = (
    ("withheld", r"^(?:нет|не|no|n|-|–|—|withheld|withdrawn|0)$|отказ|отозва|адклика|адмов|не соглас|не згод|не да[лею]|refus|против"),
    (
        "limited",
        r"^limited$|частичн|часткова|ограничен|абмежава|услови|умов|кроме|акрамя|только|тольки|кром|partial|except|да,? но|так,? але",
    ),
    (
        "granted",
        r"^(?:granted|да|так|yes|y|\+|1|есть|ёсць|даю|дал|дала|true|✓|v)$|подписа|падписа|соглас|згод|получен|атрыман|signed|agree",
    ),
)
_READINESS: tuple[tuple[str, str], ...] = (
    ("declined", r"отказ|адмов|declin|не хочет|не хоча"),
    ("not_started", r"не нач|не пач|not started"),
    ("support_needed", r"поддержк|падтрымк|сопровожд|суправадж|support|нужна помощь|патрэбна дапамога"),
    ("ready", r"готов|гатов|ready"),
)
_EDUCATION: tuple[tuple[str, str], ...] = (
    ("secondary_special", r"ссуз|ссо\b|сред\w*[\s.-]*спец|сярэдн\w*[\s-]*спец|техникум|тэхникум|колледж|каледж|college|secondary special"),
    ("vocational", r"пту|пто\b|птв|пта\b|проф\w*[\s.-]*тех|прафес\w*[\s-]*тэх|училищ|вучылишч|лицей|vocational|профессиональн"),
    ("higher", r"высш|вышэйш|вуз\b|университет|универсiтэт|унiверсiтэт|институт|higher|бакалавр|магистр"),
    ("basic", r"баз|основн|асноун|неполн|непоун|незаконч\w* сред|8 кл|9 кл|basic|начальн|пачатков"),
    ("secondary", r"средн|сярэдн|10 кл|11 кл|secondary|школа"),
)  # fmt: skip
_TRAVEL: tuple[tuple[str, str], ...] = (
    ("province", r"област|вобласц|province|oblast|вобл\b|обл\b"),
    ("district", r"район|раен|district|город|горад|р-н"),
)
_TRANSPORT: tuple[tuple[str, str], ...] = (
    ("car", r"машин|авто\b|автомоб|аутамаб|легков|свое авто|\bcar\b|свой транспорт"),
    ("bike", r"велик|велосип|веласип|ровар|bike|bicycle|самокат|мопед"),
    ("bus", r"автобус|аутобус|маршрут|обществ|грамадск|троллейб|поезд|электрич|bus|public"),
    ("none", r"пешком|пешшу|пехам|нет|няма|none|не\b|on foot"),
)
_DOCUMENTS: tuple[tuple[str, str], ...] = (
    ("passport", r"паспорт|пашпарт|passport|вид на жит"),
    ("military_record", r"воен|ваен|приписн|military"),
    ("education_proof", r"образован|адукац|аттестат|атэстат|диплом|дыплом|свидетельств\w* об|education"),
    ("medical_certificate", r"мед|медич|medical|санкниж|флюор"),
    ("work_book", r"трудов|працоун|work book"),
)
_LATIN = str.maketrans("АВСЕДТМавседтм", "ABCEDTMABCEDTM")


def read_yes_no(cell: Cell) -> Reading[bool]:
    """Read yes or no; anything else is asked."""
    if isinstance(cell.value, bool):
        return Reading(cell.value)
    text = fold(unformula(cell))
    if not text:
        return Reading(False) if cell.text.strip(" .") in {"-", "–", "—"} else Reading()
    if text in _NO:
        return Reading(value=False)
    if text in _YES:
        return Reading(value=True)
    return Reading(None, (question("yes_no_unclear", cell),))


def read_sex(cell: Cell) -> Reading[str]:
    """Read m or f."""
    text = fold(cell.text)
    code = next((code for code, words in _SEX.items() if text in words.split("|")), None)
    return Reading(code, () if code or not text else (question("sex_unclear", cell),))


def read_consent(cell: Cell, note: str = "") -> Reading[str]:
    """Read granted, limited or withheld. Unknown or missing is withheld: silence is no consent. A withdrawal in the note counts."""
    withdrawn = re.search(r"соглас\w*\s+отозва|отозва\w*\s+соглас|згод\w*\s+адклика|адклика\w*\s+згод|consent withdrawn", fold(note))
    text = fold(unformula(cell))
    code = text if text in CONSENT_CODES else next((code for code, pattern in _CONSENT if re.search(pattern, text)), None)
    if withdrawn:
        return Reading(
            "withheld", (question("consent_withdrawn", note, "confirm") if code != "withheld" else notice("consent_withdrawn", note),)
        )
    if not text:
        return Reading("withheld", (question("consent_missing", cell),))
    if code is None:
        return Reading("withheld", (question("consent_unclear", cell),))
    flagged = (notice("consent_limited", cell, "confirm", note=note),) if code == "limited" and text != "limited" else ()
    return Reading(code, flagged)


def _coded(cell: Cell, codes: tuple[str, ...], table: tuple[tuple[str, str], ...], doubt_code: str) -> Reading[str]:
    text = fold(unformula(cell))
    if not text:
        return Reading()
    if text in codes:
        return Reading(text)
    code = next((code for code, pattern in table if re.search(pattern, text)), None)
    return Reading(code) if code else Reading(None, (question(doubt_code, cell),))


def read_readiness(cell: Cell) -> Reading[str]:
    """Read one of READINESS_CODES."""
    return _coded(cell, READINESS_CODES, _READINESS, "readiness_unclear")


def read_education(cell: Cell) -> Reading[str]:
    """Read one of EDUCATION_LEVELS; "нет" is none stated."""
    return Reading() if says_nothing(cell.text) else _coded(cell, EDUCATION_LEVELS, _EDUCATION, "education_unclear")


def read_travel(cell: Cell) -> Reading[str]:
    """Read one of TRAVEL_LIMITS; a blank cell states none."""
    if says_nothing(cell.text):
        return Reading("none")
    return _coded(cell, TRAVEL_LIMITS, _TRAVEL, "travel_unclear")


def read_transport(cell: Cell) -> Reading[str]:
    """Read one of TRANSPORT_CODES."""
    return _coded(cell, TRANSPORT_CODES, _TRANSPORT, "transport_unclear")


def read_licences(cell: Cell) -> Reading[tuple[str, ...]]:
    """Read driving categories (Cyrillic В, С as well) and the tractor-machinist certificate."""
    if says_nothing(cell.text):
        return Reading(())
    found: list[str] = []
    unknown: list[str] = []
    tractor = re.search(r"трактор|трактар|tractor", fold(cell.text))
    if tractor:
        found.append("TM")
    else:
        bare = re.sub(r"(?i)\b(?:категори[ияй]|катэгорыя|катэгорыи|кат|category|права|правы)\b\.?", " ", cell.text)
        for word in re.split(r"[\s,;/+.]+|\bи\b|\bі\b", bare):
            token = word.strip().translate(_LATIN).upper()
            if token in LICENCE_CODES:
                found.append(token)
            elif 1 < len(token) <= 4 and all(letter in "ABCD" for letter in token):
                found.extend(token)
            elif token:
                unknown.append(word.strip())
    doubts: tuple[Doubt, ...] = (question("licence_unknown", cell, words=", ".join(unknown)),) if unknown else ()
    return Reading(unique(found), doubts)


def read_documents(cell: Cell) -> Reading[tuple[str, ...]]:
    """Read codes or words of papers, several in one cell."""
    if says_nothing(cell.text):
        return Reading(())
    found, unknown = _each(cell.text, DOCUMENT_CODES, _DOCUMENTS)
    doubts: tuple[Doubt, ...] = (question("document_unknown", cell, words=", ".join(unknown)),) if unknown else ()
    return Reading(found, doubts)


def _each(text: str, codes: tuple[str, ...], table: tuple[tuple[str, str], ...]) -> tuple[tuple[str, ...], list[str]]:
    found: list[str] = []
    unknown: list[str] = []
    for part in parts(text):
        folded = fold(part)
        code = folded if folded in codes else next((code for code, pattern in table if re.search(pattern, folded)), None)
        if code is None:
            unknown.append(part)
        else:
            found.append(code)
    return unique(found), unknown


_EMPLOYMENT: Mapping[str, str] = {
    "permanent": "permanent|постоянн|пастаянн",
    "seasonal": "seasonal|сезон",
    "temporary": "temporary|временн|часов",
    "trial": "trial|испыт|пробн",
    "subsidised": "subsidised|субсид",
}


def read_employment(cell: Cell) -> Reading[str]:
    """Read the kind of employment."""
    text = fold(cell.text)
    code = next((code for code, stems in _EMPLOYMENT.items() if any(stem in text for stem in stems.split("|"))), None)
    return Reading(code, () if code or not text else (question("employment_unclear", cell),))


def read_outcome(cell: Cell, codes: tuple[str, ...]) -> Reading[str]:
    """Read one of the given codes exactly; outcomes are not guessed from words."""
    text = fold(cell.text)
    if text in codes:
        return Reading(text)
    return Reading(None, (error("outcome_unknown", cell),))
