"""Ports on loopback: is one free, and which one to take instead."""

import socket
from collections.abc import Collection
from contextlib import closing

from app.exceptions import EmbeddedServerException

LOOPBACK = "127.0.0.1"
_TRIES = 200


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """True when a server could listen on `port` now."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def choose_port(preferred: int | None, host: str = LOOPBACK, but: Collection[int] = ()) -> int:
    """`preferred` when it is free, else the next free one after it that is not in `but`; any without a preference.

    Raises:
        EmbeddedServerException: nothing free near the preferred port.
    """
    if preferred is None:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
            probe.bind((host, 0))
            return int(probe.getsockname()[1])
    for port in range(preferred, min(preferred + _TRIES, 65536)):
        if port not in but and is_free(port, host):
            return port
    raise EmbeddedServerException(
        f"No free port between {preferred} and {preferred + _TRIES}; stop something or set one"
    )
