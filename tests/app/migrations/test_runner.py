"""Migrations on a database that starts empty: up, down, up again, and two at once."""

import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import create_engine, text

from app.exceptions import MigrationException
from app.migrations import runner
from app.models import Base

pytestmark = pytest.mark.integration
_numbers = itertools.count(1)

OURS = """
    SELECT kind || ' ' || name FROM (
        SELECT 'relation' AS kind, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public'
        UNION ALL
        SELECT 'function', p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public'
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    ) found WHERE name NOT LIKE 'alembic_version%' ORDER BY 1
"""


@pytest.fixture
def empty_url(postgres):
    """A database without any table."""
    name = f"migrations_{next(_numbers)}"
    server = create_engine(postgres.url("postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield postgres.url(name)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def ask(url, question):
    """The answer of `question(connection)`, on a connection of its own."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return question(connection)
    finally:
        engine.dispose()


def change(url, statement):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def objects(url):
    return ask(url, lambda connection: list(connection.execute(text(OURS)).scalars()))


def test_head_is_the_last_of_the_chain_and_an_empty_database_is_nowhere(empty_url):
    texts = [path.read_text() for path in Path(runner.__file__).parent.joinpath("versions").glob("[0-9]*.py")]
    named = {re.search(r'^revision = "(\d+)"', text, re.MULTILINE)[1] for text in texts}
    followed = {before[1] for text in texts if (before := re.search(r'^down_revision = "(\d+)"', text, re.MULTILINE))}
    assert named - followed == {runner.head()}
    assert ask(empty_url, runner.current) is None


def test_up_to_head_makes_every_table_of_the_models(empty_url):
    runner.upgrade(empty_url)
    assert ask(empty_url, runner.current) == runner.head()
    made = set(objects(empty_url))
    assert {f"relation {name}" for name in Base.metadata.tables} <= made


def test_models_and_migrations_agree_at_head(empty_url):
    runner.upgrade(empty_url)
    assert ask(empty_url, runner.differences) == []


def test_a_table_that_the_models_do_not_know_is_a_difference(empty_url):
    runner.upgrade(empty_url)

    def with_another_table(connection):
        connection.execute(text("CREATE TABLE another (n int)"))
        connection.execute(text("ALTER TABLE parts DROP COLUMN series"))
        return runner.differences(connection)

    found = ask(empty_url, with_another_table)
    assert {(change[0], getattr(change[-1], "name", None)) for change in found} == {
        ("remove_table", "another"),
        ("add_column", "series"),
    }


def test_down_to_base_leaves_nothing_of_ours(empty_url):
    runner.upgrade(empty_url)
    assert objects(empty_url) != []
    runner.downgrade(empty_url)
    assert objects(empty_url) == []
    assert ask(empty_url, runner.current) is None


def test_up_down_up_ends_where_the_first_up_ended(empty_url):
    runner.upgrade(empty_url)
    first = objects(empty_url)
    runner.downgrade(empty_url)
    runner.upgrade(empty_url)
    assert objects(empty_url) == first
    assert ask(empty_url, runner.differences) == []


def test_each_step_can_be_taken_alone(empty_url):
    runner.upgrade(empty_url, "001")
    without_ledger = objects(empty_url)
    assert ask(empty_url, runner.current) == "001"
    runner.upgrade(empty_url)
    assert "function stock_movements_apply" in objects(empty_url)
    runner.downgrade(empty_url, "001")
    assert objects(empty_url) == without_ledger


@pytest.mark.parametrize("revision", ["999", "a1b2c3"])
def test_a_database_of_another_version_is_left_alone_and_said_so(empty_url, revision):
    runner.upgrade(empty_url)
    change(empty_url, f"UPDATE alembic_version SET version_num = '{revision}'")
    with pytest.raises(MigrationException, match=f"revision {revision}.*up to {runner.head()}.*choose another home"):
        runner.upgrade(empty_url)
    assert ask(empty_url, runner.current) == revision


def test_a_step_that_is_refused_changes_nothing_and_is_a_sentence(empty_url):
    runner.upgrade(empty_url, "001")
    change(empty_url, "CREATE FUNCTION stock_movements_apply() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    before = objects(empty_url)
    with pytest.raises(MigrationException, match=r"left as it was: .*stock_movements_apply"):
        runner.upgrade(empty_url)
    assert (ask(empty_url, runner.current), objects(empty_url)) == ("001", before)


def test_upgrading_at_head_keeps_the_rows(empty_url):
    runner.upgrade(empty_url)
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO types (name) VALUES ('Kept')"))
    engine.dispose()
    runner.upgrade(empty_url)
    assert ask(empty_url, lambda c: c.execute(text("SELECT name FROM types")).scalars().all()) == ["Kept"]


def test_several_that_upgrade_at_once_all_succeed(empty_url):
    together = Barrier(3)

    def start():
        together.wait(30)
        runner.upgrade(empty_url)

    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(start) for _ in range(3)]:
            future.result(60)
    assert ask(empty_url, runner.current) == runner.head()
    assert ask(empty_url, runner.differences) == []


def test_what_is_stored_already_is_found_by_its_code_and_its_documents(empty_url):
    runner.upgrade(empty_url, "016")
    for statement in (
        "INSERT INTO attachment_sets SELECT FROM generate_series(1, 2)",
        "INSERT INTO attachments (attachment_set_id, attachment_type, title, url) VALUES (2, 'url', 'Plan', 'x')",
        "INSERT INTO parts (key, description, manufacturer_code, attachment_set_id) VALUES ('ABCD', '', 'TL-072', 1)",
        "INSERT INTO kits (name, attachment_set_id) VALUES ('Amplifier', 2)",
    ):
        change(empty_url, statement)
    words = "SELECT own::text FROM part_search"
    before = ask(empty_url, lambda c: c.execute(text(words)).scalars().all())
    runner.upgrade(empty_url)
    assert "'#tl072'" in ask(empty_url, lambda c: c.execute(text(words)).scalar_one())
    assert ask(empty_url, lambda c: c.execute(text("SELECT documents::text FROM kit_search")).all()) == [("'plan'",)]
    change(empty_url, "UPDATE parts SET manufacturer_code = 'TL-074'")
    assert "'#tl074'" in ask(empty_url, lambda c: c.execute(text(words)).scalar_one())
    change(empty_url, "UPDATE parts SET manufacturer_code = 'TL-072'")
    runner.downgrade(empty_url, "016")
    assert ask(empty_url, lambda c: c.execute(text(words)).scalars().all()) == before


def test_what_lies_somewhere_already_is_found_by_its_type(empty_url):
    movements = "INSERT INTO stock_movements (part_id, location_id, delta, reason, actor, batch_id) VALUES "
    places = "SELECT part_id, location_id, box_id, type_id FROM part_places ORDER BY 1, 2"
    runner.upgrade(empty_url, "018")
    for statement in (
        "INSERT INTO types (name) VALUES ('LED')",
        "INSERT INTO attachment_sets SELECT FROM generate_series(1, 2)",
        "INSERT INTO parts (key, description, attachment_set_id) VALUES ('ABCD', '', 1), ('EFGH', '', 2)",
        "UPDATE parts SET type_id = 1 WHERE key = 'ABCD'",
        "INSERT INTO boxes (box_no, description, capacity, grid_rows, grid_columns) VALUES (7, 'Drawer', 2, 1, 2)",
        "INSERT INTO locations (box_id, loc_no) VALUES (1, 1), (1, 2)",
        "INSERT INTO batches (kind, actor) VALUES ('edit', 'test')",
        f"{movements} (1, 1, 5, 'adjust', 'test', 1), (2, 2, 5, 'adjust', 'test', 1), (1, 2, 5, 'adjust', 'test', 1)",
    ):
        change(empty_url, statement)
    runner.upgrade(empty_url)
    assert ask(empty_url, lambda c: c.execute(text(places)).all()) == [(1, 1, 1, 1), (1, 2, 1, 1), (2, 2, 1, None)]
    runner.downgrade(empty_url, "018")
    change(empty_url, f"{movements} (1, 1, -5, 'adjust', 'test', 1), (2, 1, 5, 'adjust', 'test', 1)")
    runner.upgrade(empty_url)
    assert ask(empty_url, lambda c: c.execute(text(places)).all()) == [(1, 2, 1, 1), (2, 1, 1, None), (2, 2, 1, None)]


def test_batches_that_are_there_already_get_the_transaction_of_the_step(empty_url):
    later = "INSERT INTO batches (kind, actor) VALUES ('edit', 'test')"
    xids = "SELECT xid::text::bigint FROM batches ORDER BY id"
    runner.upgrade(empty_url, "019")
    before = ask(empty_url, lambda c: c.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one())
    for _ in range(2):
        change(empty_url, later)
    runner.upgrade(empty_url)
    change(empty_url, later)
    first, second, third = ask(empty_url, lambda c: c.execute(text(xids)).scalars().all())
    assert before < first == second < third
    runner.downgrade(empty_url, "019")
    change(empty_url, "UPDATE batches SET note = 'free again' WHERE id = 1")
    runner.upgrade(empty_url)
    again = ask(empty_url, lambda c: c.execute(text(xids)).scalars().all())
    assert third < again[0] == again[1] == again[2]
    assert ask(empty_url, runner.differences) == []
