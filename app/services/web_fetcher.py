"""Fetches bytes from the web on behalf of a person, within limits of size, time and address.

A name is resolved once, every address it has must be public, and the connection goes to the address that was checked:
nothing can change its mind in between. Redirects are checked like the first address. Proxies are not used.
"""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from time import monotonic
from urllib.parse import urljoin

from app.domain.documents.web_address import WebAddress, is_public, parse_web_address
from app.exceptions import PayloadTooLargeException, UnreachableAddressException, ValidationException

MAX_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_CHUNK = 65536
_HEADERS = {"User-Agent": "Binsight", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}

Resolve = Callable[[str, int], list[str]]
Connect = Callable[[tuple[str, int], float], socket.socket]


@dataclass(frozen=True)
class Fetched:
    """What an address answered; `url` is where the last redirect led."""

    url: str
    data: bytes


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host, by the system's resolver."""
    return list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def connect(address: tuple[str, int], timeout_seconds: float) -> socket.socket:
    """A connection to an IP address."""
    return socket.create_connection(address, timeout_seconds)


class WebFetcher:
    """One fetch takes at most `seconds`, redirects included. Thread-safe."""

    def __init__(self, *, seconds: float = 20, resolve: Resolve = resolve, connect: Connect = connect) -> None:
        self._seconds = seconds
        self._resolve = resolve
        self._connect = connect

    def get(self, url: str, *, max_bytes: int) -> Fetched:
        """The bytes at a web address.

        Raises:
            ValidationException: not a web address, or not one on the open internet. PayloadTooLargeException: more
            than `max_bytes`. UnreachableAddressException: it does not answer in time, or answers with a failure.
        """
        deadline = monotonic() + self._seconds
        address = parse_web_address(url)
        for _ in range(MAX_REDIRECTS + 1):
            with self._exchange(address, deadline) as answer:
                target = answer.getheader("Location")
                if answer.status not in _REDIRECTS or target is None:
                    return Fetched(address.url, _body(answer, address, max_bytes, deadline))
            address = parse_web_address(urljoin(address.url, target))
        raise UnreachableAddressException(f"fetch {url}", f"it redirects more than {MAX_REDIRECTS} times")

    @contextmanager
    def _exchange(self, address: WebAddress, deadline: float) -> Iterator[HTTPResponse]:
        """One request and its answer; a watchdog cuts the connection at the deadline, however slowly it drips."""
        connection = HTTPConnection(address.host, address.port)
        with self._open(address, deadline) as sock:
            watchdog = Timer(max(0.0, deadline - monotonic()), _cut, [sock])
            watchdog.daemon = True
            watchdog.start()
            try:
                if isinstance(sock, ssl.SSLSocket):
                    sock.do_handshake()
                connection.sock = sock
                connection.request("GET", address.target, headers={"Host": address.netloc, **_HEADERS})
                with closing(connection.getresponse()) as answer:
                    yield answer
            except (OSError, HTTPException) as error:
                raise _failure(address, _cause(error, deadline)) from error
            finally:
                watchdog.cancel()
            if monotonic() >= deadline:  # a body without a length ends early without an error
                raise _failure(address, _LATE)

    def _open(self, address: WebAddress, deadline: float) -> socket.socket:
        """A connection to one of the host's addresses, none of which may be inside."""
        try:
            found = self._resolve(address.host, address.port)
        except (OSError, UnicodeError) as error:
            raise _failure(address, "its name is not known; check the spelling") from error
        if not found or not all(is_public(ip) for ip in found):
            raise ValidationException(
                f"{address.host} is not on the open internet; upload the file or keep the address as a link",
                field="url",
            )
        last: OSError | None = None
        for ip in found:
            try:
                return self._secured(self._connect((ip, address.port), max(0.1, deadline - monotonic())), address)
            except OSError as error:
                last = error
        raise _failure(address, "it does not answer") from last

    def _secured(self, sock: socket.socket, address: WebAddress) -> socket.socket:
        if address.scheme == "http":
            return sock
        context = ssl.create_default_context()
        return context.wrap_socket(sock, server_hostname=address.host, do_handshake_on_connect=False)


_LATE = "it took too long"


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # the plain one: an encrypted socket's own would wait


def _body(answer: HTTPResponse, address: WebAddress, max_bytes: int, deadline: float) -> bytes:
    if answer.status != 200:
        raise _failure(address, f"it answered {answer.status} {answer.reason}"[:200])
    if answer.getheader("Content-Encoding", "identity").lower() != "identity":
        raise _failure(address, "it answered in a compressed form that was not asked for")
    chunks: list[bytes] = []
    size = 0
    while chunk := answer.read(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > max_bytes:
            raise PayloadTooLargeException(f"{address.host} sent more than {max_bytes} bytes, which is the limit")
    if answer.length:
        raise _failure(address, _LATE if monotonic() >= deadline else "the answer broke off")
    return b"".join(chunks)


def _cause(error: Exception, deadline: float) -> str:
    if monotonic() >= deadline or isinstance(error, TimeoutError):
        return _LATE
    if isinstance(error, ssl.SSLError):
        return "its certificate cannot be trusted" if isinstance(error, ssl.SSLCertVerificationError) else "TLS failed"
    return "it broke off the connection or does not speak HTTP"


def _failure(address: WebAddress, cause: str) -> UnreachableAddressException:
    return UnreachableAddressException(f"fetch {address.host}", cause)
