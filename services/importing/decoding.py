"""From the bytes of a file to its text: which format, which character set.

Pure functions on bytes; no opinion on columns.
"""

import codecs
import zipfile
from io import BytesIO

from services.importing.errors import TableRefused

CYRILLIC = ("cp1251", "koi8-r", "cp866")
"""Single-byte sets tried after UTF-8, the most common first."""
COMMON_LETTERS = frozenset("оеаинтсрвлкмдпуыяі")
COMMONEST_BONUS = 0.25
"""Lead that the commonest set has: the same bytes are words in two sets only by accident."""
MAX_UNPACKED_BYTES = 300_000_000
MAX_RATIO = 300
MAX_FILE_BYTES = 60_000_000


def format_of(content: bytes) -> str:
    """Tell "xlsx" or "csv" from the content, never from the file's name.

    Raises
    ------
    TableRefused
        `file_empty`, `file_too_large`, `file_is_pdf`, `file_is_old_excel`, `file_is_archive`, `file_is_binary`.

    """
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise TableRefused("file_empty")
    if len(content) > MAX_FILE_BYTES:
        raise TableRefused("file_too_large", {"bytes": len(content), "limit": MAX_FILE_BYTES})
    if content.startswith(b"%PDF"):
        raise TableRefused("file_is_pdf")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused("file_is_old_excel")
    if content.startswith(b"PK"):
        return _workbook(content)
    if content.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")):
        raise TableRefused("file_is_archive")
    if b"\x00" in content[:4096] and _utf16(content) is None:
        raise TableRefused("file_is_binary")
    return "csv"


def _workbook(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise TableRefused("file_damaged") from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise TableRefused("file_is_archive")
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > MAX_FILE_BYTES and unpacked / packed > MAX_RATIO):
        raise TableRefused("sheet_too_large", {"bytes": unpacked, "limit": MAX_UNPACKED_BYTES})
    return "xlsx"


def _utf16(content: bytes) -> str | None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = content[:400]
    pairs = max(len(head) // 2, 1)
    # In UTF-16 text half of the separators' bytes are NUL, always on the same side.
    if head[1::2].count(0) / pairs > 0.1 and head[0::2].count(0) == 0:
        return "utf-16-le"
    if head[0::2].count(0) / pairs > 0.1 and head[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def readings(content: bytes) -> list[tuple[str, str]]:
    """Give every (text, name of the character set) that the bytes can be, the likeliest first.

    UTF-16 and valid UTF-8 are certain. Else the Cyrillic single-byte sets follow, by how much the text looks like words; the caller takes
    the first in which it finds a header.

    Raises
    ------
    TableRefused
        `text_unreadable` when no set fits.

    """
    wide = None if content.startswith(codecs.BOM_UTF8) else _utf16(content)
    try:
        name = wide or "utf-8-sig"
        return [(content.decode(name).removeprefix("\ufeff"), name)]
    except UnicodeDecodeError:
        pass
    found = []
    for name in CYRILLIC:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        found.append((_wordlike(text) + (COMMONEST_BONUS if name == CYRILLIC[0] else 0.0), text, name))
    if not found:
        raise TableRefused("text_unreadable")
    return [(text, name) for _, text, name in sorted(found, key=lambda reading: -reading[0])]


def _wordlike(text: str) -> float:
    """Share of non-ASCII characters that are common small Cyrillic letters."""
    foreign = [letter for letter in text[:200_000] if ord(letter) > 127]
    return sum(letter in COMMON_LETTERS for letter in foreign) / max(len(foreign), 1)
