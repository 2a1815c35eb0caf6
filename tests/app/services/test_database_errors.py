"""What PostgreSQL itself refuses, provoked for real, and the sentence a person gets instead."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.exceptions import InvalidOperationException, ServiceUnavailableException, ValidationException
from app.services.database_errors import ConstraintException, translate

pytestmark = pytest.mark.integration


@pytest.fixture
def refused(shop):
    """Runs a statement that the database refuses; returns its translation."""

    def run(statement, **values):
        with shop.container.engine().connect() as connection, pytest.raises(DBAPIError) as caught:
            connection.execute(text(statement), values)
        return translate(caught.value)

    return run


@pytest.mark.parametrize(
    ("statement", "kind", "status", "words"),
    [
        (
            "INSERT INTO boxes (box_no, description, capacity, grid_rows, grid_columns) VALUES (1, 'x', 1, 1, 1)",
            ConstraintException,
            409,
            "One of the boxes with these values exists already",
        ),
        ("DELETE FROM attachment_sets", InvalidOperationException, 409, "because another record refers to them"),
        (
            "UPDATE parts SET type_id = 4711",
            InvalidOperationException,
            409,
            "Cannot change these parts because another record",
        ),
        ("UPDATE parts SET description = NULL", ValidationException, 400, "description of parts must be filled in"),
        (
            "UPDATE parts SET pin_count = -1",
            ConstraintException,
            409,
            "would break the rule ck_parts_pin_count_positive",
        ),
        ("UPDATE parts SET pin_count = 3000000000", ValidationException, 400, "too long, too large or of the wrong"),
        ("UPDATE parts SET series = repeat('x', 101)", ValidationException, 400, "too long, too large or of the"),
    ],
)
def test_each_refusal_has_its_status_and_says_what_is_wrong(refused, statement, kind, status, words):
    error = refused(statement)
    assert type(error) is kind
    assert error.status == status
    assert words in error.message


def test_a_database_that_can_only_be_read_says_so(refused):
    error = refused("SET TRANSACTION READ ONLY; DELETE FROM parts")
    assert type(error) is ServiceUnavailableException
    assert "the database can only be read at present; nothing was changed" in error.message


def test_the_field_that_is_missing_is_named_for_forms(refused):
    assert refused("UPDATE parts SET description = NULL").field == "description"


def test_the_rule_that_would_break_is_named_for_programs(refused):
    assert refused("UPDATE parts SET pin_count = 0").details == {"constraint": "ck_parts_pin_count_positive"}


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE stock_movements SET delta = 5", "stock_movements_append_only"),
        ("DELETE FROM stock_movements", "stock_movements_append_only"),
        ("UPDATE part_locations SET quantity = 5", "part_locations_only_by_ledger"),
    ],
)
def test_rules_of_the_ledger_have_names_too(shop, refused, statement, rule):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 1))
    error = refused(statement)
    assert (error.status, error.details) == (409, {"constraint": rule})
    assert error.message == f"The change would break the rule {rule}"


def test_units_that_are_gone_were_taken_by_somebody_else(shop, refused):
    batch = shop.do(lambda work: work.stock.receive("ABCD", "1-1", 1).batch_id)
    error = refused(
        "INSERT INTO stock_movements (part_id, location_id, delta, reason, actor, batch_id) "
        "SELECT part_id, location_id, -2, 'use', 'x', :batch FROM part_locations",
        batch=batch,
    )
    assert error.message == "Cannot take this stock because somebody else took it meanwhile; look again"


def test_of_two_that_block_each_other_one_is_told_to_try_again(shop):
    barrier = threading.Barrier(2, timeout=20)
    told = []

    def change(first, second):
        try:
            with shop.container.engine().begin() as connection:
                connection.execute(text("UPDATE parts SET series = 'x' WHERE key = :key"), {"key": first})
                barrier.wait()
                connection.execute(text("UPDATE parts SET series = 'x' WHERE key = :key"), {"key": second})
        except DBAPIError as error:
            told.append(translate(error))

    threads = [threading.Thread(target=change, args=keys) for keys in (("ABCD", "EFGH"), ("EFGH", "ABCD"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (error,) = told
    assert isinstance(error, InvalidOperationException)
    assert error.message.endswith("another change to the same records came first; try again")


def test_a_connection_that_is_cut_means_that_the_database_does_not_answer(shop):
    with shop.container.engine().connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        shop.rows("SELECT pg_terminate_backend(:pid, 5000)", pid=pid)
        with pytest.raises(OperationalError) as caught:
            connection.execute(text("SELECT 1"))
    error = translate(caught.value)
    assert isinstance(error, ServiceUnavailableException)
    assert "nothing was changed, try again" in error.message


def test_a_mistake_of_ours_is_not_dressed_up(refused):
    assert refused("SELECT nothing FROM parts") is None
    assert refused("SELEC 1") is None
