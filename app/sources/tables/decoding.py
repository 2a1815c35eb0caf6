"""Bytes to text: UTF-8 and UTF-16 with and without a mark, else Windows' cp1252."""

import codecs

from app.exceptions import SourceFormatException

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(content: bytes, name: str) -> str:
    """The text of a file.

    Raises:
        SourceFormatException: it is in no encoding known here, or not a text at all.
    """
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    remedy = "Save it as text in UTF-8, or as an XLSX workbook"
    raise SourceFormatException(name, "it is not a text in UTF-8, UTF-16 or cp1252", remedy)


def _candidates(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return (encoding,)
    start = content[:4000]
    # Every second byte of western text in UTF-16 is zero; text in other encodings holds no zero at all.
    if start.count(0) * 3 > len(start):
        return ("utf-16-be",) if start[:1] == b"\x00" else ("utf-16-le",)
    return ("utf-8", "cp1252")
