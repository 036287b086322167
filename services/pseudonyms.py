"""Names under which an employer sees people before they are introduced: another one for each vacancy, so that nobody is followed from one
vacancy to the next, and nothing can be counted back to a case.
"""

import base64
import hashlib
import hmac

LETTERS = 8
"""40 bits: among the few hundred people of one vacancy two are called alike once in 20 million vacancies."""


def pseudonym(key: str, vacancy_id: int, candidate_id: int) -> str:
    """HMAC-SHA-256 of vacancy and person under the installation's key, as eight letters and digits ("7QX2-M4KA")."""
    digest = hmac.new(key.encode(), f"pseudonym:{vacancy_id}:{candidate_id}".encode(), hashlib.sha256).digest()
    name = base64.b32encode(digest).decode()[:LETTERS]
    return f"{name[:4]}-{name[4:]}"
