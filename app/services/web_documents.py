"""What a web address holds, ready to be attached: a PDF or picture to keep, or a page to link to with its picture."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.domain.documents.web_address import parse_web_address
from app.domain.documents.web_page import MAX_PAGE_TITLE, WebPage, looks_like_page, read_page
from app.domain.quality.file_kind import OTHER, clean_file_name, sniff
from app.exceptions import BinsightError, ValidationException
from app.services.file_limits import FileLimits
from app.services.pictures import Picture, page_picture
from app.services.web_fetcher import Fetched, WebFetcher


@dataclass(frozen=True)
class WebDocument:
    """An address and its title; `data` is the file behind it, or None for a page, which may have a `picture`."""

    url: str
    title: str
    content_type: str
    data: bytes | None = None
    filename: str | None = None
    picture: Picture | None = None


class WebDocuments:
    """Fetches outside any transaction; nothing is stored here."""

    def __init__(self, fetcher: WebFetcher, limits: FileLimits) -> None:
        self._fetcher = fetcher
        self._limits = limits

    def fetch(self, url: str) -> WebDocument:
        """What is at a web address, judged by its bytes.

        Raises:
            ValidationException: not a public web address, or neither a page, a PDF nor a picture.
            PayloadTooLargeException: more bytes than the limit. UnreachableAddressException: it cannot be fetched.
        """
        address = parse_web_address(url)
        fetched = self._fetcher.get(address.url, max_bytes=self._limits.largest)
        if not looks_like_page(fetched.data):
            return _file(address.url, fetched)
        page = read_page(fetched.data, fetched.url)
        framed = self._framed_pdf(fetched.url, page)
        if framed is not None:
            return _file(address.url, framed)
        title = page.title or address.host
        return WebDocument(address.url, title, "text/html", picture=self._picture(page))

    def _framed_pdf(self, url: str, page: WebPage) -> Fetched | None:
        """Some sellers answer a data sheet's address with a page that only frames the PDF (lcsc.com does)."""
        if page.framed_pdf is None or not urlsplit(url).path.lower().endswith(".pdf"):
            return None
        fetched = self._fetcher.get(page.framed_pdf, max_bytes=self._limits.largest)
        return fetched if sniff(fetched.data).attachment_type == "pdf" else None

    def _picture(self, page: WebPage) -> Picture | None:
        """The first picture of the page that can be had; a page without one is still a good link."""
        for url in page.pictures:
            try:
                fetched = self._fetcher.get(url, max_bytes=self._limits.image)
            except BinsightError:
                continue
            picture = page_picture(fetched.data)
            if picture is not None:
                return picture
        return None


def _file(url: str, fetched: Fetched) -> WebDocument:
    kind = sniff(fetched.data)
    if kind is OTHER:
        raise ValidationException(
            "The address holds neither a page nor a PDF or picture (PNG, JPEG, WebP); download it and upload the file, "
            "or keep the address as a link",
            field="url",
        )
    name = clean_file_name(unquote(urlsplit(fetched.url).path))
    return WebDocument(url, name[:MAX_PAGE_TITLE], kind.content_type, data=fetched.data, filename=name)
