"""The ledger against a dictionary: random movements, several writers; balances are always the sum of the ledger."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

pytestmark = pytest.mark.integration

LINE = st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(-12, 12))
INSERT = """
    INSERT INTO stock_movements (part_id, location_id, delta, reason, actor, batch_id)
    SELECT part, slot, delta, 'adjust', 'test', :batch
    FROM unnest(CAST(:parts AS int[]), CAST(:slots AS int[]), CAST(:deltas AS int[])) lines (part, slot, delta)
"""


def accepted(model, lines):
    """The balances after one statement of lines, or None when the ledger must refuse it."""
    after = Counter(model)
    for part, slot, delta in lines:
        after[part, slot] += delta
    if any(delta == 0 for *_, delta in lines) or min(after.values(), default=0) < 0:
        return None
    return {place: quantity for place, quantity in after.items() if quantity}


def insert(ledger, lines):
    """Whether the database took one statement of lines."""
    try:
        ledger.run(
            INSERT,
            batch=ledger.batch,
            parts=[ledger.parts[part] for part, _, _ in lines],
            slots=[ledger.slots[slot] for _, slot, _ in lines],
            deltas=[delta for *_, delta in lines],
        )
    except IntegrityError:
        return False
    return True


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(LINE, min_size=1, max_size=4), min_size=1, max_size=8))
def test_the_database_agrees_with_a_dictionary_also_about_what_it_refuses(ledger, statements):
    # One database for all examples: each goes on from the balances that the one before left.
    model = ledger.balances()
    for lines in statements:
        expected = accepted(model, lines)
        assert insert(ledger, lines) == (expected is not None), (model, lines)
        model = model if expected is None else expected
        assert ledger.balances() == model
    assert ledger.sums() == model


def test_writers_that_cross_each_other_end_without_deadlock_and_without_a_lost_unit(ledger):
    for part, slot in ((0, 0), (0, 1), (1, 0)):
        ledger.move(50, part=part, slot=slot)
    together = Barrier(6)

    def take(number):
        lines = [(0, 0, -1), (0, 1, -1), (1, 0, -1)]
        together.wait(30)
        return sum(insert(ledger, lines if number % 2 else lines[::-1]) for _ in range(12))

    with ThreadPoolExecutor(6) as pool:
        taken = sum(pool.map(take, range(6)))
    assert taken == 50, "72 were tried, 50 were there"
    assert ledger.balances() == ledger.sums() == {}


def test_a_writer_waits_for_the_other_and_then_sees_what_is_left(ledger):
    ledger.move(5)
    with ledger.engine.connect() as first, ThreadPoolExecutor(1) as pool:
        transaction = first.begin()
        values = {"batch": ledger.batch, "parts": ledger.parts[:1], "slots": ledger.slots[:1], "deltas": [-4]}
        first.execute(text(INSERT), values)
        second = pool.submit(insert, ledger, [(0, 0, -2)])
        with pytest.raises(TimeoutError):
            second.result(0.5)
        transaction.commit()
        assert second.result(30) is False
    assert ledger.balances() == {(0, 0): 1}
