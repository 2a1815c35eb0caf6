"""Many rows with one statement: what is stored, remembered and undone is what a flush would have left."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.models import AttachmentSet, Box, Location, Part, PartSeller, Seller
from app.models.base import UncleanTextException
from app.services import bulk_insert as module
from app.services.bulk_insert import bulk_insert, bulk_insert_lines

pytestmark = pytest.mark.integration
FIELDS = (
    {"description": "Plain"},
    {"description": "  ", "tags": ["a b", 'q"{,}', "\\N", "NULL", ""], "series": "s"},
    {"description": 'Ω µ 漢 "\\ \n', "unit_price": Decimal("0.000001"), "currency": "EUR", "si_value": 1e-13},
    {"description": "-55", "storage_needs": ["esd"], "pin_count": 2**31 - 1, "external_ref": "x'); --"},
    {"description": "x" * 5000, "si_value": 4.7e300, "si_unit": "ohm", "manufacturer_code": "null"},
)


def parts(fields, keys="AAAA BBBB CCCC DDDD EEEE"):
    return [Part(key=key, **{**values, "description": values["description"] + key})
            for key, values in zip(keys.split(), fields, strict=False)]  # fmt: skip


def by_flush(work, rows):
    for row in rows:
        row.attachment_set = AttachmentSet()
    work.session.add_all(rows)
    work.session.flush()


def in_bulk(work, rows):
    for row, set_id in zip(rows, bulk_insert_lines(work.session, AttachmentSet, [{} for _ in rows]), strict=True):
        row.attachment_set_id = set_id
    bulk_insert(work.session, rows)


def stored(shop, batch):
    """Parts, their search words and what the batch remembers, without the numbers that were drawn."""
    rows = shop.rows(
        "SELECT to_jsonb(p) - '{id,attachment_set_id,created_at,updated_at}'::text[] FROM parts p ORDER BY key"
    )
    words = shop.rows("SELECT document::text FROM part_search JOIN parts ON parts.id = part_id ORDER BY key")
    remembered = shop.rows(
        "SELECT table_name, action, before, after - '{id,attachment_set_id}'::text[] FROM batch_changes "
        "WHERE batch_id = :id ORDER BY table_name, after ->> 'key'",
        id=batch,
    )
    return rows, words, remembered


def forget_archived(work):
    for part in work.session.scalars(select(Part).where(Part.archived_at.is_not(None))):
        work.session.delete(part)


@pytest.mark.parametrize("at_once", [2, 5000])
def test_rows_search_words_and_memory_are_those_of_a_flush_and_undo_takes_them_back(shop, monkeypatch, at_once):
    monkeypatch.setattr(module, "_IN_ONE_STATEMENT", at_once)
    before = shop.rows("SELECT key FROM parts ORDER BY key")
    left = []
    for write in (by_flush, in_bulk):
        batch = shop.do(lambda work, write=write: (work.batches.open("import").id, write(work, parts(FIELDS)))[0])
        left.append(stored(shop, batch))
        shop.do(lambda work, batch=batch: work.undo.undo(batch))
        assert shop.rows("SELECT key FROM parts WHERE archived_at IS NULL ORDER BY key") == before
        shop.do(forget_archived)
    assert left[0] == left[1]


def test_rows_belong_to_the_session_with_ids_and_defaults_and_can_be_changed(shop):
    def act(work):
        batch = work.batches.open("edit").id
        rows = parts([FIELDS[0], FIELDS[1] | {"series": " \t"}])
        in_bulk(work, rows)
        assert rows[1].series is None
        assert rows[0].tags == rows[0].storage_needs == []
        assert work.session.get(Part, rows[0].id) is rows[0]
        assert rows[0].created_at is not None
        rows[0].series = "later"
        work.session.flush()
        return batch

    batch = shop.do(act)
    assert shop.rows("SELECT series FROM parts WHERE key = 'AAAA'") == [("later",)]
    query = "SELECT action, after FROM batch_changes WHERE batch_id = :id ORDER BY id DESC LIMIT 1"
    assert shop.rows(query, id=batch) == [("update", {"series": "later"})]


def test_other_models_keep_their_lists_and_flags(shop):
    def act(work):
        work.batches.open("edit")
        boxes = [Box(box_no=number, description="B", capacity=2, grid_rows=1, grid_columns=2) for number in (8, 9)]
        bulk_insert(work.session, boxes)
        bulk_insert_lines(work.session, Location, [{"box_id": box.id, "loc_no": 1} for box in boxes])
        sellers = [Seller(name="Shop 8")]
        bulk_insert(work.session, sellers)
        part = work.parts.get("ABCD")
        breaks = [{"quantity": 1, "price": "0.10", "currency": "EUR"}]
        offer = {"part_id": part.id, "seller_id": sellers[0].id, "sku": "8", "price_breaks": breaks}
        bulk_insert_lines(work.session, PartSeller, [offer])

    shop.do(act)
    assert shop.rows(
        "SELECT box_no, is_locked FROM locations JOIN boxes ON boxes.id = box_id WHERE box_no > 7 ORDER BY 1"
    ) == [(8, False), (9, False)]
    assert shop.rows("SELECT price_breaks FROM part_sellers WHERE sku = '8'") == [
        ([{"price": "0.10", "currency": "EUR", "quantity": 1}],)
    ]


def test_nothing_is_nothing_and_what_a_database_cannot_hold_is_refused(shop):
    def act(work):
        work.batches.open("edit")
        bulk_insert(work.session, [])
        assert bulk_insert_lines(work.session, Seller, []) == []
        bulk_insert(work.session, [Seller(name="a\x00b")])

    with pytest.raises(UncleanTextException, match="NUL"):
        shop.do(act)


def test_lines_get_ids_in_their_order_and_are_recorded_and_taken_back(shop, monkeypatch):
    monkeypatch.setattr(module, "_IN_ONE_STATEMENT", 2)
    names = ["Shop 3", "Shop 1", "Shop 2", "Shop 9", "Shop 5"]

    def act(work):
        batch = work.batches.open("import").id
        ids = bulk_insert_lines(work.session, Seller, [{"name": name, "website": " "} for name in names])
        return batch, [work.session.get_one(Seller, one).name for one in ids]

    batch, found = shop.do(act)
    assert found == names
    assert shop.rows("SELECT count(*) FROM sellers WHERE name LIKE 'Shop %' AND website IS NULL") == [(5,)]
    shop.do(lambda work: work.undo.undo(batch))
    assert shop.rows("SELECT count(*) FROM sellers WHERE name LIKE 'Shop %'") == [(0,)]
