"""What is behind an address: files, pages with their pictures, framed data sheets."""

import pytest

from app.exceptions import PayloadTooLargeException, UnreachableAddressException, ValidationException
from app.services.file_limits import FileLimits
from app.services.web_documents import WebDocuments
from app.services.web_fetcher import WebFetcher
from tests.app.services.files import bomb, picture
from tests.app.services.web_server import Web, answer, redirect

pytestmark = pytest.mark.rule(25, 26, 27)
PAGE = b"<!doctype html><html><head><title> LM317 &amp; co \n</title>%s</head></html>"


@pytest.fixture
def web():
    server = Web()
    yield server
    server.close()


@pytest.fixture
def documents(web):
    fetcher = WebFetcher(seconds=5, resolve=web.resolve, connect=web.connect)
    return WebDocuments(fetcher, FileLimits(image=5000, pdf=9000, file=1000))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 x", "application/pdf"),
        (picture(), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
    ],
)
def test_pdfs_and_pictures_are_kept_under_their_own_name_whatever_the_header_says(web, documents, data, kind):
    web.pages["/a/sheet%20%C3%B6.bin"] = lambda handler: answer(handler, data, Content_Type="text/html")
    got = documents.fetch("http://docs.example/a/sheet%20ö.bin?x")
    assert (got.data, got.content_type, got.filename, got.title) == (data, kind, "sheet ö.bin", "sheet ö.bin")


def test_other_files_are_refused_with_the_way_out(web, documents):
    for data in (b"PK\x03\x04 zip", b"<svg xmlns='x'/>", b"just words", picture("GIF")):
        web.pages["/x"] = lambda handler, data=data: answer(handler, data, Content_Type="application/pdf")
        with pytest.raises(ValidationException, match="keep the address as a link"):
            documents.fetch("http://docs.example/x")
    web.pages["/big"] = b"x" * 9001
    with pytest.raises(PayloadTooLargeException):
        documents.fetch("http://docs.example/big")
    with pytest.raises(UnreachableAddressException, match="404"):
        documents.fetch("http://docs.example/missing")


def test_a_page_is_a_link_with_its_title_and_the_first_picture_that_can_be_had(web, documents):
    web.pages["/p"] = PAGE % (
        b'<link rel="shortcut ICON" href="/i.ico"><meta name="twitter:image" content="/dot.png">'
        b'<meta property="og:image" content="http://inside.example/x.png">'
    )
    web.names["inside.example"] = [["192.168.0.7"]]
    web.pages |= {"/dot.png": picture(size=(1, 1)), "/i.ico": picture("ICO", size=(16, 16))}
    got = documents.fetch("http://docs.example/p")
    assert (got.title, got.data, got.content_type) == ("LM317 & co", None, "text/html")
    assert got.picture.content_type == "image/png"
    assert [path for _, path in web.requests] == ["/p", "/dot.png", "/i.ico"]
    web.pages |= {"/dot.png": bomb(), "/i.ico": b"x" * 5001}
    assert documents.fetch("http://docs.example/p").picture is None


def test_a_page_without_a_title_is_named_after_its_host_and_a_long_one_is_cut(web, documents):
    web.pages["/p"] = b"\xef\xbb\xbf <!-- hello --> <HTML><p>x"
    assert documents.fetch("http://docs.example/p").title == "docs.example"
    web.pages["/p"] = b"<html><title>" + b"long " * 100 + b"</title>"
    assert len(documents.fetch("http://docs.example/p").title) == 200


@pytest.mark.rule(34)
def test_a_page_that_only_frames_the_data_sheet_leads_to_it(web, documents):
    web.pages |= {
        "/sheet.pdf": PAGE % b'<iframe src="/ad.html"></iframe><iframe src="//cdn.example/real.pdf?v=1"></iframe>',
        "/real.pdf": b"%PDF-1.7 real",
        "/page": PAGE % b'<iframe src="/real.pdf"></iframe>',
        "/to": redirect("/sheet.pdf"),
    }
    for path in ("/sheet.pdf", "/to"):
        got = documents.fetch(f"http://www.lcsc.example{path}")
        assert (got.data, got.filename, got.url) == (b"%PDF-1.7 real", "real.pdf", f"http://www.lcsc.example{path}")
    assert documents.fetch("http://www.lcsc.example/page").data is None
    web.names["cdn.example"] = [["10.1.1.1"]]
    with pytest.raises(ValidationException):
        documents.fetch("http://www.lcsc.example/sheet.pdf")
