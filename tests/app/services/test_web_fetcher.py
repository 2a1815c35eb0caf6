"""Fetching from the web: limits of address, size and time, against a server on this machine."""

import time

import pytest

from app.exceptions import PayloadTooLargeException, UnreachableAddressException, ValidationException
from app.services.web_fetcher import WebFetcher
from tests.app.services.web_server import PUBLIC, Web, answer, redirect

pytestmark = pytest.mark.rule(33)
LIMIT = 200_000


@pytest.fixture
def web():
    server = Web()
    yield server
    server.close()


def fetch(web, url, *, seconds=5.0, limit=LIMIT):
    return WebFetcher(seconds=seconds, resolve=web.resolve, connect=web.connect).get(url, max_bytes=limit)


def test_a_page_is_fetched_from_the_address_that_was_checked(web):
    web.pages["/a b"] = b"no"
    web.pages["/sheet%20%C3%B6.pdf"] = b"%PDF-"
    got = fetch(web, "http://docs.example:8080/sheet ö.pdf?x=1&y=ä".replace(" ", "%20"))
    assert got.data == b"%PDF-"
    assert web.requests == [("docs.example:8080", "/sheet%20%C3%B6.pdf?x=1&y=%C3%A4")]
    assert (web.asked, web.connected) == (["docs.example"], [(PUBLIC, 8080)])


def test_a_name_that_changes_its_mind_is_asked_once_and_cannot_lead_inside(web):
    web.pages["/"] = b"fine"
    web.names["rebind.example"] = [[PUBLIC], ["127.0.0.1"]]
    assert fetch(web, "http://rebind.example/").data == b"fine"
    assert (web.asked, web.connected) == (["rebind.example"], [(PUBLIC, 80)])


INSIDE = [
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "fd12::5", "ff02::1", "fec0::1"),
    *("::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::"),
    *("192.0.2.1", "198.18.0.1", "not an address", ""),
]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_a_network_are_never_connected_to(web, address):
    web.names["sly.example"] = [[PUBLIC, address]]
    with pytest.raises(ValidationException, match="not on the open internet"):
        fetch(web, "http://sly.example/latest/meta-data")
    assert web.connected == []


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://2130706433:{port}/"),
        *("http://0x7f.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://0:{port}/"),
    ],
)
def test_the_real_resolver_does_not_lead_to_this_machine(web, url):
    web.pages["/"] = b"secret"
    with pytest.raises((ValidationException, UnreachableAddressException)):
        WebFetcher(seconds=5).get(url.format(port=web.port), max_bytes=LIMIT)
    assert web.requests == []


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://x/y", "file:///etc/passwd", "gopher://x", "javascript:1", "//x/y", "http://", "x", "", "http://[::1"),
        *("http://x:99999/", "http://a b/", "http://x/\r\nHost: y", "http://x\x00/", "http://u:p@x/", "http://.x/"),
        "http://x/" + "y" * 2000,
    ],
)
def test_what_is_no_web_address_is_refused_before_any_look_up(web, url):
    with pytest.raises(ValidationException):
        fetch(web, url)
    assert web.asked == []


def test_redirects_are_followed_and_each_is_checked(web):
    web.pages |= {"/1": redirect("/2"), "/2": redirect("http://other.example/3"), "/3": b"there"}
    got = fetch(web, "http://docs.example/1")
    assert (got.url, got.data) == ("http://other.example/3", b"there")
    assert web.asked == ["docs.example", "docs.example", "other.example"]
    web.names["inner.example"] = [["10.0.0.1"]]
    for target in ("http://inner.example/", "file:///etc/passwd", "http://u@x/", "ftp://x/"):
        web.pages["/1"] = redirect(target)
        connected = len(web.connected)
        with pytest.raises(ValidationException):
            fetch(web, "http://docs.example/1")
        assert len(web.connected) == connected + 1


def test_redirects_end(web):
    web.pages["/"] = redirect("/")
    with pytest.raises(UnreachableAddressException, match="more than 5 times"):
        fetch(web, "http://docs.example/")
    assert len(web.requests) == 6


def test_size_is_limited_whatever_the_answer_promises(web):
    web.pages["/exact"] = b"x" * LIMIT
    assert len(fetch(web, "http://docs.example/exact").data) == LIMIT
    web.pages["/more"] = b"x" * (LIMIT + 1)
    web.pages["/endless"] = lambda handler: [handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n"), *endless(handler)]
    for path in ("/more", "/endless"):
        with pytest.raises(PayloadTooLargeException, match=r"docs\.example sent more than"):
            fetch(web, f"http://docs.example{path}")


def endless(handler):
    while True:
        yield handler.wfile.write(b"x" * 65536)


def drip(handler, first):
    handler.wfile.write(first)
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize(
    "first",
    [b"", b"HTTP/1.0 200 OK\r\nX: ", b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\nContent-Length: 9000\r\n\r\n"],
    ids=["status", "head", "body", "promised body"],
)
def test_time_is_limited_however_slowly_the_answer_drips(web, first):
    web.pages["/"] = lambda handler: drip(handler, first)
    started = time.monotonic()
    with pytest.raises(UnreachableAddressException, match="took too long"):
        fetch(web, "http://docs.example/", seconds=0.5)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (lambda handler: answer(handler, b"", status=403), "it answered 403"),
        (lambda handler: answer(handler, b"half", Content_Length="100"), "broke off"),
        (lambda handler: handler.wfile.write(b"SSH-2.0\r\n\r\n"), "does not speak HTTP"),
        (lambda handler: answer(handler, b"x", Content_Encoding="gzip"), "compressed form"),
        (lambda handler: None, "does not speak HTTP"),
    ],
    ids=["status", "half", "no http", "compressed", "silence"],
)
def test_failures_are_said_in_words(web, page, said):
    web.pages["/"] = page
    with pytest.raises(UnreachableAddressException, match=said):
        fetch(web, "http://docs.example/")


def test_https_needs_a_certificate_and_a_host_that_is_known(web):
    with pytest.raises(UnreachableAddressException, match=r"TLS failed|broke off"):
        fetch(web, "https://docs.example/")
    assert web.connected == [(PUBLIC, 443)]

    def unknown(host, port):
        raise OSError

    with pytest.raises(UnreachableAddressException, match="name is not known"):
        WebFetcher(resolve=unknown).get("http://docs.example/", max_bytes=1)

    def refused(address, timeout_seconds):
        raise ConnectionRefusedError

    with pytest.raises(UnreachableAddressException, match="does not answer"):
        WebFetcher(resolve=web.resolve, connect=refused).get("http://docs.example/", max_bytes=1)
