"""Talking to PostgreSQL: connections that heal, and what is said when there is nobody to talk to."""

import pytest
from sqlalchemy import text

from app.config import Settings
from app.embedded.ports import LOOPBACK, choose_port
from app.exceptions import BinsightError, ConfigurationError, ServiceUnavailableException
from app.services.database import build_engine, build_session_factory, require_database

pytestmark = pytest.mark.integration


def test_without_a_database_the_setting_and_the_remedy_are_named(tmp_path):
    for use in (build_engine, require_database):
        with pytest.raises(ConfigurationError, match="BINSIGHT_DATABASE_URL"):
            use(Settings(home=tmp_path))


def test_a_database_that_answers_is_taken_without_a_word(settings):
    assert require_database(settings) is None


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("{server}/nowhere", 'database "nowhere" does not exist'),
        ("stranger:hidden@{address}/postgres", 'authentication failed for user "stranger"'),
        ("u:hidden@{nobody}/x", "Connection refused"),
        ("u:hidden@no.such.host.invalid/x", "no.such.host.invalid"),
    ],
)
def test_why_it_does_not_answer_is_said_and_never_the_password(settings, place, words):
    server = settings.database_url.split("://")[1].rsplit("/", 1)[0]
    nobody = f"{LOOPBACK}:{choose_port(None)}"
    url = "postgresql://" + place.format(server=server, address=server.split("@")[1], nobody=nobody)
    with pytest.raises(ServiceUnavailableException) as caught:
        require_database(Settings(home=settings.home, database_url=url))
    assert words in caught.value.message
    assert caught.value.message.endswith("Check BINSIGHT_DATABASE_URL")
    assert "hidden" not in caught.value.message
    assert server.split(":")[1].split("@")[0] not in caught.value.message


def test_a_url_that_cannot_be_read_is_a_setting_to_correct(settings):
    broken = settings.model_copy(update={"database_url": "postgresql+psycopg://u:hidden@host:port/x"})
    with pytest.raises(BinsightError) as caught:
        require_database(broken)
    assert "BINSIGHT_DATABASE_URL" in caught.value.message
    assert "hidden" not in caught.value.message


def test_connections_that_were_cut_heal_by_themselves(settings):
    engine = build_engine(settings)
    with engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    other = build_engine(settings)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != pid
    for used in (engine, other):
        used.dispose()


def test_the_server_sees_who_is_connected(settings):
    engine = build_engine(settings)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW application_name")).scalar_one() == "binsight"
    engine.dispose()


def test_loaded_rows_stay_readable_after_the_commit(shop):
    from app.models import Part

    with build_session_factory(shop.container.engine())() as session:
        part = session.query(Part).first()
        session.commit()
    assert part.key == "ABCD"
