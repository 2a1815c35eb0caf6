"""What the database itself promises of batches, whoever writes to it, by plain SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

pytestmark = pytest.mark.integration
INSERT = "INSERT INTO batches (kind, actor) VALUES ('edit', 'test') RETURNING xid::text, pg_current_xact_id()::text"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE batches SET note = 'changed'",
        "UPDATE batches SET kind = kind WHERE false",
        "DELETE FROM batches",
        "TRUNCATE batches CASCADE",
        "INSERT INTO batches (id, kind, actor) VALUES (1, 'edit', 'x') ON CONFLICT (id) DO UPDATE SET note = 'changed'",
    ],
)
def test_batches_are_append_only(ledger, statement):
    before = ledger.run("SELECT * FROM batches")
    with pytest.raises(IntegrityError) as error:
        ledger.run(statement)
    assert error.value.orig.diag.constraint_name == "batches_append_only"
    assert ledger.run("SELECT * FROM batches") == before


def test_the_database_says_in_which_transaction_a_batch_was_written_whatever_the_writer_says(ledger):
    ((told, known),) = ledger.run(INSERT.replace("actor)", "actor, xid)").replace("'test')", "'test', '5')"))
    assert told == known != "5"


def test_a_batch_behind_a_savepoint_has_the_number_of_the_whole_transaction(ledger):
    with ledger.engine.begin() as connection:
        outer = connection.execute(text(INSERT)).one()
        with connection.begin_nested():
            inner = connection.execute(text(INSERT)).one()
    assert {*outer} == {*inner}
    assert len({*outer}) == 1
