"""One transaction: all of it stands or none, the database's refusals are sentences, and callbacks follow the commit."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from structlog.testing import capture_logs

from app.exceptions import BinsightError, InvalidOperationException, ValidationException
from app.models import PartType
from app.services.database_errors import ConstraintException

pytestmark = pytest.mark.integration
TYPES = "SELECT name FROM types ORDER BY id"


def test_everything_is_written_at_the_end_and_seen_by_others_only_then(shop):
    with shop.container.unit_of_work() as work:
        work.types.create("Relay")
        work.parts.update("ABCD", {"series": "a"})
        assert shop.rows(TYPES) == []
    assert shop.rows(TYPES) == [("Relay",)]
    assert shop.rows("SELECT series FROM parts WHERE key = 'ABCD'") == [("a",)]


@pytest.mark.parametrize("error", [ValidationException("no"), ZeroDivisionError(), KeyboardInterrupt()])
def test_any_error_takes_everything_back_and_passes_as_it_is(shop, error):
    def fail(work):
        work.types.create("Relay")
        raise error

    with pytest.raises(type(error)) as caught:
        shop.do(fail)
    assert caught.value is error
    assert shop.rows(TYPES) == []
    assert shop.rows("SELECT count(*) FROM batches WHERE actor = 'test'") == [(0,)]


def test_what_the_database_refuses_at_once_or_at_the_commit_is_a_sentence(shop):
    shop.do(lambda work: work.types.create("Relay"))
    with pytest.raises(ConstraintException, match="exists already"):
        shop.do(lambda work: work.session.execute(text("INSERT INTO types (name) VALUES ('Relay')")))
    with pytest.raises(ConstraintException, match="exists already"):
        shop.do(lambda work: work.session.add(PartType(name="Relay")))
    assert shop.rows(TYPES) == [("Relay",)]


def test_a_mistake_of_ours_stays_unexpected(shop):
    with pytest.raises(ProgrammingError):
        shop.do(lambda work: work.session.execute(text("SELECT nothing FROM nowhere")))


def test_callbacks_run_in_order_once_the_transaction_stands(shop):
    seen = []

    def act(work):
        work.types.create("Relay")
        work.after_commit(lambda: seen.append(shop.rows(TYPES)))
        work.after_commit(lambda: seen.append("second"))
        assert seen == []

    shop.do(act)
    assert seen == [[("Relay",)], "second"]


@pytest.mark.parametrize("how", ["by an error", "by the database"])
def test_callbacks_of_what_was_refused_never_run(shop, how):
    seen = []

    def act(work):
        work.after_commit(lambda: seen.append(1))
        if how == "by an error":
            raise InvalidOperationException("do it", "no")
        work.session.add(PartType(name=None))

    with pytest.raises(BinsightError):
        shop.do(act)
    assert seen == []


def test_a_callback_that_fails_is_logged_and_stops_neither_the_others_nor_the_caller(shop):
    seen = []

    def act(work):
        work.types.create("Relay")
        work.after_commit(lambda: 1 / 0)
        work.after_commit(lambda: seen.append(1))

    with capture_logs() as logs:
        shop.do(act)
    assert (seen, shop.rows(TYPES)) == ([1], [("Relay",)])
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["after_commit_failed"]


def test_services_share_one_session_and_one_batch_and_know_who_acts(shop):
    def act(work):
        first = work.types.create("Relay")
        work.parts.update("ABCD", {"type_id": first.id})
        work.stock.receive("ABCD", "1-1", 1)

    before = shop.rows("SELECT count(*) FROM batches")[0][0]
    shop.do(act, actor="anna")
    assert shop.rows("SELECT actor FROM batches ORDER BY id")[before:] == [("anna",)]
    assert shop.rows("SELECT DISTINCT actor FROM stock_movements") == [("anna",)]


def test_what_was_loaded_can_be_shown_after_the_end(shop):
    part = shop.do(lambda work: work.parts.update("ABCD", {"series": "a"}))
    assert (part.key, part.series, part.description) == ("ABCD", "a", "Red LED")


def test_no_connection_is_kept_however_it_ends(shop):
    shop.do(lambda work: work.parts.list())
    assert shop.container.engine().pool.checkedout() == 0
    with pytest.raises(ZeroDivisionError):
        shop.do(lambda work: work.parts.list() and 1 / 0)
    assert shop.container.engine().pool.checkedout() == 0
