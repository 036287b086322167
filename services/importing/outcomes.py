"""One row of a file about past placements → OutcomeRow. Codes must be exact: an outcome is a fact to learn from, not to guess."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.codes import OUTCOME_REASONS, OUTCOME_RESULTS
from services.importing.fields.dates import read_date
from services.importing.fields.words import read_outcome
from services.importing.gathering import Gathering, check_width
from services.importing.rows import Doubt, OutcomeRow, Severity
from services.importing.sheets import SourceRow, Table, read_table


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Reads rows of one table."""

    table: Table

    def read(self, source: SourceRow) -> OutcomeRow:
        """Read one row; without candidate, vacancy, day or result it cannot be stored."""
        gathering = Gathering(source)
        check_width(gathering, len(self.table.titles))
        candidate, vacancy = gathering.text("candidate"), gathering.text("vacancy")
        referred = gathering.take("referred_on", read_date(gathering.cell("referred_on"), date.min))
        result = gathering.take("result", read_outcome(gathering.cell("result"), OUTCOME_RESULTS))
        reason = gathering.take("reason_code", read_outcome(gathering.cell("reason_code"), OUTCOME_REASONS))
        for column, value in (("candidate", candidate), ("vacancy", vacancy), ("referred_on", referred), ("result", result)):
            if not value:
                gathering.doubts.append(Doubt("outcome_incomplete", Severity.ERROR, "", remedy="fill_in", column=column, fatal=True))
        return OutcomeRow(
            source.number, candidate, vacancy, referred, result, reason, raw=dict(gathering.raw), doubts=tuple(gathering.doubts)
        )


def read_outcomes(path: Path) -> list[OutcomeRow]:
    """Read a file of past placements; rows with a fatal doubt are among them and must not be learned from.

    Raises TableRefused as `sheets.read_table` does.
    """
    table = read_table(path, "outcomes")
    return [Outcomes(table).read(source) for source in table.rows]
