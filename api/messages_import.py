"""The import's codes in words: doubts, remedies, refusals and the report as text, in Russian, Belarusian and English.

The sentences stand in api/words/import.toml. Here live loading and placing parameters; no decision about a row.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from api.i18n import words
from services.errors import DomainError, Parameter
from services.importing.report import ImportReport
from services.importing.rows import Doubt

_SENTENCES = Path(__file__).parent / "words" / "import.toml"
_CODED = ("duty", "limit", "shift", "document", "province")
"""Tables of words where a parameter's code may stand."""
SHOWN_TEXT = 60
"""Characters of a cell quoted in a report."""


@cache
def _tables() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(_SENTENCES.read_text(encoding="utf-8"))


def say(table: str, code: str, language: str, **parameters: object) -> str:
    """Give the sentence for a code of a table; the code itself where there is none. Missing parameters show as a dash."""
    forms = _tables().get(table, {}).get(code)
    if forms is None:
        return code
    shown = {name: _shown(value, language) for name, value in parameters.items()}
    return forms.get(language, forms["ru"]).format_map(defaultdict(lambda: "—", shown))


def _shown(value: object, language: str) -> str:
    """Show one parameter: nothing as a dash, figures without needless zeros, codes (several divided by semicolons) in words."""
    if value is None or value == "":
        return "—"
    if isinstance(value, float):
        return f"{value:g}".replace(".", "." if language == "en" else ",")
    spoken = words(language)
    return ", ".join(
        next((spoken.of(table, code) for table in _CODED if code in spoken.tables.get(table, {})), code) for code in str(value).split(";")
    )


def doubt_sentence(doubt: Doubt, language: str) -> str:
    """Say one doubt in one sentence, with its words quoted."""
    quoted = " ".join(doubt.text.split())
    quoted = quoted if len(quoted) <= SHOWN_TEXT else quoted[: SHOWN_TEXT - 1] + "…"
    sentence = say("doubt", doubt.code, language, **{"text": quoted, **doubt.parameters})
    return f"«{quoted}»: {sentence}" if quoted else sentence


def wording_in(language: str) -> Callable[[Doubt], tuple[str, str]]:
    """Make the wording that the file of rejected rows uses: a doubt → (reason, remedy)."""
    return lambda doubt: (doubt_sentence(doubt, language), say("remedy", doubt.remedy, language))


def refusal_sentence(error: DomainError, language: str) -> str:
    """Say why a file was refused as a whole."""
    parameters: Mapping[str, Parameter] = error.parameters
    return say("table", error.code.removeprefix("table."), language, **parameters)


def report_lines(report: ImportReport, language: str) -> Iterator[str]:
    """Render a report as text, one line after the other: counts, what was skipped, duplicates, then every doubt by row."""
    yield say(
        "report", "counts", language, read=report.n_read, created=report.n_created, changed=report.n_changed, unchanged=report.n_unchanged,
        rejected=len(report.rejected),
    )  # fmt: skip
    if not report.stored:
        yield say("report", "not_stored", language)
    if report.skipped:
        yield say("report", "skipped", language, rows=", ".join(str(each.number) for each in report.skipped))
    if report.sheets_not_read:
        yield say("report", "sheets_not_read", language, sheets=", ".join(report.sheets_not_read))
    if report.unknown_titles:
        yield say("report", "unknown_titles", language, titles=", ".join(report.unknown_titles))
    if report.rejected_file:
        yield say("report", "rejected_file", language, file=report.rejected_file)
    for old in report.superseded:
        changes = ", ".join(f"{name}: {before} → {after}" for name, (before, after) in old.differences.items() if name != "description")
        yield say("report", "superseded", language, reference=old.reference, row=old.row, by_row=old.by_row, changes=changes)
    for pair in report.duplicates:
        other = pair.reference or say("report", "row", language, row=pair.second)
        reasons = ", ".join(say("reason", code, language) for code in pair.reasons)
        yield say("report", "duplicate", language, row=pair.first, other=other, reasons=reasons)
    for each in report.doubts:
        where = say("report", "row", language, row=each.row) if each.row else say("report", "whole_file", language)
        title = report.columns.get(each.doubt.column, each.doubt.column).replace("\n", " ")
        weight = say("severity", each.doubt.severity.value, language)
        yield f"{where}, {title}: [{weight}] {doubt_sentence(each.doubt, language)} ({say('remedy', each.doubt.remedy, language)})"
