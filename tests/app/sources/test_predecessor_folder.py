"""The predecessor's folder: every file's rows as records; a bad row is named and does not hide the others."""

import json
from datetime import UTC, datetime

import pytest

from app.domain.importing.records import BoxRecord, HistoryLine, KitRecord, OfferRecord, SellerRecord, StockRecord
from app.exceptions import SourceFormatException
from app.sources.predecessor_folder import read_folder

BOX = {"box_no": 1, "description": "Drawer", "capacity": 4}
PART = {"key": "ABCD", "description": "Red LED", "type": "LED", "tags": ["red"], "pin_count": 2, "series": ""}
LINE = {"part_key": "ABCD", "delta_qty": 10, "location_reference": "1-2", "timestamp": "2024-01-15T10:30:00"}
PLACE = {"part_key": "ABCD", "box_no": 1, "loc_no": 2, "qty": 8}
KIT = {"name": "Blinker", "description": "blinks", "build_target": 2, "status": "active"}
CONTENT = {"kit": "Blinker", "part": "ABCD", "required_per_unit": 3, "note": "front"}

LISTS = {
    "kit_pick_lists": [
        {"key": "blinker-2u", "kit_name": "Blinker", "requested_units": 2, "status": "completed",
         "completed_at": "2024-01-12T10:00:00"}
    ],
    "kit_pick_list_lines": [
        {"pick_list_key": "blinker-2u", "kit_content_part_key": "ABCD", "location": {"box_no": 1, "loc_no": 2},
         "quantity_to_pick": 4}
    ],
    "shopping_lists": [{"name": "Spring", "status": "active"}],
    "shopping_list_lines": [{"shopping_list_name": "Spring", "part_key": "ABCD", "needed": 4, "seller_id": 7}],
    "shopping_list_sellers": [{"shopping_list_name": "Spring", "seller_id": 7, "status": "ordered"}],
    "kit_shopping_list_links": [
        {"kit_name": "Blinker", "shopping_list_name": "Spring", "requested_units": 3,
         "snapshot_kit_updated_at": "2024-04-10T09:00:00"}
    ],
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def from_files(**files):
        for name, rows in ({"boxes": [BOX], "parts": [PART]} | files).items():
            if rows is not None:
                (tmp_path / f"{name}.json").write_text(rows if isinstance(rows, str) else json.dumps(rows))
        return read_folder(tmp_path)

    return from_files


def test_boxes_and_parts_are_records(read):
    data = read()
    assert data.name == "predecessor"
    assert data.boxes == [BoxRecord("boxes.json row 1", "1", "Drawer", 4, number=1)]
    (part,) = data.parts
    assert (part.where, part.ref, part.key, part.type_name) == ("parts.json row 1", "ABCD", "ABCD", "LED")
    assert (part.fields["tags"], part.fields["pin_count"], part.fields["series"]) == (["red"], 2, None)
    assert data.remarks == []


def test_sellers_and_their_links_are_offers(read):
    links = [{"seller_id": 7, "link": "https://shop.example/1"}, {"seller_id": 7, "link": None}]
    data = read(
        parts=[PART | {"seller_links": links}],
        sellers=[{"id": 7, "name": "Shop", "website": "https://shop.example"}],
    )
    assert data.sellers == [SellerRecord("sellers.json row 1", "7", "Shop", "https://shop.example")]
    assert data.offers == [
        OfferRecord("parts.json row 1", "ABCD", "7", None, "https://shop.example/1"),
        OfferRecord("parts.json row 1", "ABCD", "7", None, None),
    ]


def test_kits_take_their_lines_and_archived_ones_their_date(read):
    archived = {"name": "Old", "status": "archived", "archived_at": "2024-03-01T12:00:00+02:00"}
    data = read(kits=[KIT, archived], kit_contents=[CONTENT])
    assert data.kits == [
        KitRecord("kits.json row 1", "Blinker", "blinks", 2, None, (("ABCD", 3, "front"),)),
        KitRecord("kits.json row 2", "Old", None, 1, datetime(2024, 3, 1, 10, tzinfo=UTC), ()),
    ]


def test_stock_carries_the_history_of_its_slot(read):
    used = LINE | {"delta_qty": -2, "timestamp": "2024-02-01T09:00:00+01:00"}
    elsewhere = LINE | {"location_reference": "1-3"}
    data = read(part_locations=[PLACE], quantity_history=[LINE, used, elsewhere])
    received = HistoryLine(datetime(2024, 1, 15, 10, 30, tzinfo=UTC), 10, "receive")
    assert data.stock == [
        StockRecord(
            "part_locations.json row 1",
            "ABCD",
            "1",
            2,
            8,
            (received, HistoryLine(datetime(2024, 2, 1, 8, tzinfo=UTC), -2, "use")),
        ),
        StockRecord("quantity_history.json ABCD at 1-3", "ABCD", "1", 3, 0, (received,)),
    ]


def test_pictures_are_counted_not_dropped_silently(read):
    (remark,) = read(parts=[PART | {"image": "led.png"}]).remarks
    assert (remark.where, remark.severity, remark.message.split()[0]) == ("parts.json", "info", "1")


def test_lists_are_records_with_their_dates_and_defaults(read):
    data = read(**LISTS)
    (picks,) = data.pick_lists
    assert (picks.ref, picks.kit, picks.units, picks.is_completed) == ("blinker-2u", "Blinker", 2, True)
    assert picks.completed_at == datetime(2024, 1, 12, 10, tzinfo=UTC)
    (pick,) = data.pick_lines
    assert (pick.part, pick.box, pick.loc_no, pick.quantity, pick.is_completed) == ("ABCD", "1", 2, 4, False)
    (line,) = data.shopping_lines
    assert (line.seller, line.needed, line.ordered, line.status) == ("7", 4, 0, "new")
    assert (data.shopping_lists[0].is_done, data.shopping_sellers[0].is_ordered) == (False, True)
    assert (data.kit_links[0].units, data.kit_links[0].honor_reserved) == (3, False)
    assert data.remarks == []


@pytest.mark.parametrize(
    ("files", "where", "field"),
    [
        ({"boxes": [BOX, BOX | {"box_no": 0}]}, "boxes.json row 2", "box_no"),
        ({"kit_pick_lists": [{"key": "a", "kit_name": "B"}]}, "kit_pick_lists.json row 1", "requested_units"),
        ({"kit_pick_list_lines": [{"pick_list_key": "a"}]}, "kit_pick_list_lines.json row 1", "location"),
        ({"shopping_lists": [{"name": "A", "status": "late"}]}, "shopping_lists.json row 1", "status"),
        ({"shopping_list_sellers": [{"shopping_list_name": "A"}]}, "shopping_list_sellers.json row 1", "seller_id"),
        ({"kit_shopping_list_links": [{"honor_reserved": 1}]}, "kit_shopping_list_links.json row 1", "honor_reserved"),
        ({"boxes": [BOX, BOX | {"box_no": True}]}, "boxes.json row 2", "box_no"),
        ({"boxes": [BOX, BOX | {"description": " "}]}, "boxes.json row 2", "description"),
        ({"boxes": [BOX, BOX | {"capacity": 0}]}, "boxes.json row 2", "capacity"),
        ({"boxes": [BOX, BOX | {"capacity": 10**18}]}, "boxes.json row 2", "capacity"),
        ({"parts": [PART, PART | {"key": None}]}, "parts.json row 2", "key"),
        ({"parts": [PART, PART | {"key": 5}]}, "parts.json row 2", "key"),
        ({"parts": [PART, PART | {"package": ["0805"]}]}, "parts.json row 2", "package"),
        ({"parts": [PART, PART | {"tags": "red"}]}, "parts.json row 2", "tags"),
        ({"parts": [PART, PART | {"tags": [1]}]}, "parts.json row 2", "tags"),
        ({"parts": [PART, PART | {"pin_count": "two"}]}, "parts.json row 2", "pin_count"),
        ({"parts": [PART, PART | {"seller_links": "x"}]}, "parts.json row 2", "seller_links"),
        ({"parts": [PART, PART | {"seller_links": [{"seller_id": "x"}]}]}, "parts.json row 2", "seller_id"),
        ({"sellers": [{"name": "Shop"}]}, "sellers.json row 1", "id"),
        ({"sellers": [{"id": 1}]}, "sellers.json row 1", "name"),
        ({"kits": [KIT | {"build_target": -1}]}, "kits.json row 1", "build_target"),
        ({"kits": [KIT | {"status": "archived"}]}, "kits.json row 1", "archived_at"),
        ({"kits": [KIT], "kit_contents": [CONTENT | {"required_per_unit": 0}]}, "kit_contents.json row 1", None),
        ({"kits": [], "kit_contents": [CONTENT]}, "kit_contents.json", "kit"),
        ({"part_locations": [PLACE | {"qty": 0}]}, "part_locations.json row 1", "qty"),
        ({"part_locations": [PLACE | {"qty": 1.5}]}, "part_locations.json row 1", "qty"),
        ({"part_locations": [PLACE | {"loc_no": None}]}, "part_locations.json row 1", "loc_no"),
        ({"quantity_history": [LINE | {"delta_qty": 0}]}, "quantity_history.json row 1", "delta_qty"),
        ({"quantity_history": [LINE | {"delta_qty": 2 * 10**9}]}, "quantity_history.json row 1", "delta_qty"),
        ({"quantity_history": [LINE | {"timestamp": "soon"}]}, "quantity_history.json row 1", "timestamp"),
        ({"quantity_history": [LINE | {"location_reference": "shelf"}]}, "quantity_history.json row 1", None),
    ],
)
def test_a_bad_row_is_named_with_its_field_and_the_others_are_read(read, files, where, field):
    data = read(**files)
    (remark,) = data.remarks
    assert (remark.severity, remark.where) == ("error", where)
    assert field in {None, remark.field}
    assert remark.message
    assert [box.ref for box in data.boxes] == ["1"]
    assert data.parts[0].key == "ABCD"


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"parts": None}, "there is no parts.json in it"),
        ({"boxes": None}, "there is no boxes.json in it"),
        ({"parts": None, "boxes": None}, "there is no parts.json and no boxes.json in it"),
        ({"parts": '[{"key"'}, "parts.json: it is not JSON"),
        ({"kits": "{}"}, "kits.json: it must be a list"),
        ({"quantity_history": "[{}, 3]"}, "quantity_history.json row 2: it must be a record"),
    ],
)
def test_a_damaged_file_is_refused(read, files, sentence):
    with pytest.raises(SourceFormatException, match=sentence):
        read(**files)


def test_a_file_is_not_a_folder(tmp_path):
    (tmp_path / "parts.json").write_text("[]")
    with pytest.raises(SourceFormatException, match=r"parts.json: it is not a folder. Give the folder"):
        read_folder(tmp_path / "parts.json")


def test_the_predecessors_own_folder_is_read_whole(shared_data):
    data = read_folder(shared_data / "inventory" / "electronics-inventory")
    assert len(data.parts) == len({part.key for part in data.parts}) == 53
    assert len([record for record in data.stock if record.quantity]) == 50
    assert [remark for remark in data.remarks if remark.severity == "error"] == []
