"""What kind of file some bytes are, from the bytes alone; and file names that are safe to keep."""

import re
from dataclasses import dataclass

MAX_FILE_NAME = 255
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class FileKind:
    """How a file is filed (`image`, `pdf` or `file`) and handed out."""

    attachment_type: str
    content_type: str


OTHER = FileKind("file", "application/octet-stream")
"""Everything else: never shown, only downloaded. SVG and HTML belong here, because they can carry scripts."""


def sniff(data: bytes) -> FileKind:
    """The kind by magic bytes: PNG, JPEG, WebP, PDF, else `OTHER`."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind("image", "image/png")
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind("image", "image/jpeg")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileKind("image", "image/webp")
    if data.startswith(b"%PDF-"):
        return FileKind("pdf", "application/pdf")
    return OTHER


def clean_file_name(name: str) -> str:
    """The last part of a path, without control and direction characters, at most 255 characters, never empty."""
    last = _UNSAFE.sub("", re.split(r"[/\\]", name)[-1]).strip()
    if last in {"", ".", ".."}:
        return "file"
    stem, dot, ending = last.rpartition(".")
    if len(last) > MAX_FILE_NAME and dot and len(ending) <= 10:
        return f"{stem[: MAX_FILE_NAME - len(ending) - 1]}.{ending}"
    return last[:MAX_FILE_NAME]
