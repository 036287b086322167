"""Codes into words: every sentence a person reads outside the page templates, in Russian, Belarusian and English.

The sentences stand in api/words/<language>.toml, one table per kind of code; everything below this layer speaks codes and parameters.
Here live the loading, the placing of parameters, and the forms of dates and money. A missing sentence is an error in the tests, and shows
its code to the reader rather than nothing.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date

from matcher.answers import Gap, Parameter, Reason
from matcher.types import Outcome
from services.errors import DomainError

LANGUAGES = ("ru", "be", "en")
_FOLDER = Path(__file__).parent / "words"
_MONEY = {"ru": "{} руб.", "be": "{} руб.", "en": "BYN {}"}
FIT_PHRASES = ((0.7, "strong"), (0.5, "good"), (0.25, "possible"), (0.0, "weak"))
"""Least probability of still being employed after three months for each phrase."""
_CODE_LISTS = {"documents": ("document",), "duties": ("duty", "shift"), "shifts": ("shift",), "kinds": ("limit_kind",)}
"""Parameters that hold codes divided by semicolons, and the tables where their words stand."""
_CODED = {
    "duty": "duty", "limit": "limit", "status": "status", "document": "document", "from_state": "placement_state",
    "to_state": "placement_state",
}  # fmt: skip
_WHERE = {"travel_limit": {"limit": "travel"}}
"""The same parameter name may mean another table in one rule."""


class _Shown(dict[str, str]):
    """Parameters for a sentence; one that is missing shows as a dash instead of breaking the page."""

    def __missing__(self, key: str) -> str:
        return "—"


@dataclass(frozen=True)
class Words:
    """The sentences of one language."""

    language: str
    tables: Mapping[str, Any]

    def of(self, table: str, code: str | None, /, **parameters: object) -> str:
        """The words for a code of a table; the code itself where there are none."""
        if code is None:
            return self.tables["unknown"]["value"]  # type: ignore[no-any-return]
        sentence = self.tables.get(table, {}).get(code)
        return sentence.format_map(_Shown({k: str(v) for k, v in parameters.items()})) if isinstance(sentence, str) else code

    def codes(self, table: str, codes: object) -> str:
        """Several codes as a list in words."""
        return ", ".join(self.of(table, code) for code in codes)  # type: ignore[attr-defined]

    def day(self, day: date | None) -> str:
        """A date as people say it: "22 ноября 2026"."""
        return format_date(day, "d MMMM y", locale=self.language) if day else self.of("unknown", "value")

    def money(self, amount: float | None) -> str:
        """Roubles by our own rule: thin groups, kopecks only where there are any ("1 800 руб.", "7,50 руб.")."""
        if amount is None:
            return self.of("unknown", "value")
        whole = f"{amount:,.2f}".replace(",", "\u202f")
        whole = whole.removesuffix(".00")
        return _MONEY[self.language].format(whole if self.language == "en" else whole.replace(".", ","))

    def rule_name(self, code: str) -> str:
        """The name of a rule, with what it is about."""
        base, _, subject = code.partition(":")
        parameters = {"duty": self.of("duty", subject), "limit": self.of("limit", subject), "licence": subject}
        return self._rule(base, "name", parameters)

    def reason(self, reason: Reason) -> str:
        """One sentence for one rule's outcome."""
        return self._rule(reason.code.partition(":")[0], reason.outcome.value, self.shown(reason.code, reason.parameters))

    def remedy(self, reason: Reason) -> str:
        """What would change the outcome; empty when the rule passed."""
        if reason.outcome is Outcome.PASS or reason.remedy is None:
            return ""
        day = {"passes_from": self.day(reason.passes_from) if reason.passes_from else "—"}
        return self.of("remedy", reason.remedy, **(self.shown(reason.code, reason.parameters) | day))

    def fit(self, probability: float) -> str:
        """A probability as a plain phrase: nobody is reduced to a number."""
        return self.of("fit", next(code for least, code in FIT_PHRASES if probability >= least))

    def gap(self, gap: Gap) -> str:
        """What is missing, in one short phrase; a gap that a rule makes is told by the rule."""
        if gap.code in self.tables.get("gap", {}):
            return self.of("gap", gap.code, **self.shown(gap.code, gap.parameters))
        return self._rule(gap.code.partition(":")[0], Outcome.FAIL.value, self.shown(gap.code, gap.parameters))

    def error(self, error: DomainError) -> str:
        """A domain error as a sentence that says what to do; the most special code that has words wins."""
        parts = error.code.split(".")
        known = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
        code = next((c for c in known if c in self.tables.get("error", {})), "unknown")
        shown = {name: self._value("", name, value) for name, value in error.parameters.items()} | {"field": error.field or ""}
        remedy = self.of("what_to_do", error.remedy) if error.remedy in self.tables.get("what_to_do", {}) else ""
        return f"{self.of('error', code, code=error.code, **shown)} {remedy}".strip()

    def shown(self, code: str, parameters: Mapping[str, Parameter]) -> dict[str, str]:
        """Parameters as a person reads them: codes in words, dates and money in local form, unknown values said as such."""
        base = code.partition(":")[0]
        shown = {name: self._value(base, name, value) for name, value in parameters.items()}
        for name in ("until", "closes_on", "shifts"):
            shown[f"{name}_part"] = self._part(name, shown[name]) if parameters.get(name) else ""
        return shown

    def _value(self, rule: str, name: str, value: Parameter) -> str:
        if value is None or value == "":
            return self.of("unknown", "value")
        if name in _CODE_LISTS:
            return ", ".join(self._first(_CODE_LISTS[name], code) for code in str(value).split(";"))
        if table := _WHERE.get(rule, {}).get(name) or _CODED.get(name):
            return self.of(table, str(value))
        if name == "rule":
            return self.rule_name(str(value))
        if name.endswith("_byn"):
            return self.money(float(value))
        if isinstance(value, str) and (day := _day_in(value)):
            return self.day(day)
        return f"{value:g}".replace(".", "," if self.language != "en" else ".") if isinstance(value, float) else str(value)

    def _first(self, tables: tuple[str, ...], code: str) -> str:
        return next((self.of(t, code) for t in tables if code in self.tables.get(t, {})), code)

    def _part(self, name: str, value: str) -> str:
        return self.of("part", name, value=value)

    def _rule(self, base: str, form: str, parameters: Mapping[str, str]) -> str:
        sentence = self.tables.get("rule", {}).get(base, {}).get(form)
        if not isinstance(sentence, str):
            return base
        return sentence.format_map(_Shown(parameters)).replace("..", ".")  # an abbreviation at the end ("руб.") brings its own


def _day_in(value: str) -> date | None:
    """The day that a parameter names; None for any other text, also for one that only looks like a day."""
    try:
        return date.fromisoformat(value) if len(value) == len("2026-11-22") and value[4] == value[7] == "-" else None
    except ValueError:
        return None


@cache
def words(language: str) -> Words:
    """The sentences of a language; Russian for a language we do not speak."""
    chosen = language if language in LANGUAGES else "ru"
    return Words(chosen, tomllib.loads((_FOLDER / f"{chosen}.toml").read_text(encoding="utf-8")))
