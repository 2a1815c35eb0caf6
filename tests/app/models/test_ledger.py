"""What the database itself refuses, whoever writes to it, by plain SQL."""

import pytest
from sqlalchemy.exc import IntegrityError

from app.models.stock_movement import EITHER_WAY, INCOMING, OUTGOING

pytestmark = pytest.mark.integration


def refused_by(error):
    return error.value.orig.diag.constraint_name


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_movements SET note = 'changed'",
        "UPDATE stock_movements SET delta = delta WHERE false",
        "DELETE FROM stock_movements",
        "TRUNCATE stock_movements CASCADE",
        "INSERT INTO stock_movements SELECT * FROM stock_movements ON CONFLICT (id) DO UPDATE SET note = 'changed'",
    ],
)
def test_the_ledger_is_append_only(ledger, statement):
    ledger.move(5)
    before = ledger.run("SELECT * FROM stock_movements")
    if statement.startswith("INSERT"):
        statement = statement.replace("INTO stock_movements", "INTO stock_movements OVERRIDING SYSTEM VALUE")
    with pytest.raises(IntegrityError) as error:
        ledger.run(statement)
    assert refused_by(error) == "stock_movements_append_only"
    assert ledger.run("SELECT * FROM stock_movements") == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO part_locations (part_id, location_id, quantity) SELECT part_id, 1, 9 FROM part_locations",
        "UPDATE part_locations SET quantity = quantity + 1",
        "DELETE FROM part_locations",
        "TRUNCATE part_locations",
    ],
)
def test_balances_are_written_by_the_ledger_alone(ledger, statement):
    ledger.move(5)
    with pytest.raises(IntegrityError) as error:
        ledger.run(statement)
    assert refused_by(error) == "part_locations_only_by_ledger"
    assert ledger.balances() == {(0, 0): 5}


def test_no_slot_can_hold_less_than_nothing(ledger):
    ledger.move(5)
    with pytest.raises(IntegrityError, match="has 5 in location") as error:
        ledger.move(-6)
    assert refused_by(error) == "stock_movements_never_negative"
    with pytest.raises(IntegrityError, match="has 0 in location"):
        ledger.move(-1, slot=1)
    assert (ledger.balances(), ledger.sums()) == ({(0, 0): 5}, {(0, 0): 5})


def test_an_emptied_slot_has_no_balance(ledger):
    ledger.move(5)
    ledger.move(-5)
    assert ledger.balances() == {}


def test_one_statement_counts_by_its_net_change(ledger):
    part, slot, batch = ledger.parts[0], ledger.slots[0], ledger.batch
    ledger.run(
        "INSERT INTO stock_movements (part_id, location_id, delta, reason, actor, batch_id) "
        f"SELECT {part}, {slot}, delta, 'adjust', 'test', {batch} FROM unnest(ARRAY[-3, 10, -2]) delta"
    )
    assert ledger.balances() == {(0, 0): 5}


@pytest.mark.parametrize(
    ("delta", "reason", "constraint"),
    [
        (0, "adjust", "delta_not_zero"),
        (1, "gift", "reason_known"),
        (1, "Receive", "reason_known"),
        *[(1, reason, "sign_fits_reason") for reason in OUTGOING],
        *[(-1, reason, "sign_fits_reason") for reason in INCOMING],
        (1, "undo", "undo_names_its_movement"),
    ],
)
def test_nonsense_lines_are_refused_by_name(ledger, delta, reason, constraint):
    ledger.move(5)
    with pytest.raises(IntegrityError) as error:
        ledger.move(delta, reason)
    broken = refused_by(error)
    # An unknown reason is outside both lists of signs, so either rule may speak first.
    assert constraint in broken or (constraint == "reason_known" and "sign_fits_reason" in broken)
    assert ledger.balances() == {(0, 0): 5}


def test_every_reason_is_taken_in_its_own_direction(ledger):
    allowed = [(1, reason) for reason in INCOMING] + [(-1, reason) for reason in OUTGOING]
    allowed += [(sign, reason) for reason in EITHER_WAY if reason != "undo" for sign in (1, -1)]
    ledger.move(100)
    for delta, reason in allowed:
        ledger.move(delta, reason)
    assert ledger.balances() == {(0, 0): 100 + sum(delta for delta, _ in allowed)}


def test_an_undo_needs_an_original_that_exists(ledger):
    with pytest.raises(IntegrityError) as error:
        ledger.move(1, "undo", undoes=999_999)
    assert refused_by(error) == "stock_movements_undo_mirrors"


@pytest.mark.parametrize(
    ("delta", "part", "slot"), [(-2, 0, 0), (3, 0, 0), (-3, 1, 0), (-3, 0, 1)], ids=["less", "sign", "part", "slot"]
)
def test_an_undo_mirrors_its_original_in_part_place_and_quantity(ledger, delta, part, slot):
    original = ledger.move(3)
    ledger.move(10, part=part, slot=slot)
    with pytest.raises(IntegrityError) as error:
        ledger.move(delta, "undo", part=part, slot=slot, undoes=original)
    assert refused_by(error) == "stock_movements_undo_mirrors"


def test_only_an_undo_names_an_original(ledger):
    original = ledger.move(3)
    with pytest.raises(IntegrityError) as error:
        ledger.move(-3, "adjust", undoes=original)
    assert "undo_names_its_movement" in refused_by(error)


def test_a_movement_is_undone_once_and_the_undo_can_be_undone(ledger):
    ledger.move(10)
    original = ledger.move(3)
    undo = ledger.move(-3, "undo", undoes=original)
    with pytest.raises(IntegrityError) as error:
        ledger.move(-3, "undo", undoes=original)
    assert "undoes_movement_id" in refused_by(error)
    ledger.move(3, "undo", undoes=undo)
    assert ledger.balances() == {(0, 0): 13}


def test_the_database_says_in_which_transaction_and_when_it_heard_of_a_line(ledger):
    ((told, known, stamped, late),) = ledger.run(
        "INSERT INTO stock_movements (part_id, location_id, delta, reason, actor, batch_id, xid, recorded_at) "
        f"VALUES ({ledger.parts[0]}, {ledger.slots[0]}, 1, 'adjust', 'test', {ledger.batch}, '5', '1999-01-01') "
        "RETURNING xid::text, pg_current_xact_id()::text, recorded_at = now(), recorded_at < '2000-01-01'"
    )
    assert told == known != "5"
    assert (stamped, late) == (True, False)


def test_a_refused_statement_leaves_none_of_its_lines(ledger):
    part, batch = ledger.parts[0], ledger.batch
    with pytest.raises(IntegrityError):
        ledger.run(
            "INSERT INTO stock_movements (part_id, location_id, delta, reason, actor, batch_id) VALUES "
            f"({part}, {ledger.slots[0]}, 4, 'receive', 'test', {batch}), "
            f"({part}, {ledger.slots[1]}, -1, 'use', 'test', {batch})"
        )
    assert (ledger.sums(), ledger.balances()) == ({}, {})
