"""Web addresses: which may be fetched by a server that stands inside somebody's network."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

from app.exceptions import ValidationException

MAX_URL = 2000
_PORTS = {"http": 80, "https": 443}
_NAT64 = IPv6Network("64:ff9b::/96")
_SAFE_IN_TARGET = "/%:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class WebAddress:
    """An http(s) address in its parts; `target` is the path with the query, ready to be sent."""

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def netloc(self) -> str:
        """What the Host header says; the usual port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def parse_web_address(url: str) -> WebAddress:
    """The parts of an http(s) address.

    Raises:
        ValidationException: another scheme, no host, a user name in it, characters that cannot be sent, or too long.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
        sent_host = "" if host is None else host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise _refusal() from error
    if len(text) > MAX_URL or parts.scheme not in _PORTS or not sent_host or not text.isprintable() or " " in text:
        raise _refusal()
    if "@" in parts.netloc:
        raise ValidationException("A link must not carry a user name or password; take them out", field="url")
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_SAFE_IN_TARGET)
    return WebAddress(text, parts.scheme, sent_host, port or _PORTS[parts.scheme], target)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet.

    Private, loopback, link-local (also where clouds keep credentials), multicast, reserved and unspecified addresses
    do not; an IPv6 address that carries an IPv4 one is judged by that.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or _translated(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local or ip.teredo is not None:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _translated(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address behind one of a translator between the two (NAT64, RFC 6052)."""
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None


def _refusal() -> ValidationException:
    return ValidationException(
        f"A link must begin with http:// or https://, name a host and have at most {MAX_URL} characters", field="url"
    )
