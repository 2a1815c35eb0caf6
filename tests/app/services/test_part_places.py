"""In which boxes parts of a type lie, kept by triggers, against joining it together."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.exceptions import BinsightError

pytestmark = pytest.mark.integration

KEYS, SLOTS, KINDS = ("ABCD", "EFGH"), ("1-1", "1-2", "2-1", "2-2"), ("LED", "Resistor", "none")
STEP = st.tuples(
    st.sampled_from(("count", "move", "retype", "retype all", "undo", "refused")),
    st.sampled_from(KEYS),
    st.sampled_from(SLOTS),
    st.sampled_from(SLOTS),
    st.sampled_from(KINDS),
    st.integers(0, 2),
)
JOINED = """
    SELECT held.part_id, held.location_id, l.box_id, p.type_id FROM part_locations held
    JOIN locations l ON l.id = held.location_id JOIN parts p ON p.id = held.part_id ORDER BY 1, 2
"""
RECEIVE = """
    INSERT INTO stock_movements (part_id, location_id, delta, reason, actor, batch_id)
    SELECT p.id, l.id, :delta, 'adjust', 'test', (SELECT min(id) FROM batches)
    FROM parts p, locations l JOIN boxes b ON b.id = l.box_id
    WHERE p.key = :key AND b.box_no || '-' || l.loc_no = :slot
"""
RETYPE = "UPDATE parts SET type_id = (SELECT id FROM types WHERE name = :kind)"
RETYPE_ONE = f"{RETYPE} WHERE key = :key"


def told(shop):
    return shop.rows("SELECT part_id, location_id, box_id, type_id FROM part_places ORDER BY 1, 2")


@pytest.fixture
def typed(shop):
    """The shop with two types; "none" is none of them."""
    shop.do(lambda work: [work.types.create(name) for name in ("LED", "Resistor")])
    return shop


def act(shop, step):
    """One step in the life of a store."""
    what, key, slot, other, kind, quantity = step
    with shop.container.unit_of_work(actor="test") as work:
        if what == "count":
            work.stock.count(key, slot, quantity)
        elif what == "move":
            work.stock.move(key, slot, other, quantity)
        elif what == "retype":
            work.session.execute(text(RETYPE_ONE), {"kind": kind, "key": key})
        elif what == "retype all":
            work.session.execute(text(RETYPE), {"kind": kind})
        elif what == "undo":
            work.undo.undo(shop.rows("SELECT max(id) FROM batches")[0][0])
        elif what == "refused":
            work.stock.count(key, slot, quantity)
            work.session.rollback()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=10))
def test_the_places_told_are_the_places_joined_whatever_happens(typed, steps):
    for step in steps:
        with suppress(BinsightError):  # what the rules refuse changes nothing
            act(typed, step)
        assert told(typed) == typed.rows(JOINED)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_who_puts_away_and_who_changes_the_type_wait_for_each_other(typed, order):
    acts = ((RECEIVE, {"key": "ABCD", "slot": "1-1", "delta": 1}), (RETYPE_ONE, {"key": "ABCD", "kind": "LED"}))
    one, other = (acts[place] for place in order)

    def later():
        with typed.container.engine().begin() as connection:
            connection.execute(text(other[0]), other[1])

    with typed.container.engine().connect() as first, ThreadPoolExecutor(1) as pool:
        first.execute(text(one[0]), one[1])
        second = pool.submit(later)
        with pytest.raises(TimeoutError):
            second.result(0.3)
        first.commit()
        second.result(30)
    assert told(typed) == typed.rows(JOINED)
    assert len(told(typed)) == 1


def test_many_who_move_use_up_and_change_types_at_once_never_wait_in_a_circle(typed):
    together = Barrier(4)

    def write(number):
        together.wait(30)
        for turn in range(25):
            key, slot = KEYS[(number + turn) % 2], SLOTS[number]
            for delta in (1, -1) if turn < 24 else (1,):
                run(RECEIVE, key=key, slot=slot, delta=delta)
            run(RETYPE_ONE, key=key, kind=KINDS[(number + turn) % 3])

    def run(statement, **values):
        with typed.container.engine().begin() as connection:
            connection.execute(text(statement), values)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert told(typed) == typed.rows(JOINED)
    assert len(told(typed)) == 4


def test_who_holds_the_balances_of_a_part_and_moves_it_is_not_stopped_by_a_change_of_its_type(typed):
    """As splits and plans do: lock the balances, then write; meanwhile the type changes and waits for neither."""
    typed.do(lambda work: work.stock.receive("ABCD", "1-1", 5))
    with typed.container.engine().connect() as first:
        first.execute(text("SELECT 1 FROM part_locations FOR UPDATE"))
        with typed.container.engine().begin() as second:
            second.execute(text("SET lock_timeout = '5s'"))
            second.execute(text(RETYPE_ONE), {"key": "ABCD", "kind": "LED"})
        first.execute(text(RECEIVE), {"key": "ABCD", "slot": "2-1", "delta": 1})
        first.commit()
    assert told(typed) == typed.rows(JOINED)
    assert len(told(typed)) == 2
