"""Plans on a real store: read, planned, applied as one batch, refused where the stock changed, taken back."""

from dataclasses import replace

import polars as pl
import pytest

from app.domain.placement.weights import Weights
from app.exceptions import InvalidOperationException, ValidationException
from app.services.placement.accepted import AcceptedMove
from app.services.placement.proposal import propose
from app.services.placement.store_frames import read_store
from app.services.placement.store_problem import problem_of, with_usage
from tests.app.domain.placement.problems import still

pytestmark = pytest.mark.integration

DAYS = 30


@pytest.fixture
def store(shop):
    """Box 3 one metre from the bench and box 4 at twenty; ABCD, fetched daily, lies far, EFGH, never fetched, near.

    Boxes 1 and 2 have no coordinates.
    """

    def make(work):
        work.batches.open("edit")
        for name, x in (("Near", 1.0), ("Far", 20.0)):
            work.boxes.create(name, 3, x_m=x, y_m=0.0, z_m=0.0)

    shop.do(make)
    shop.do(lambda work: work.stock.receive("ABCD", "4-1", 10))
    for slot in ("3-1", "3-2", "3-3"):
        shop.do(lambda work, slot=slot: work.stock.receive("EFGH", slot, 5))
    return shop


def problem(shop):
    lines = pl.DataFrame({"session": [f"s{n}" for n in range(DAYS)], "part_key": "ABCD", "location": "4-1"})
    return with_usage(shop.do(lambda work: problem_of(read_store(work.session))), lines, DAYS)


def planned(shop, moves=5, **options):
    return propose(problem(shop), moves, clock=still, weights=Weights(), **options)


def apply(shop, moves):
    return shop.do(lambda work: work.placement.apply(moves))


def test_the_most_fetched_part_changes_places_through_an_empty_slot(store):
    plan = planned(store)
    assert [move.part for move in plan.moves].count("ABCD") >= 1
    final = [move for move in plan.moves if move.part == "ABCD" and not move.is_temporary][-1]
    assert final.target.startswith("3-")
    assert "1.0 m instead of 20.0 m from the bench, fetched 30.4 times a month" in final.reason
    # There and back, thirty times a month, 19 m less each way.
    assert plan.saving_m_per_month == pytest.approx(2 * 19 * 30.4375)
    assert sum(move.saving_m_per_month for move in plan.moves) == pytest.approx(plan.saving_m_per_month)
    assert "2 boxes have no coordinates" in plan.notes[0]
    assert "1157 m of 1218 m a month" in plan.message
    assert planned(store) == plan


def test_all_is_applied_as_one_batch_and_taken_back_as_one(store):
    before = store.held()
    plan = planned(store)
    change = apply(store, plan.accepted)
    assert change.refused == ()
    assert change.message == f"Made {len(plan.moves)} moves"
    after = store.held()
    assert after != before
    assert after == store.ledger()
    assert store.rows("SELECT kind FROM batches WHERE id = :id", id=change.batch_id) == [("placement",)]
    store.do(lambda work: work.undo.undo(change.batch_id))
    assert store.held() == before == store.ledger()


def test_every_prefix_of_a_plan_can_be_applied(store):
    plan = planned(store)
    for length in range(1, len(plan.moves) + 1):
        change = apply(store, plan.accepted[:length])
        slots = [slot for _, slot in store.held()]
        assert len(set(slots)) == len(slots), "no two parts share a slot"
        store.do(lambda work, change=change: work.undo.undo(change.batch_id))


def test_what_changed_meanwhile_is_refused_by_name(store):
    plan = planned(store)
    store.do(lambda work: work.stock.use("ABCD", "4-1", 1))
    with pytest.raises(InvalidOperationException, match="make a new plan") as caught:
        apply(store, [move for move in plan.accepted if move.part == "ABCD"])
    assert "ABCD: 4-1 holds 9 of it now, 10 were planned" in caught.value.message
    assert caught.value.details["refused"][0]["part"] == "ABCD"


def test_the_rest_of_a_stale_plan_is_done_and_a_new_plan_offered(store):
    free = AcceptedMove("EFGH", "3-1", "4-2", 5)
    gone = AcceptedMove("ABCD", "4-3", "3-1", 10)
    change = apply(store, [free, gone])
    assert change.message == (
        "Made 1 move; 1 refused: ABCD: it no longer lies in 4-3. Make a new plan for what is left"
    )
    assert [(one.part, one.origin) for one in change.refused] == [("ABCD", "4-3")]
    assert store.held()["EFGH", "4-2"] == 5


@pytest.mark.parametrize(
    ("move", "why"),
    [
        (AcceptedMove("ABCD", "4-1", "3-1", 10), "3-1 is taken by EFGH"),
        (AcceptedMove("ABCD", "4-1", "9-9", 10), "there is no slot 9-9 in use"),
        (AcceptedMove("ABCD", "4-1", "1-1", 10), "there is no slot 1-1 in use"),
        (AcceptedMove("ABCD", "4-1", "4-3", 10), "4-3 is locked or taken"),
        (AcceptedMove("ZZZZ", "4-1", "4-2", 10), "it no longer lies in 4-1"),
    ],
)
def test_a_move_that_cannot_be_made_says_why(store, move, why):
    store.do(lambda work: work.boxes.lock_location("4-3"))
    with pytest.raises(InvalidOperationException, match=why):
        apply(store, [move])


def test_rules_of_the_store_hold_for_accepted_moves(store):
    store.do(lambda work: work.parts.update("ABCD", {"storage_needs": ["esd"]}))
    with pytest.raises(InvalidOperationException, match="4-2 is not for such parts any more"):
        apply(store, [AcceptedMove("ABCD", "4-1", "4-2", 10)])
    notes = planned(store).notes
    assert any("small esd parts find no slot: no box offers what they need" in note for note in notes)


def test_moves_that_only_mend_say_what_they_add(store):
    plan = planned(store)
    few = replace(plan, moves=plan.moves[:1], saving_m_per_month=-3.4, mended=1)
    assert few.message.startswith("1 move adds 3 m to ")
    assert few.message.endswith(" m a month and brings 1 part to where the rules allow.")


def test_what_an_open_pick_list_takes_stays(store):
    def pick(work):
        kit = work.kits.create("Lamp", build_target=1).id
        work.kit_contents.add(kit, "ABCD", 2)
        work.pick_lists.create(kit, 1)

    store.do(pick)
    plan = planned(store)
    assert plan.moves == ()
    assert plan.message == "No improvement found: no move saves more walking than it costs."
    assert any("open pick lists" in note for note in plan.notes)
    with pytest.raises(InvalidOperationException, match="it stays in 4-1"):
        apply(store, [AcceptedMove("ABCD", "4-1", "4-2", 10)])


def test_an_empty_store_and_one_of_locked_slots_have_nothing_to_improve(shop, store):
    for slot in ("3-1", "3-2", "3-3", "4-1", "4-2", "4-3"):
        store.do(lambda work, slot=slot: work.boxes.lock_location(slot))
    assert planned(store).moves == ()


@pytest.mark.parametrize("moves", [0, -1, 5_001])
def test_a_plan_of_no_moves_is_refused(store, moves):
    with pytest.raises(ValidationException, match="between 1 and 5000 moves"):
        planned(store, moves)


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        ([], "Accept between 1 and"),
        ([AcceptedMove("ABCD", "4-1", "4-1", 10)], "both source and destination"),
        ([AcceptedMove("ABCD", "4-1", "4-2", 10), AcceptedMove("ABCD", "4-1", "4-3", 10)], "only go to one"),
    ],
)
def test_moves_that_contradict_each_other_are_refused(store, moves, words):
    with pytest.raises(ValidationException, match=words):
        apply(store, moves)


def test_what_lies_against_the_rules_comes_first_and_is_told_by_number(store):
    def esd(work):
        near = work.boxes.create("Cabinet", 2, x_m=30.0, y_m=0.0, z_m=0.0, storage_properties=["esd"])
        work.parts.update("ABCD", {"storage_needs": ["esd"]})
        return near.box_no

    number = store.do(esd)
    plan = planned(store, 1)
    (move,) = plan.moves
    assert (move.part, move.target.split("-")[0]) == ("ABCD", str(number))
    assert move.reason == "its present box is not for such parts"
    assert move.saving_m_per_month == pytest.approx(plan.saving_m_per_month) == pytest.approx(-2 * 10 * 30.4375)
    assert plan.message.endswith("and brings 1 part to where the rules allow.")
