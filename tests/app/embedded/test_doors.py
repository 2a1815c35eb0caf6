import socket

import pytest
from pydantic import SecretStr

from app.config import Settings
from app.embedded.doors import PORT_FIELDS, child_environment, plan_doors, with_free_ports
from app.embedded.ports import LOOPBACK, choose_port
from app.embedded.supervisor import require_loopback
from app.exceptions import ConfigurationError


@pytest.fixture
def settings(tmp_path):
    built = Settings(
        home=tmp_path,
        database_url="postgresql://u:secret-word@127.0.0.1:5432/binsight",
        dagster_database_url="postgresql+psycopg://u:secret-word@127.0.0.1:5432/dagster",
        s3_endpoint_url="http://127.0.0.1:9000",
        s3_access_key_id="key",
        s3_secret_access_key=SecretStr("secret-word"),
    )
    built.dagster_home.mkdir()
    return built


def test_a_taken_port_gives_way_to_the_next_free_one(settings):
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        taken = server.getsockname()[1]
        chosen = with_free_ports(settings.model_copy(update={"ui_port": taken}))
    assert chosen.ui_port > taken


def test_no_two_doors_share_a_port(settings):
    port = choose_port(None)
    same = settings.model_copy(update=dict.fromkeys(PORT_FIELDS.values(), port))
    chosen = with_free_ports(same)
    assert len({getattr(chosen, field) for field in PORT_FIELDS.values()}) == len(PORT_FIELDS)


def test_four_doors_have_an_address_on_the_ports_of_the_settings(settings):
    addresses = {door.name: door.address for door in plan_doors(settings) if door.address}
    assert addresses == {
        "App": f"http://127.0.0.1:{settings.ui_port}",
        "API": f"http://127.0.0.1:{settings.api_port}",
        "Dagster": f"http://127.0.0.1:{settings.dagster_port}",
        "Notebooks": f"http://127.0.0.1:{settings.notebooks_port}",
    }


def test_secrets_never_stand_on_a_command_line(settings):
    assert all("secret-word" not in " ".join(door.arguments) for door in plan_doors(settings))
    assert child_environment(settings)["BINSIGHT_S3_SECRET_ACCESS_KEY"] == "secret-word"


def test_children_get_everything_as_settings_read_it(settings, monkeypatch):
    for name, value in child_environment(settings).items():
        monkeypatch.setenv(name, value)
    seen = Settings()
    assert seen.database_url == settings.database_url
    assert seen.dagster_storage_url == "postgresql://u:secret-word@127.0.0.1:5432/dagster"
    assert seen.home == settings.home
    assert seen.ui_port == settings.ui_port


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "example.com", ""])
def test_without_sign_in_only_this_machine_is_served(host):
    with pytest.raises(ConfigurationError, match=r"use 127\.0\.0\.1"):
        require_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_loopback_is_served(host):
    require_loopback(host)
