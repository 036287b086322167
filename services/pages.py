"""How long a page of a list may be: said once for every list."""

from services.errors import InvalidValue

LONGEST_PAGE = 200


def check_page(limit: int) -> None:
    """Refuse a length that no page has. Raises InvalidValue (`invalid_value.limit`)."""
    if not 1 <= limit <= LONGEST_PAGE:
        raise InvalidValue("invalid_value.limit", field="limit", parameters={"minimum": 1, "maximum": LONGEST_PAGE})
