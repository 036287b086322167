"""Why a file is refused as a whole. Codes and parameters only; sentences are in api/messages_import.py."""

from collections.abc import Mapping

from services.errors import InvalidValue, Parameter


class TableRefused(InvalidValue):
    """The file cannot be read as a table of this kind. `code` is `table.<reason>`, `parameters` what the sentence needs."""

    def __init__(self, reason: str, parameters: Mapping[str, Parameter] | None = None) -> None:
        super().__init__(f"table.{reason}", field="file", remedy="send_csv_or_xlsx", parameters=parameters)
