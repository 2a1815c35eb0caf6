"""What an HTML page says about itself: its title, pictures that stand for it, a PDF that it only frames."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

MAX_PAGE_TITLE = 200
_READ_BYTES = 2 * 1024 * 1024
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_PICTURES = ("og:image", "twitter:image", "icon")
"""In the order of preference."""
_OPENINGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<meta", b"<script")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class WebPage:
    """A page's facts; addresses are absolute."""

    title: str | None
    pictures: tuple[str, ...]
    framed_pdf: str | None


def looks_like_page(data: bytes) -> bool:
    """Whether bytes are an HTML page, from how they begin; comments and blanks before it are passed over."""
    start = data[:4096].removeprefix(_BYTE_ORDER_MARK).lstrip().lower()
    while start.startswith(b"<!--") and b"-->" in start:
        start = start.split(b"-->", 1)[1].lstrip()
    return start.startswith(_OPENINGS)


def read_page(data: bytes, url: str) -> WebPage:
    """Read the first two megabytes of a page that came from `url`; whatever is broken in it is passed over."""
    reader = _Reader()
    reader.feed(_decode(data[:_READ_BYTES]))
    title = " ".join((reader.found.get("og:title") or reader.title).split())[:MAX_PAGE_TITLE]
    pictures = [reader.found[name] for name in _PICTURES if reader.found.get(name)]
    framed = next((source for source in reader.frames if source.split("?")[0].lower().endswith(".pdf")), None)
    return WebPage(
        title or None,
        tuple(dict.fromkeys(_absolute(url, picture) for picture in pictures)),
        None if framed is None else _absolute(url, framed),
    )


def _decode(data: bytes) -> str:
    named = _CHARSET.search(data[:2048])
    try:
        return data.decode(named.group(1).decode("ascii") if named else "utf-8", "replace")
    except (LookupError, ValueError):  # no such character set, or one that is no text, such as zlib
        return data.decode("utf-8", "replace")


def _absolute(url: str, reference: str) -> str:
    try:
        return urljoin(url, reference)
    except ValueError:
        return reference  # not an address at all: refused where it is fetched


class _Reader(HTMLParser):
    """Collects the title, the first of each named picture, and the sources of frames."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.found: dict[str, str] = {}
        self.frames: list[str] = []
        self._is_in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "title":
            self._is_in_title = not self.title
        elif tag == "meta":
            self._note(given.get("property") or given.get("name", ""), given.get("content", ""))
        elif tag == "link" and "icon" in given.get("rel", "").lower().split():
            self._note("icon", given.get("href", ""))
        elif tag == "iframe":
            self.frames.append(given.get("src", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._is_in_title = False

    def handle_data(self, data: str) -> None:
        if self._is_in_title:
            self.title += data

    def _note(self, name: str, value: str) -> None:
        if value.strip():
            self.found.setdefault(name.lower(), value.strip())
