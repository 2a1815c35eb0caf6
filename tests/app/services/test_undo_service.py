from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exceptions import (
    BinsightError,
    InvalidOperationException,
    RecordNotFoundException,
    UndoConflictException,
)
from app.services.split_service import Share

pytestmark = pytest.mark.integration
SLOTS = ("1-1", "1-2", "2-1")
in_one_store = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def undo(shop, batch_id):
    return shop.do(lambda work: work.undo.undo(batch_id), actor="undoer")


def test_undo_of_a_use_brings_the_units_back(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    used = shop.do(lambda work: work.stock.use("ABCD", "1-1", 3, reference="case 7"))
    result = undo(shop, used.batch_id)
    assert shop.held() == {("ABCD", "1-1"): 10}
    assert (result.batch, result.compensated, result.left) == (used.batch_id, 1, ())
    line = shop.rows(
        "SELECT delta, reason, actor, reference, undoes_movement_id FROM stock_movements ORDER BY id DESC LIMIT 1"
    )
    assert line == [(3, "undo", "undoer", "case 7", used.movement_ids[0])]
    assert shop.rows("SELECT undoes_batch_id FROM batches WHERE id = :id", id=result.undo_batch) == [(used.batch_id,)]


def test_undo_of_a_move_carries_everything_back(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    moved = shop.do(lambda work: work.stock.move("ABCD", "1-1", "2-1", 4))
    assert undo(shop, moved.batch_id).compensated == 2
    assert shop.held() == {("ABCD", "1-1"): 10}


def test_a_batch_is_undone_once_and_an_undo_can_be_undone(shop):
    got = shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    first = undo(shop, got.batch_id)
    with pytest.raises(InvalidOperationException, match=f"batch {first.undo_batch} undid it already"):
        undo(shop, got.batch_id)
    undo(shop, first.undo_batch)
    assert shop.held() == {("ABCD", "1-1"): 10}


def test_units_that_went_elsewhere_stand_in_the_way_and_are_named(shop):
    got = shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    used = shop.do(lambda work: work.stock.use("ABCD", "1-1", 3))
    before = shop.ledger()
    with pytest.raises(UndoConflictException) as caught:
        undo(shop, got.batch_id)
    assert caught.value.details["conflicts"] == [
        f"10 of ABCD at 1-1 would have to go back and 7 are left: undo batch {used.batch_id} (use 3) first"
    ]
    assert shop.ledger() == before
    undo(shop, used.batch_id)
    undo(shop, got.batch_id)
    assert shop.held() == {}


def test_unknown_batches_and_demo_data_are_refused(shop):
    with pytest.raises(RecordNotFoundException, match="Batch 4711 was not found"):
        undo(shop, 4711)
    demo = shop.do(lambda work: work.batches.open("demo").id)
    with pytest.raises(InvalidOperationException, match="demo data"):
        undo(shop, demo)

    def load(work):
        work.batches.open("demo")
        return work.stock.receive("ABCD", "1-1", 5).movement_ids[0]

    line = shop.do(load)
    with pytest.raises(InvalidOperationException, match="demo data"):
        shop.do(lambda work: work.undo.undo_line(line))


def test_undo_of_edits_restores_fields(shop):
    shop.do(lambda work: work.parts.update("ABCD", {"description": "Green LED", "tags": ["a"], "unit_price": None}))
    edit = shop.do(
        lambda work: (
            work.parts.update(
                "ABCD", {"description": "Blue LED 5mm", "tags": ["b"], "unit_price": 0.5, "currency": "EUR"}
            )
            and work.batches.open("edit").id
        )
    )
    undo(shop, edit)
    part = shop.do(lambda work: work.parts.get("ABCD"))
    assert (part.description, part.tags, part.unit_price, part.currency) == ("Green LED", ["a"], None, None)


def test_undo_refuses_what_was_edited_again(shop):
    edit = shop.do(lambda work: (work.parts.update("ABCD", {"description": "One"}), work.batches.open("edit").id)[1])
    shop.do(lambda work: work.parts.update("ABCD", {"description": "Two"}))
    with pytest.raises(UndoConflictException) as caught:
        undo(shop, edit)
    assert caught.value.details["conflicts"] == ["description of part ABCD was changed again since"]
    assert shop.do(lambda work: work.parts.get("ABCD").description) == "Two"


def test_undo_of_a_creation_deletes_or_archives(shop):
    def create(work):
        part = work.parts.create(description="New")
        return part.key, work.batches.open("edit").id

    key, fresh = shop.do(create)
    assert undo(shop, fresh).left == ()
    assert shop.rows("SELECT count(*) FROM parts WHERE key = :key", key=key) == [(0,)]
    assert shop.rows("SELECT count(*) FROM attachment_sets") == [(2,)]

    key, stocked = shop.do(create)
    got = shop.do(lambda work: work.stock.receive(key, "1-1", 1))
    undo(shop, got.batch_id)
    assert undo(shop, stocked).left == (f"part {key} has history and was archived",)
    assert shop.rows("SELECT archived_at IS NOT NULL FROM parts WHERE key = :key", key=key) == [(True,)]


def test_undo_of_a_deletion_brings_the_same_record_back(shop):
    before = shop.rows("SELECT key, id, description, attachment_set_id FROM parts WHERE key = 'EFGH'")

    def delete(work):
        work.parts.delete("EFGH")
        return work.batches.open("edit").id

    batch = shop.do(delete)
    assert shop.rows("SELECT count(*) FROM parts WHERE key = 'EFGH'") == [(0,)]
    undo(shop, batch)
    assert shop.rows("SELECT key, id, description, attachment_set_id FROM parts WHERE key = 'EFGH'") == before


def test_undo_of_a_deleted_box_brings_its_slots_back(shop):
    def delete(work):
        work.boxes.delete(2)
        return work.batches.open("edit").id

    undo(shop, shop.do(delete))
    shop.do(lambda work: work.stock.receive("ABCD", "2-4", 1))
    assert shop.held() == {("ABCD", "2-4"): 1}


def test_undo_of_a_deleted_part_brings_its_links_and_cover_back(shop):
    def document(work):
        set_id = work.attachments.sets.of_part("EFGH").id
        link = work.attachments.add_link(set_id, "https://example.com/data.pdf").attachment_id
        work.attachments.set_cover(set_id, link)
        return link

    link_id = shop.do(document)
    seller = shop.do(lambda work: work.sellers.create("Corner shop").id)
    shop.do(lambda work: work.sellers.link_part("EFGH", seller, sku="10K"))

    def delete(work):
        work.parts.delete("EFGH")
        return work.batches.open("edit").id

    batch = shop.do(delete)
    assert shop.rows("SELECT (SELECT count(*) FROM attachments), (SELECT count(*) FROM part_sellers)") == [(0, 0)]
    undo(shop, batch)
    assert shop.rows("SELECT cover_attachment_id FROM attachment_sets WHERE cover_attachment_id > 0") == [(link_id,)]
    assert [offer.sku for offer in shop.do(lambda work: work.sellers.links_of("EFGH"))] == ["10K"]


def test_two_who_undo_the_same_batch_at_once_undo_it_once(shop):
    got = shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 30))

    def attempt(_):
        try:
            with shop.container.unit_of_work() as work:
                work.undo.undo(got.batch_id)
        except BinsightError:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    assert shop.held() == shop.ledger() == {("ABCD", "1-1"): 30}


def new_part(shop, description):
    return shop.do(lambda work: work.parts.create(description=description).key)


def test_one_line_goes_back_and_the_rest_of_its_batch_stays(shop):
    got = shop.do(lambda work: work.splits.put("ABCD", [Share("1-1", 10), Share("1-2", 4)]))
    first, second = got.movement_ids
    result = shop.do(lambda work: work.undo.undo_line(first))
    assert (result.batch, result.compensated) == (got.batch_id, 1)
    assert shop.held() == shop.ledger() == {("ABCD", "1-2"): 4}
    with pytest.raises(InvalidOperationException, match="it was taken back already"):
        shop.do(lambda work: work.undo.undo_line(first))
    assert undo(shop, got.batch_id).compensated == 1, "only the line that still counted"
    assert shop.held() == {}
    with pytest.raises(InvalidOperationException, match="taken back already"):
        shop.do(lambda work: work.undo.undo_line(second))


def test_a_move_goes_back_with_both_its_lines(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    moved = shop.do(lambda work: work.splits.put("ABCD", [Share("1-2", 3), Share("1-3", 2)], source="1-1"))
    shop.do(lambda work: work.undo.undo_line(moved.movement_ids[3]))  # the line that brought 2 to 1-3
    assert shop.held() == shop.ledger() == {("ABCD", "1-1"): 7, ("ABCD", "1-2"): 3}


def test_a_line_that_was_taken_back_can_be_put_in_force_again(shop):
    got = shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    taken_back = shop.do(lambda work: work.undo.undo_line(got.movement_ids[0]))
    undo(shop, taken_back.undo_batch)
    assert shop.held() == {("ABCD", "1-1"): 10}
    undo(shop, got.batch_id)
    assert shop.held() == shop.ledger() == {}


def test_a_line_that_others_rely_on_goes_back_with_them_or_not_at_all(shop):
    def create_and_fill(work):
        key = work.parts.create(description="new").key
        return work.stock.receive(key, "1-1", 5).movement_ids[0]

    line = shop.do(create_and_fill)
    with pytest.raises(InvalidOperationException, match="changed other records with it; undo the batch as a whole"):
        shop.do(lambda work: work.undo.undo_line(line))


def test_lines_that_cannot_go_back_are_refused_in_words(shop):
    got = shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    used = shop.do(lambda work: work.stock.use("ABCD", "1-1", 8))
    with pytest.raises(UndoConflictException, match=f"undo batch {used.batch_id} "):
        shop.do(lambda work: work.undo.undo_line(got.movement_ids[0]))
    undo(shop, used.batch_id)
    last = shop.rows("SELECT max(id), max(batch_id) FROM stock_movements")[0]
    with pytest.raises(InvalidOperationException, match=f"an undo itself; undo its batch {last[1]} instead"):
        shop.do(lambda work: work.undo.undo_line(last[0]))
    with pytest.raises(RecordNotFoundException, match="Ledger line 99999 was not found"):
        shop.do(lambda work: work.undo.undo_line(99999))


class NaiveStock:
    """The rules of undo once more, on plain lists.

    Every change of stock is a chain of turns: done, taken back, done again. A batch holds turns; what it did counts
    as long as an even number of turns came after its own.
    """

    def __init__(self):
        self.held = dict.fromkeys(SLOTS, 0)
        self.batches = []

    def do(self, *changes):
        """Whether the changes, each a dictionary of slots to deltas, are possible; done as one batch if so."""
        return self._turn([{"deltas": deltas, "turns": 0} for deltas in changes])

    def undo(self, number):
        """Whether batch `number` can be taken back; done if so."""
        batch = self.batches[number]
        if batch["undone"]:
            return False
        chains = [chain for chain, turn in batch["turns"] if self._counts(chain, turn)]
        if (batch["turns"] and not chains) or not self._turn(chains):
            return False
        batch["undone"] = True
        return True

    def undo_line(self, number, line):
        """Whether one line of batch `number` can be taken back; done if so."""
        chain, turn = self.batches[number]["turns"][line]
        return turn == 0 and self._counts(chain, turn) and self._turn([chain])

    @staticmethod
    def _counts(chain, turn):
        return (chain["turns"] - 1 - turn) % 2 == 0

    def _turn(self, chains):
        after = dict(self.held)
        for chain in chains:
            sign = 1 if chain["turns"] % 2 == 0 else -1
            for slot, delta in chain["deltas"].items():
                after[slot] += sign * delta
        if min(after.values()) < 0:
            return False
        self.held = after
        self.batches.append({"turns": [(chain, chain["turns"]) for chain in chains], "undone": False})
        for chain in chains:
            chain["turns"] += 1
        return True


pairs = st.sampled_from([(a, b) for a in SLOTS for b in SLOTS if a != b])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.sampled_from(SLOTS), st.integers(1, 9)),
        st.tuples(st.just("use"), st.sampled_from(SLOTS), st.integers(1, 9)),
        st.tuples(st.just("move"), pairs, st.integers(1, 9)),
        st.tuples(st.just("split"), pairs, st.integers(1, 9)),
        st.tuples(st.just("count"), st.sampled_from(SLOTS), st.integers(0, 9)),
        st.tuples(st.just("undo"), st.integers(0, 30), st.just(0)),
        st.tuples(st.just("undo_line"), st.integers(0, 30), st.integers(0, 1)),
    ),
    max_size=20,
)


@given(steps=steps)
@in_one_store
def test_any_mixture_of_work_and_undo_agrees_with_a_naive_model(shop, steps):
    key, model, made = new_part(shop, "x"), NaiveStock(), []
    for what, where, quantity in steps:
        if what in {"undo", "undo_line"} and not made:
            continue
        is_undo = what in {"undo", "undo_line"}
        expected, act = (_taking_back if is_undo else _working)(
            model, made if is_undo else key, (what, where, quantity)
        )
        try:
            made.append(shop.do(act))
            done = True
        except BinsightError:
            done = False
        assert done == expected, (what, where, quantity)
        mine = {slot: held for (part, slot), held in shop.held().items() if part == key}
        assert mine == {slot: held for slot, held in model.held.items() if held}
    assert shop.held() == shop.ledger()


def _taking_back(model, made, step):
    """What the model says of an undo, and the undo to do: a function of a unit of work that gives batch and lines."""
    what, where, which = step
    number = where % len(made)
    batch_id, lines = made[number]
    if what == "undo":
        return model.undo(number), lambda work: (work.undo.undo(batch_id).undo_batch, ())
    if not lines:
        return False, lambda work: work.undo.undo_line(0)
    changes = len(model.batches[number]["turns"])
    change = which % changes
    line = lines[change * len(lines) // changes]  # a move has two lines and is one change
    return model.undo_line(number, change), lambda work: (work.undo.undo_line(line).undo_batch, ())


def _working(model, key, step):
    """What the model says of a stock operation, and the operation to do."""
    what, where, quantity = step
    if what == "count":
        delta = quantity - model.held[where]
        return model.do(*([{where: delta}] if delta else [])), _changed(lambda w: w.stock.count(key, where, quantity))
    if what == "move":
        deltas = {where[0]: -quantity, where[1]: quantity}
        return model.do(deltas), _changed(lambda work: work.stock.move(key, *where, quantity))
    if what == "split":
        shares = [Share(slot, quantity) for slot in where]
        return model.do(*({slot: quantity} for slot in where)), _changed(lambda work: work.splits.put(key, shares))
    delta = quantity if what == "receive" else -quantity
    return model.do({where: delta}), _changed(lambda work: getattr(work.stock, what)(key, where, quantity))


def _changed(act):
    def run(work):
        change = act(work)
        return change.batch_id, change.movement_ids

    return run


@given(words=st.lists(st.one_of(st.sampled_from(["red", "green", "blue"]), st.integers(0, 12)), max_size=14))
@in_one_store
def test_any_mixture_of_edits_and_undo_agrees_with_a_naive_model(shop, words):
    """A number undoes that batch; a word is written into the description."""
    now, edits = "start", []
    key = new_part(shop, now)
    for word in words:
        if isinstance(word, str):
            batch = shop.do(
                lambda work, word=word: (
                    work.parts.update(key, {"description": word}),
                    work.batches.open("edit").id,
                )[1]
            )
            edits.append({"id": batch, "from": now, "to": word, "undone": False})
            now = word
        elif edits:
            edit = edits[word % len(edits)]
            changes_nothing = edit["from"] == edit["to"]
            expected = not edit["undone"] and (changes_nothing or now == edit["to"])
            try:
                batch = undo(shop, edit["id"]).undo_batch
                done = True
            except BinsightError:
                done = False
            assert done == expected
            if done:
                edit["undone"] = True
                to = now if changes_nothing else edit["from"]
                edits.append({"id": batch, "from": now, "to": to, "undone": False})
                now = to
        assert shop.rows("SELECT description FROM parts WHERE key = :key", key=key) == [(now,)]
