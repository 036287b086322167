"""Which column is which: the names people give to columns, in Russian, Belarusian and English.

Only tables of names and the folding of titles. An alias stands folded (see `fold`); add a spelling here to understand a new form.
"""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

NEAR_TITLE = 88.0
"""Similarity (0–100) from which a title of at least six letters counts as a known one with a slip."""

CANDIDATES: Mapping[str, str] = {
    "number": "№ п/п|№|номер|нумар|n|no|#|number|№ пп|п/п",
    "reference": "reference|case reference|шифр|код кандидата|номер дела|номер карточки|карточка|нумар карткі|код|case number|"
    "кандидат|candidate",
    "full_name": "фио|ф и о|фамилия имя отчество|прозвішча імя імя па бацьку|піб|name|full name|прозвішча і імя|фамилия имя|"
    "фамилия и имя|піп",
    "surname": "surname|фамилия|прозвішча|last name|family name",
    "given_name": "given name|имя|імя|first name|name given",
    "patronymic": "отчество|імя па бацьку|patronymic|middle name",
    "sex": "пол|sex|gender|муж/жен|падлога",
    "birth_date": "дата рождения|birth date|дата нараджэння|date of birth|dob|день рождения|год рождения|год нараджэння|д р|др|birthday",
    "languages": "languages|языки|мовы|владение языками|язык общения",
    "province": "область|вобласць|province|region|oblast|вобл|обл|область проживания",
    "district": "район|раён|district|р-н|raion|район проживания",
    "town": "населённый пункт|населены пункт|town|город|горад|нас пункт|city|место жительства|место проживания|settlement|"
    "town or village",
    "phone": "телефон|тэлефон|phone|тел|контактный телефон|моб телефон|номер телефона|phone number|нумар тэлефона|контакт",
    "facility": "facility|учреждение|установа|колония|калонія|ик|исправительное учреждение|place of detention",
    "release_date": "дата освобождения|release date|дата вызвалення|освобождён|освобождается|released|released on|дата освобожд",
    "profile_language": "profile language|язык анкеты|мова анкеты|язык",
    "desired_work": "какую работу ищет|desired work|желаемая работа|якую працу шукае|жаданая праца|хочет работать|кем хочет работать|"
    "желаемая профессия|desired job|wish|пожелания по работе",
    "skills": "что умеет навыки|skills|навыки|навыкі|что умеет|што умее|што ўмее|умения|уменні|што ўмее навыкі",
    "qualifications": "разряды удостоверения|qualifications|квалификация|кваліфікацыя|разряды|удостоверения|разрады пасведчанні|"
    "разрад|certificates",
    "work_history": "где работал|work history|опыт работы|вопыт працы|дзе працаваў|трудовой путь|стаж|experience|работал",
    "education": "образование|education level|education|адукацыя|уровень образования",
    "licences": "вод права|driving licences|водительские права|права|кіроўчыя правы|вадзіцельскія правы|driving licence|licences|"
    "правы|категории|"
    "driving license|водительское удостоверение",
    "bans": "запреты суда|ban codes|запреты|забароны|забароны суда|ограничения суда|bans|restrictions|court bans",
    "health_limits": "здоровье|health limits|здароўе|состояние здоровья|health|медицинские ограничения|ограничения по здоровью",
    "home_hours": "надзор часы дома|home hours|надзор|нагляд|часы дома|гадзіны дома|нагляд гадзіны дома|supervision|curfew",
    "travel_limit": "travel limit|ограничение выезда|выезд|абмежаванне выезду|запрет выезда|travel",
    "available_on": "когда может выйти|available from|может выйти|калі можа выйсці|готов выйти|доступен с|available|start date|"
    "дата выхода",
    "shifts": "смены|shifts ok|змены|shifts|график|какие смены|сменность",
    "minimum_pay": "мин з/п руб|min pay byn|минимальная зарплата|мін зарплата|мін з/п|мин зарплата|минимальная з/п|"
    "желаемая зарплата|minimum pay|"
    "мінімальная зарплата|мін з/п руб|min pay",
    "max_commute": "сколько км готов ездить|max commute km|колькі км гатовы ездзіць|км|готов ездить км|расстояние км|max commute|"
    "commute km",
    "transport": "transport|транспорт|на чём ездит|чым ездзіць",
    "housing_needed": "жильё нужно|housing needed|патрэбна жыллё|нужно жильё|жыллё|жилье|housing|патрэбна жытло|жыллё патрэбна",
    "documents_missing": "каких документов нет|documents missing|якіх дакументаў няма|нет документов|не хватает документов|"
    "missing documents|документы",
    "consent": "согласие|consent|згода|согласие на обработку|consent given",
    "readiness": "readiness|готовность|гатоўнасць|готовность к работе",
    "organisation": "caseworker org|организация|арганізацыя|куратор|organisation|organization|кто ведёт",
    "notes": "примечание|notes|заўвага|примечания|заўвагі|комментарий|note|remarks",
}  # fmt: skip

VACANCIES: Mapping[str, str] = {
    "number": "№ п/п|№|п/п|#",
    "reference": "номер в банке|reference|номер вакансии|нумар вакансіі|код вакансии|vacancy|vacancy number|номер|нумар у банку|нумар",
    "employer": "наименование нанимателя|employer|наниматель|наймальнік|организация|предприятие|company|назва наймальніка|"
    "наименование организации",
    "unp": "унп|unp|упн|инн|tax number",
    "sector": "sector|отрасль|галіна|сфера",
    "title": "профессия должность|title|должность|профессия|прафесія|пасада|вакансия|вакансія|job title|прафесія пасада|position|"
    "occupation",
    "minimum_grade": "разряд|min grade|разрад|grade",
    "places": "кол-во мест|places|количество мест|колькасць месцаў|мест|число мест|number of places|месцаў|колькасць",
    "rate": "ставка|rate|стаўка|занятость|fte",
    "schedule": "режим работы|schedule|рэжым працы|график работы|график|графік|working hours|графік працы",
    "employment_type": "характер работы|employment type|вид занятости|характар працы|тип занятости|employment",
    "pay_from": "зарплата от|pay from byn|зарплата ад|з/п от|оклад|pay from|от руб|salary from|зарплата мин|зарплата",
    "pay_to": "зарплата до|pay to byn|зарплата да|з/п до|до руб|pay to|salary to|зарплата макс",
    "province": "область|вобласць|province|region|oblast",
    "district": "район|раён|district|р-н",
    "town": "town|населённый пункт|город|горад|city|населены пункт",
    "address": "адрес места работы|адрес|адрас|адрас месца працы|address|место работы|месца працы",
    "education": "образование|education min|адукацыя|уровень образования|education",
    "requirements": "требования|патрабаванні|requirements|требования к кандидату",
    "conditions": "условия|умовы|conditions|условия труда|что предлагаем",
    "description": "description|описание|апісанне|обязанности|абавязкі",
    "essential_skills": "essential skills|обязательные навыки|абавязковыя навыкі|необходимые навыки|essential",
    "desirable_skills": "desirable skills|желательные навыки|пажаданыя навыкі|desirable",
    "licences": "licences required|права|водительские права|правы|нужные права|driving licences",
    "minimum_years": "experience min years|опыт лет|стаж лет|вопыт гадоў|опыт|стаж|experience years|вопыт",
    "duties": "duty codes|обязанности коды|duties|виды работ коды|коды абавязкаў",
    "shifts": "shift codes|смены|змены|shifts",
    "starts_on": "start date|дата начала|выход на работу|пачатак працы|starts on|начало работы",
    "updated_on": "обновлено|абноўлена|updated|дата обновления|updated on|подтверждено",
    "closes_on": "действует до|closes on|закрывается|дзейнічае да|срок до|актуально до|valid until|closing date|дата закрытия",
    "housing_provided": "housing provided|жильё|жильё предоставляется|жыллё|жилье предоставляется|housing",
    "transport_provided": "transport provided|транспорт|подвоз|доставка|transport",
    "mentor_on_site": "mentor on site|наставник|настаўнік|mentor",
    "quota": "quota place|бронь|квота|quota|браніраванае месца",
    "documents": "documents required|документы|дакументы|documents|нужные документы",
    "pilot": "pilot activity|пилот|пилотное место|pilot|пілот",
    "contact": "контакт|кантакт|contact|контакты|телефон|тэлефон|phone",
}  # fmt: skip

OUTCOMES: Mapping[str, str] = {
    "candidate": "candidate|кандидат|кандыдат",
    "vacancy": "vacancy|вакансия|вакансія",
    "referred_on": "referred on|направлен|дата направления|накіраваны|дата накіравання",
    "result": "result|результат|вынік",
    "reason_code": "reason code|причина|reason|прычына",
}

KINDS: Mapping[str, Mapping[str, str]] = {"candidates": CANDIDATES, "vacancies": VACANCIES, "outcomes": OUTCOMES}
"""Kind of file → our column → its titles, separated by |."""


def fold(title: str) -> str:
    """Fold a column title: case, ё/е, dots, brackets, line breaks, underscores. Idempotent."""
    folded = title.casefold().replace("ё", "е").replace("_", " ")
    folded = re.sub(r"[().,:;*?!\"«»'’]+", " ", folded)
    return re.sub(r"\s+", " ", folded).strip()


_FOLDED: dict[str, dict[str, str]] = {
    kind: {fold(alias): column for column, aliases in table.items() for alias in aliases.split("|")} for kind, table in KINDS.items()
}


def column_of(title: str, kind: str) -> str | None:
    """Name our column for one written title, or None. A slip of a letter in a long title is forgiven."""
    folded = fold(title)
    aliases = _FOLDED[kind]
    if folded in aliases:
        return aliases[folded]
    if len(folded) < 6 or len(folded) > 60:
        return None
    best = process.extractOne(folded, list(aliases), scorer=fuzz.ratio, score_cutoff=NEAR_TITLE)
    return aliases[best[0]] if best else None


def map_titles(titles: Sequence[str], kind: str) -> dict[int, str]:
    """Position → our column, the first title winning where two mean the same."""
    mapped: dict[int, str] = {}
    for position, title in enumerate(titles):
        column = column_of(title, kind) if title.strip() else None
        if column and column not in mapped.values():
            mapped[position] = column
    return mapped
