"""InvenTree's dump: which tables become what, what is left out is said, and damage is named by row."""

import json
from datetime import UTC, datetime

import pytest

from app.domain.importing.records import BoxRecord, HistoryLine, KitRecord, SellerRecord
from app.exceptions import SourceFormatException
from app.sources.inventree_dump import MAX_SLOTS, read_dump


def row(model, key, **fields):
    return {"model": model, "pk": key, "fields": fields}


PART = row("part.part", 1, name="LED", description="red", category=3, active=True, IPN="L-1", minimum_stock="2.5")
SHELF = row("stock.stocklocation", 5, name="Shelf", parent=6)
ROOM = row("stock.stocklocation", 6, name="Room", parent=None, structural=True)


def item(key, quantity, *, part=1, location=5, **fields):
    return row("stock.stockitem", key, part=part, location=location, quantity=quantity, **fields)


def tracked(key, of, kind, quantity, date="2024-01-01"):
    deltas = {} if quantity is None else {"quantity": quantity}
    return row("stock.stockitemtracking", key, item=of, tracking_type=kind, deltas=deltas, date=date)


@pytest.fixture
def read(tmp_path):
    def from_rows(*rows, raw=None):
        path = tmp_path / "dump.json"
        path.write_text(json.dumps(rows) if raw is None else raw)
        return read_dump(path)

    return from_rows


def told(data, severity):
    return [(remark.where, remark.message) for remark in data.remarks if remark.severity == severity]


def test_a_part_takes_its_words_from_several_tables(read):
    data = read(
        PART,
        row("part.partcategory", 3, name="Diodes"),
        row("company.company", 9, name="Acme"),
        row("company.manufacturerpart", 1, part=1, manufacturer=9, MPN="AC-77"),
        row("part.partparametertemplate", 1, name="Package"),
        row("part.partparametertemplate", 2, name="Colour"),
        row("part.partparameter", 1, part=1, template=1, data="0805"),
        row("part.partparameter", 2, part=1, template=2, data="red"),
        row("part.part", 2, name="Old", active=False),
    )
    led, old = data.parts
    assert (led.ref, led.key, led.type_name, led.external_ref) == ("1", None, "Diodes", "inventree:part:1")
    assert led.fields["description"] == "LED - red"
    assert (led.fields["manufacturer"], led.fields["manufacturer_code"]) == ("Acme", "AC-77")
    assert (led.fields["package"], led.fields["minimum_quantity"], led.fields["tags"]) == ("0805", 3, ["ipn:L-1"])
    assert (old.is_archived, old.fields["description"]) == (True, "Old")
    assert told(data, "info") == [("part.partparameter", "1 values of 'Colour' were left out")]


def test_locations_are_boxes_with_a_slot_per_part_and_structural_ones_are_not(read):
    data = read(PART, SHELF, ROOM, item(1, 3), item(2, 4), item(3, 1, part=2))
    assert data.boxes == [BoxRecord("stock.stocklocation 5", "5", "Room/Shelf", 2, external_ref="inventree:location:5")]
    assert told(data, "info")[0] == ("stock.stocklocation 6", "'Room' is structural, so it is not a box")


def test_a_loop_of_locations_ends(read):
    one = row("stock.stocklocation", 5, name="A", parent=6)
    data = read(PART, one, row("stock.stocklocation", 6, name="B", parent=5))
    assert [box.description for box in data.boxes] == ["B/A", "A/B"]


def test_a_location_with_too_many_parts_is_an_error(read):
    data = read(PART, SHELF, *(item(key, 1, part=key) for key in range(1, MAX_SLOTS + 2)))
    assert data.boxes == []
    assert told(data, "error") == [
        ("stock.stocklocation 5", f"{MAX_SLOTS + 1} parts lie there, a box holds {MAX_SLOTS}; split it")
    ]


def test_suppliers_sell_parts_at_their_prices(read):
    data = read(
        PART,
        row("company.company", 9, name="Shop", is_supplier=True, website=""),
        row("company.company", 8, name="Maker", is_supplier=False),
        row("company.supplierpart", 4, part=1, supplier=9, SKU="S1", link="", pack_quantity_native="10.0"),
        row("company.supplierpricebreak", 1, part=4, quantity="100", price="0.5", price_currency="EUR"),
        row("company.supplierpricebreak", 2, part=4, quantity="1", price="0.9", price_currency="EUR"),
        row("company.supplierpricebreak", 3, part=4, quantity="10", price=None, price_currency="EUR"),
    )
    assert data.sellers == [SellerRecord("company.company 9", "9", "Shop", None)]
    (offer,) = data.offers
    assert (offer.part, offer.seller, offer.sku, offer.link, offer.minimum_quantity) == ("1", "9", "S1", None, 10)
    assert [(entry["quantity"], entry["price"]) for entry in offer.price_breaks] == [(1, 0.9), (100, 0.5)]


def test_a_bill_of_materials_is_a_kit_of_whole_pieces(read):
    data = read(
        PART,
        row("part.bomitem", 1, part=1, sub_part=2, quantity="1.5", reference="R1", optional=True),
        row("part.bomitem", 2, part=1, sub_part=3, quantity="0"),
        row("part.bomitem", 3, part=1, sub_part=2, quantity="2", reference="R2"),
    )
    assert data.kits == [KitRecord("part.part 1", "LED", "red", 0, None, (("2", 4, "R2"),))]
    assert [where for where, _ in told(data, "warning")] == ["part.bomitem 1", "part.bomitem 2"]


def test_parts_of_one_name_give_kits_of_two(read):
    lines = [row("part.bomitem", key, part=key, sub_part=9, quantity=1) for key in (1, 2)]
    data = read(PART, row("part.part", 2, name="led"), *lines)
    assert [kit.name for kit in data.kits] == ["LED (1)", "led (2)"]


def test_whole_units_are_stocked_and_the_rest_is_told(read):
    data = read(PART, SHELF, item(1, "3.75", updated="2024-05-01T10:00:00Z"))
    (stock,) = data.stock
    assert (stock.part, stock.box, stock.loc_no, stock.quantity) == ("1", "5", None, 3)
    assert stock.history == (HistoryLine(datetime(2024, 5, 1, 10, tzinfo=UTC), 3, "import"),)
    assert told(data, "warning") == [("stock.stockitem 1", "3.75 of part LED: 3 stocked, 0.75 left over")]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"belongs_to": 7}, "is installed in item 7"),
        ({"customer": 2}, "went to a customer"),
        ({"sales_order": 2}, "went to a customer"),
        ({"consumed_by": 3}, "was consumed by build 3"),
        ({}, "has no location"),
    ],
)
def test_items_without_a_place_are_listed_with_the_reason(read, fields, why):
    data = read(PART, item(1, 2, location=None, **fields))
    assert data.stock == []
    assert told(data, "warning") == [("stock.stockitem 1", f"2 of part LED {why}; not stocked")]


def test_tracking_becomes_history_oldest_first(read):
    data = read(
        PART,
        SHELF,
        item(1, 7),
        tracked(1, 1, 12, 6, "2024-03-01"),
        tracked(2, 1, 1, 10, "2024-01-01"),
        tracked(3, 1, 20, None, "2024-02-01"),
        tracked(4, 1, 10, 7.9, "2024-04-01"),
    )
    lines = [(line.at.month, line.delta, line.reason) for line in data.stock[0].history]
    assert lines == [(1, 10, "receive"), (3, -4, "use"), (4, 1, "count")]
    assert any("1 moves between locations" in message for _, message in told(data, "info"))


@pytest.mark.parametrize(
    ("rows", "where", "field"),
    [
        ([row("part.part", 2, name="")], "part.part 2", "name"),
        ([row("part.part", 2, name=["LED"])], "part.part 2", "name"),
        ([SHELF, item(4, "many")], "stock.stockitem 4", "quantity"),
        ([SHELF, item(4, -1)], "stock.stockitem 4", "quantity"),
        ([SHELF, item(4, 1e30)], "stock.stockitem 4", "quantity"),
        ([SHELF, item(4, 1), tracked(8, 4, 10, 1, "soon")], "stock.stockitem 4", "date"),
    ],
)
def test_a_bad_row_is_named_with_its_field(read, rows, where, field):
    data = read(PART, *rows)
    errors = [(remark.where, remark.field) for remark in data.remarks if remark.severity == "error"]
    assert errors == [(where, field)]
    assert [part.ref for part in data.parts] == ["1"]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ('[{"model"', "dump.json: it is not JSON"),
        ("{}", "dump.json: it must be a list of records"),
        ("[3]", "dump.json row 1: it must be a record"),
        ("[]", r"dump.json: it holds no parts \(part.part\)"),
        (json.dumps([PART, {"model": "part.part", "pk": 2}]), "dump.json row 2: it lacks model or fields"),
        (json.dumps([PART, {"pk": 2, "fields": {}}]), "dump.json row 2: it lacks model or fields"),
        (json.dumps([PART, PART | {"pk": "2"}]), "dump.json row 2: its pk is not a number"),
        (json.dumps([PART, PART | {"pk": True}]), "dump.json row 2: its pk is not a number"),
        (json.dumps([PART, PART]), "dump.json row 2: part.part 1 comes twice"),
    ],
)
def test_a_damaged_dump_is_refused(read, raw, sentence):
    with pytest.raises(SourceFormatException, match=sentence):
        read(raw=raw)
