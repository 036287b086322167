"""Why a file is refused as a whole. Codes and parameters only; sentences are in api/messages_import.py."""

from collections.abc import Mapping

from matcher.types import Parameter


class TableRefused(Exception):  # noqa: N818  (the domain's word: the table is refused)
    """The file cannot be read as a table of this kind. `code` says why, `parameters` what the sentence needs."""

    def __init__(self, code: str, parameters: Mapping[str, Parameter] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.parameters: dict[str, Parameter] = dict(parameters or {})
