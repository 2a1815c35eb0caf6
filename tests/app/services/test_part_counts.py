"""How many parts a list says there are, kept by triggers, against counting them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

pytestmark = pytest.mark.integration


def told(shop):
    """Active parts, and all of them, as the list of parts says."""
    with shop.container.unit_of_work() as work:
        return tuple(work.parts.list(include_archived=archived)[1] for archived in (False, True))


def counted(shop):
    return shop.rows("SELECT count(*) FILTER (WHERE archived_at IS NULL), count(*) FROM parts")[0]


def act(shop, step):
    """One step in the life of the catalogue; "many" and "forget" touch several parts with one statement."""
    with shop.container.unit_of_work(actor="test") as work:
        if step == "add":
            work.parts.create(description="one more")
        elif step == "many":
            for _ in range(3):
                work.parts.create(description="several")
        elif step == "archive":
            work.session.execute(text("UPDATE parts SET archived_at = now() WHERE id % 2 = 0 AND archived_at IS NULL"))
        elif step == "restore":
            work.session.execute(text("UPDATE parts SET archived_at = NULL WHERE id % 4 = 0"))
        elif step == "edit":
            work.session.execute(text("UPDATE parts SET series = 'x'"))
        elif step == "forget":
            work.session.execute(text("DELETE FROM parts WHERE id % 5 = 1"))
        elif step == "refused":
            work.parts.create(description="never stored")
            work.session.rollback()


STEPS = ("add", "many", "archive", "restore", "edit", "forget", "refused")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=8))
def test_the_number_told_is_the_number_counted_whatever_happens(shop, steps):
    for step in steps:
        act(shop, step)
        assert told(shop) == counted(shop)


def test_a_narrowed_list_counts_what_it_shows(shop):
    with shop.container.unit_of_work() as work:
        assert work.parts.list(query="resistor")[1] == 1
        assert work.parts.list(query="nothing like it")[1] == 0


def test_two_writers_never_wait_and_none_is_forgotten(shop):
    """A hundred acts in two transactions that are open at once, so that rows are summed while others are held."""
    engine = shop.container.engine()
    add = text(
        "WITH one AS (INSERT INTO attachment_sets DEFAULT VALUES RETURNING id) INSERT INTO parts "
        "(key, description, attachment_set_id) SELECT :key, 'one', id FROM one"
    )
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            connection.execute(text("SET lock_timeout = '2s'"))
        for number in range(100):
            key = "Q" + "".join(chr(65 + number // 26**place % 26) for place in range(3))
            (first if number % 2 else second).execute(add, {"key": key})
        assert told(shop) == (2, 2)
        first.commit()
        assert told(shop) == counted(shop) == (52, 52)
        second.rollback()
    assert told(shop) == counted(shop) == (52, 52)
    assert shop.rows("SELECT count(*) FROM part_counts")[0][0] <= 60
