import socket

import pytest

from app.embedded import ports
from app.exceptions import EmbeddedServerException


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind((ports.LOOPBACK, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_listening_port_is_not_free(taken):
    assert not ports.is_free(taken)


def test_a_free_preferred_port_is_taken():
    port = ports.choose_port(None)
    assert ports.choose_port(port) == port


def test_the_next_free_port_replaces_a_taken_one(taken):
    assert taken < ports.choose_port(taken) < taken + 200


def test_nothing_free_is_said_with_the_range(monkeypatch):
    monkeypatch.setattr(ports, "is_free", lambda port, host: False)
    with pytest.raises(EmbeddedServerException, match="between 9000 and 9200"):
        ports.choose_port(9000)
