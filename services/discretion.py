"""Words of a profile that no screen repeats: a line of a work history may name the prison it was worked in, and when.

What of a record an actor may see is decided in services/disclosure.py. This is one step stricter: a screen is looked at over a shoulder,
with the employer on the telephone, so even those who may know read "a line of the work history" here.
"""

import re

_TELLING = re.compile(
    r"\b(?:ик|лтп|сизо|иуот|иу|пк|вк|мзс|мвд|удо|ik|ltp|sizo|шизо)\b"
    r"|колони|калоні|тюр[ье]м|турм|исправител|папраўч|воспитательн\w* учрежд|выхаваўч|заключ[её]н|зняволен|осужд|асуджан|отбыва|адбыва"
    r"|лишени\w* свобод|пазбаўленн\w* вол|освобо[дж]|вызвалі|вызвален|спецкомендатур|камендатур|\bзон[аеуы]\b|лагер|\bсрок\w*\b"
    r"|prison|colony|jail|custody|inmate|convict|penal|sentence",
    re.IGNORECASE,
)


def is_telling(text: str) -> bool:
    """Whether a text may say that, where or when somebody was held. Errs towards yes."""
    return _TELLING.search(text) is not None


def discreet(text: str | None) -> str | None:
    """The text, or None where it is not to be repeated (or there is none)."""
    return None if text is None or is_telling(text) else text
