"""Receive, use, move and count: what is written, what is refused beside which field, and what stays typed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.models import StockMovement

pytestmark = pytest.mark.integration

HELD = {"1-2": 3, "2-1": 20}


@pytest.fixture
def form(screen, data_store):
    """The part ABCD with one of its forms open."""

    def open_form(action, part="ABCD"):
        screen.open("part", part=part)
        return screen.press(f"choose-{action}-")

    return open_form


@pytest.fixture
def refused(data_store):
    """Checks that nothing at all was written meanwhile."""
    before = data_store.counts()

    def check():
        assert data_store.counts() == before
        assert data_store.held("ABCD") == HELD

    return check


def test_use_takes_from_the_slot_and_the_form_starts_afresh(form, data_store):
    screen = form("Use").set("use-slot", "2-1").set("use-quantity", 5).set("use-note", "for the :red[lamp]")
    screen.press("use-submit")
    assert "Used 5 of ABCD from 2-1" in screen.said
    assert data_store.held("ABCD") == {"1-2": 3, "2-1": 15}
    assert data_store.balanced()
    assert screen.metrics == {"In stock now, pieces": "18"}
    assert (screen.field("use-quantity").value, screen.field("use-note").value) == (1, "")
    assert "for the :red[lamp]" in screen.said
    assert ":red[" not in screen.markdown


@pytest.mark.parametrize(
    ("reason", "message", "verb"),
    [
        ("scrap", "Scrapped 2 of ABCD from 1-2", "scrapped from"),
        ("repair", "Used for repair 2 of", "used for a repair"),
    ],
)
def test_use_records_why(form, reason, message, verb):
    screen = form("Use").set("use-slot", "1-2").set("use-quantity", 2).set("use-reason", reason).press("use-submit")
    assert message in screen.said
    assert f"**-2** {verb}" in screen.said


def test_use_of_the_last_one_empties_the_slot_and_of_one_more_is_refused_beside_the_quantity(form, data_store):
    screen = form("Use").set("use-slot", "1-2").set("use-quantity", 4).set("use-note", "kept").press("use-submit")
    assert screen.beside("use-quantity") == "Not enough parts available at 1-2 (requested 4, have 3)"
    assert len(screen.errors) == 1
    assert data_store.held("ABCD") == HELD
    assert (screen.field("use-quantity").value, screen.field("use-note").value) == (4, "kept")
    screen.set("use-quantity", 3).press("use-submit")
    assert screen.errors == []
    assert data_store.held("ABCD") == {"2-1": 20}
    assert screen.field("use-slot").options == ["2-1 (holds 20)"]


def test_receive_into_a_slot_that_holds_it_and_into_one_that_is_typed(form, data_store):
    screen = form("Receive")
    assert screen.field("receive-slot").options[:2] == ["1-2 (holds 3)", "2-1 (holds 20)"]
    screen.set("receive-slot", "2-1").set("receive-quantity", 1_000).press("receive-submit")
    assert "Received 1000 of ABCD into 2-1" in screen.said
    screen.set("receive-slot", " 2 - 6 ").set("receive-quantity", 7).press("receive-submit")
    assert "Received 7 of ABCD into 2-6" in screen.said
    assert data_store.held("ABCD") == {"1-2": 3, "2-1": 1_020, "2-6": 7}
    assert data_store.balanced()


def test_what_a_delivery_was_for_and_when_it_came_is_kept(form, data_store):
    screen = form("Receive").set("receive-slot", "2-1").set("receive-quantity", 5)
    screen.set("receive-reference", "order 4711").set("receive-at", datetime.fromisoformat("2026-01-30T09:30"))
    assert screen.press("receive-submit").errors == []
    with data_store.container.unit_of_work() as work:
        line = work.session.scalars(select(StockMovement).order_by(StockMovement.id.desc())).first()
        assert (line.reference, line.occurred_at) == ("order 4711", datetime(2026, 1, 30, 9, 30, tzinfo=UTC))
    assert screen.field("receive-reference").value == ""


def test_what_has_not_happened_yet_is_refused_beside_the_time(form, data_store):
    screen = form("Use").set("use-at", datetime.fromisoformat("2036-01-01T12:00")).press("use-submit")
    assert screen.beside("use-at") == "Stock cannot change in the future; check the date"
    assert data_store.held("ABCD") == HELD


def test_receive_into_a_suggested_slot(form, data_store):
    screen = form("Receive", "IJKL")
    suggested = screen.field("receive-slot").options[0].split(" ")[0]
    screen.press("receive-submit")
    assert data_store.held("IJKL") == {suggested: 1}
    assert screen.metrics == {"In stock now, pieces": "1"}


@pytest.mark.parametrize(
    ("slot", "error"),
    [
        ("9-9", "Location 9-9 was not found"),
        ("2-7", "Location 2-7 was not found"),
        ("shelf", "'shelf' is not a location; write box-slot, such as 7-3"),
        (":red[1-2]", "':red[1-2]' is not a location; write box-slot, such as 7-3"),
    ],
)
def test_receive_into_nowhere_is_refused_beside_the_slot(form, refused, slot, error):
    screen = form("Receive").set("receive-slot", slot).set("receive-quantity", 5).press("receive-submit")
    assert screen.beside("receive-slot") == error
    assert ":red[" not in screen.markdown
    assert screen.field("receive-quantity").value == 5
    refused()


def test_suggested_slots_come_with_all_that_speaks_for_them(form):
    screen = form("Receive", "IJKL")
    suggested = [option.split(" ")[0] for option in screen.field("receive-slot").options]
    (why,) = [one for one in screen.at.expander if one.label.startswith("Where it could go")]
    told = [mark.value.replace("\\", "") for mark in why.markdown]
    assert [line.split("** ")[0].strip("*") for line in told] == suggested
    assert min(len(line.split("** ")[1]) for line in told) > 5


def test_receive_without_a_slot_is_refused_beside_the_slot(form, data_store):
    with data_store.container.unit_of_work() as work:
        work.parts.create(key="MNOP", description="Needs a box that there is not", storage_needs=["hazard"])
    screen = form("Receive", "MNOP").press("receive-submit")
    assert screen.beside("receive-slot") == "'' is not a location; write box-slot, such as 7-3"
    assert data_store.held("MNOP") == {}


def test_receive_of_more_than_a_slot_holds_is_refused_beside_the_quantity(form, refused):
    screen = form("Receive").set("receive-slot", "2-1").set("receive-quantity", 1_000_000_000).press("receive-submit")
    assert screen.beside("receive-quantity") == "A slot holds at most 1000000000 units"
    refused()


def test_receive_into_a_locked_slot_is_refused_at_the_foot_of_the_form(form, data_store):
    with data_store.container.unit_of_work() as work:
        work.boxes.lock_location("2-2")
    screen = form("Receive").set("receive-slot", "2-2").press("receive-submit")
    assert screen.errors == ["Cannot receive ABCD because location 2-2 is locked"]
    assert screen.beside("receive-slot") is None
    assert data_store.held("ABCD") == HELD


def test_move_carries_to_another_slot(form, data_store):
    screen = form("Move").set("move-from", "2-1").set("move-to", "1-4").set("move-quantity", 20).press("move-submit")
    assert "Moved 20 of ABCD from 2-1 to 1-4" in screen.said
    assert data_store.held("ABCD") == {"1-2": 3, "1-4": 20}
    assert data_store.balanced()


@pytest.mark.parametrize(
    ("to", "quantity", "refusals"),
    [
        ("", 1, ("'' is not a location; write box-slot, such as 7-3", None)),
        ("8-1", 1, ("Location 8-1 was not found", None)),
        ("1-4", 21, (None, "Not enough parts available at 2-1 (requested 21, have 20)")),
    ],
)
def test_a_move_that_cannot_be_is_refused_beside_its_field(form, refused, to, quantity, refusals):
    screen = form("Move").set("move-from", "2-1").set("move-to", to).set("move-quantity", quantity)
    screen.press("move-submit")
    assert (screen.beside("move-to"), screen.beside("move-quantity")) == refusals
    assert (screen.field("move-to").value, screen.field("move-quantity").value) == (to, quantity)
    refused()


def test_a_move_into_its_own_slot_is_refused(form, refused):
    screen = form("Move").set("move-from", "2-1").set("move-to", "2-1").press("move-submit")
    assert screen.errors == ["Cannot move ABCD because 2-1 is both source and destination"]
    refused()


@pytest.mark.parametrize(
    ("found", "message", "left"),
    [
        (18, "Counted 18 of ABCD at 2-1, 20 were recorded", {"1-2": 3, "2-1": 18}),
        (25, "Counted 25 of ABCD at 2-1, 20 were recorded", {"1-2": 3, "2-1": 25}),
        (20, "Counted 20 of ABCD at 2-1, as recorded", HELD),
        (0, "Counted 0 of ABCD at 2-1, 20 were recorded", {"1-2": 3}),
    ],
)
def test_count_corrects_the_slot(form, data_store, found, message, left):
    screen = form("Count").set("count-slot", "2-1").set("count-quantity", found).press("count-submit")
    assert message in screen.said
    assert data_store.held("ABCD") == left
    assert data_store.balanced()


def test_a_count_that_was_not_typed_is_not_zero(form, refused):
    screen = form("Count").set("count-slot", "2-1").set("count-note", "kept").press("count-submit")
    assert screen.beside("count-quantity") == "Say how many pieces you found; 0 when there are none"
    assert screen.field("count-note").value == "kept"
    refused()


@pytest.mark.parametrize(
    ("action", "button"), [("Use", "use"), ("Move", "move"), ("Count", "count"), ("Use several", "take")]
)
def test_without_stock_there_is_nothing_to_take_and_the_button_rests(form, action, button):
    screen = form(action, "IJKL")
    assert "No stock is held; receive some first." in screen.said
    assert screen.button(f"{button}-submit").disabled


@pytest.mark.parametrize(("delta", "left"), [(-2, {"1-2": 1, "2-1": 20}), (5, {"1-2": 8, "2-1": 20})])
def test_adjust_corrects_a_slot_by_so_many_and_says_why(form, data_store, delta, left):
    screen = form("Adjust").set("adjust-slot", "1-2").set("adjust-quantity", delta).set("adjust-note", "found :red[it]")
    screen.press("adjust-submit")
    assert f"Adjusted ABCD at 1-2 by {delta:+}" in screen.said
    assert "found :red[it]" in screen.said
    assert data_store.held("ABCD") == left
    assert data_store.balanced()
    screen.press("undo-last")
    assert data_store.held("ABCD") == HELD


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("slot", "9-9", "Location 9-9 was not found"),
        ("quantity", None, "Say how many pieces more, or fewer with a minus"),
        ("quantity", 0, "Say how many pieces more, or fewer with a minus"),
        ("quantity", -4, "Not enough parts available at 1-2 (requested 4, have 3)"),
        ("note", " ", "Say in a few words why the stock is adjusted"),
    ],
)
def test_an_adjustment_that_cannot_be_is_refused_beside_its_field(form, refused, field, value, refusal):
    screen = form("Adjust").set("adjust-slot", "1-2").set("adjust-quantity", -1).set("adjust-note", "lost")
    screen.set(f"adjust-{field}", value).press("adjust-submit")
    assert screen.beside(f"adjust-{field}") == refusal
    assert len(screen.errors) == 1
    refused()


def test_a_part_without_stock_is_adjusted_into_a_slot(form, data_store):
    screen = form("Adjust", "IJKL").set("adjust-slot", "1-3").set("adjust-quantity", 2).set("adjust-note", "found two")
    screen.press("adjust-submit")
    assert data_store.held("IJKL") == {"1-3": 2}


def test_a_note_that_the_database_cannot_hold_is_refused_in_words(form, refused):
    screen = form("Use").set("use-note", "a\x00b").press("use-submit")
    (error,) = screen.errors
    assert "Something went wrong" not in error
    refused()


def test_stock_that_somebody_else_took_meanwhile_is_refused_not_taken_twice(form, data_store):
    screen = form("Use").set("use-slot", "1-2").set("use-quantity", 3)
    with data_store.container.unit_of_work() as work:
        work.stock.use("ABCD", "1-2", 2)
    screen.press("use-submit")
    assert screen.beside("use-quantity") == "Not enough parts available at 1-2 (requested 3, have 1)"
    assert data_store.held("ABCD") == {"1-2": 1, "2-1": 20}
