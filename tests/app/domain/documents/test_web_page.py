"""What pages say about themselves, and that nothing in them breaks the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.documents.download_name import content_disposition
from app.domain.documents.web_address import is_public
from app.domain.documents.web_page import looks_like_page, read_page

URL = "https://shop.example/a/b.html"
SNIPPETS = [
    *(
        "<title>",
        "</title>",
        '<meta property="og:image" content="',
        '">',
        "<iframe src=",
        ".pdf>",
        "<!--",
        "-->",
        "<![CDATA[",
    ),
    *(
        '<meta charset="hex">',
        "<meta charset=utf-16>",
        '<link rel=icon href="//[::1">',
        "&#xD800;",
        "\x00",
        "<",
        "ö",
        "<script>",
    ),
]


@pytest.mark.parametrize(
    ("data", "is_page"),
    [
        (b"<!DOCTYPE HTML>", True),
        (b"\xef\xbb\xbf\r\n <!-- a --><!-- b --> <html>", True),
        (b"<head>", True),
        (b"%PDF-1.4 <html>", False),
        (b"<svg><script/></svg>", False),
        (b"<?xml version='1.0'?>", False),
        (b"<!-- never closed", False),
        (b"", False),
    ],
)
def test_pages_are_known_by_how_they_begin(data, is_page):
    assert looks_like_page(data) is is_page


def test_titles_pictures_and_frames_are_found_and_made_absolute():
    page = read_page(
        b'<title>Plain</title><meta property="og:title" content="Nice  one"><meta name="twitter:image" content="t.png">'
        b'<meta property="og:image" content=" /o.png "><meta property="og:image" content="second.png">'
        b'<link rel="icon" href="t.png"><iframe src="x.PDF?y"></iframe>',
        URL,
    )
    assert page.title == "Nice one"
    assert page.pictures == ("https://shop.example/o.png", "https://shop.example/a/t.png")
    assert page.framed_pdf == "https://shop.example/a/x.PDF?y"


def test_the_named_character_set_is_used_when_it_is_one():
    assert read_page('<meta charset="iso-8859-2"><title>Złoty</title>'.encode("iso-8859-2"), URL).title == "Złoty"
    for charset in (b"hex", b"rot13", b"no-such", b"undefined", b"idna", b"zlib"):
        assert read_page(b"<meta charset=" + charset + b"><title>x</title>", URL).title is not None


@given(st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=5), max_size=30))
def test_broken_pages_do_not_break_the_reader(pieces):
    page = read_page("".join(pieces).encode("utf-8", "surrogatepass"), URL)
    assert page.title is None or 0 < len(page.title) <= 200


@given(st.ip_addresses())
def test_only_global_addresses_are_public(address):
    assert not is_public(str(address)) or address.is_global
    assert not is_public(f"::ffff:{address}") or address.version == 4


@pytest.mark.parametrize("inside", ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::ffff:10.0.0.1"])
def test_an_inside_address_in_the_dress_of_another_is_not_public(inside):
    assert not is_public(inside)


@given(st.text(max_size=60))
def test_a_download_s_name_stays_inside_its_header(name):
    header = content_disposition(name)
    header.encode("ascii")
    assert header.startswith('attachment; filename="')
    assert header.count('"') == 2
    assert not set(header) & set("\r\n\x00\\")
