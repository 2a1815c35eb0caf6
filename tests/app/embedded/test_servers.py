import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from sqlalchemy import create_engine, text

from app.config import Settings
from app.embedded.home_lock import HomeState, read_state
from app.embedded.servers import embedded_servers, with_servers

OUTSIDE = {
    "database_url": "postgresql://u:p@db.example:5433/binsight",
    "s3_endpoint_url": "http://s3.example:9000",
    "s3_access_key_id": "key",
}


@pytest.fixture
def home(open_folder):
    return open_folder() / "home"


def query(settings, statement):
    engine = create_engine(str(settings.database_url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        result = connection.execute(text(statement))
        rows = result.all() if result.returns_rows else None
    engine.dispose()
    return rows


def s3(settings):
    return boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint_url,
        aws_access_key_id=settings.s3_access_key_id,
        aws_secret_access_key=settings.s3_secret_access_key.get_secret_value(),
        region_name=settings.s3_region,
    )


def test_outside_servers_are_used_as_given_and_nothing_is_started(tmp_path):
    given = Settings(home=tmp_path / "home", **OUTSIDE)
    with embedded_servers(given) as settings:
        assert settings == given
        assert read_state(given.home) is None


def test_the_state_names_the_ports_of_the_servers(tmp_path):
    settings = Settings(home=tmp_path, **OUTSIDE)
    state = with_servers(HomeState(1, "up", "2026-01-01T00:00:00Z"), settings)
    assert (state.postgres_port, state.s3_port) == (5433, 9000)


@pytest.mark.integration
def test_a_command_gets_live_servers_holds_the_home_and_leaves_nothing_running(home):
    with embedded_servers(Settings(home=home)) as settings:
        assert query(settings, "SELECT current_database()") == [("binsight",)]
        assert s3(settings).list_buckets()["Buckets"] == []
        state = read_state(home)
        assert state is not None
        assert state.holder == "command"
    assert read_state(home) is None
    assert not (home / "s3" / "pid").exists()
    assert not list(home.glob("postgres/data/postmaster.pid"))


@pytest.mark.integration
def test_a_second_command_waits_its_turn_and_finds_what_the_first_wrote(home):
    script = (
        "import sys; from pathlib import Path; from sqlalchemy import create_engine, text\n"
        "from app.config import Settings; from app.embedded.servers import embedded_servers\n"
        f"with embedded_servers(Settings(home=Path({str(home)!r}))) as settings:\n"
        "    engine = create_engine(settings.database_url)\n"
        "    with engine.begin() as connection:\n"
        "        connection.execute(text('CREATE TABLE IF NOT EXISTS turns (n int)'))\n"
        "        connection.execute(text('INSERT INTO turns VALUES (1)'))\n"
    )
    commands = [subprocess.Popen([sys.executable, "-c", script], cwd=Path.cwd()) for _ in range(2)]
    assert [command.wait(60) for command in commands] == [0, 0]
    with embedded_servers(Settings(home=home)) as settings:
        assert query(settings, "SELECT count(*) FROM turns") == [(2,)]


@pytest.mark.integration
def test_a_command_uses_the_servers_of_a_running_up(home):
    # `up` is another process: within one process the lock would belong to both.
    script = (
        "import sys; from pathlib import Path; from app.config import Settings\n"
        "from app.embedded.account import prepare_home\n"
        "from app.embedded.home_lock import hold_home, write_state\n"
        "from app.embedded.servers import start_servers, with_servers\n"
        f"settings = Settings(home=Path({str(home)!r})); prepare_home(settings.home)\n"
        "with hold_home(settings.home, 'up') as state, start_servers(settings) as live:\n"
        "    write_state(settings.home, with_servers(state, live))\n"
        "    print(live.database_url, live.s3_endpoint_url, flush=True); sys.stdin.read()\n"
    )
    up = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert up.stdout is not None
    database_url, endpoint = up.stdout.readline().split()
    try:
        with embedded_servers(Settings(home=home)) as settings:
            assert (settings.database_url, settings.s3_endpoint_url) == (database_url, endpoint)
            assert s3(settings).list_buckets()["Buckets"] == []
        assert query(settings, "SELECT 1") == [(1,)], "the servers of `up` outlive the command"
    finally:
        up.communicate("")
    assert up.returncode == 0


@pytest.mark.integration
def test_only_what_is_not_configured_is_started(home):
    database_url = "postgresql+psycopg://u:p@db.example/binsight"
    given = Settings(home=home, database_url=database_url)
    with embedded_servers(given) as settings:
        assert settings.database_url == database_url
        assert s3(settings).list_buckets()["Buckets"] == []
        assert not (home / "postgres").exists()
