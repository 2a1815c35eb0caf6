import os
import signal
import stat
from time import sleep

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.embedded.postgres import EmbeddedPostgres

pytestmark = pytest.mark.integration


@pytest.fixture
def server(open_folder):
    built = EmbeddedPostgres(open_folder() / "home")
    built.start()
    yield built
    built.stop()


def run(server, statement):
    engine = create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        result = connection.execute(text(statement))
        rows = result.all() if result.returns_rows else None
    engine.dispose()
    return rows


def wait_for_end(pid):
    for _ in range(200):
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            return
        sleep(0.02)


def test_it_answers_on_loopback_with_its_generated_password_only(server):
    url = make_url(server.url())
    assert url.host == "127.0.0.1"
    assert run(server, "SELECT 1") == [(1,)]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=url.host, port=url.port, user=url.username, password="wrong", dbname="binsight")
    assert run(server, "SHOW listen_addresses") == [("127.0.0.1",)]
    assert run(server, "SHOW data_checksums") == [("on",)]


def test_secrets_and_data_are_private(server):
    password = server.log.parent.parent / "secrets" / "postgres-password"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600


def test_state_survives_a_restart(server):
    run(server, "CREATE TABLE kept (n int)")
    run(server, "INSERT INTO kept VALUES (7)")
    port = server.port
    server.stop()
    assert not server.is_healthy()
    server.start()
    assert server.port == port
    assert run(server, "SELECT n FROM kept") == [(7,)]


def test_the_last_committed_row_survives_sigkill(server):
    run(server, "CREATE TABLE kept (n int)")
    run(server, "INSERT INTO kept VALUES (8)")
    os.kill(server.pid, signal.SIGKILL)
    wait_for_end(server.pid or 0)
    server.start()
    assert run(server, "SELECT n FROM kept") == [(8,)]


def test_a_server_left_behind_by_a_killed_supervisor_is_replaced(server, tmp_path):
    home = server.log.parent.parent
    run(server, "CREATE TABLE kept (n int)")
    run(server, "INSERT INTO kept VALUES (9)")
    second = EmbeddedPostgres(home)
    second.start()
    try:
        assert run(second, "SELECT n FROM kept") == [(9,)]
        assert server.pid is None
    finally:
        second.stop()
