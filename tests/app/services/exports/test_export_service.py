"""Every list leaves as CSV, JSON and Parquet with the same rows; what leaves as CSV comes back unchanged."""

import csv
import json
from datetime import datetime
from hashlib import sha256
from io import BytesIO, StringIO

import polars as pl
import pytest
from sqlalchemy import func, select

from app.exceptions import RecordNotFoundException, ValidationException
from app.models import Kit, Seller
from app.services.exports.formats import FORMATS
from app.services.exports.lists import LISTS
from app.services.shopping.receiving_service import Allocation

pytestmark = pytest.mark.integration
MEASURE = "-55℃~+150℃ 1 N-channel 1.5Ω@10V"
FORMULA = '=HYPERLINK("http://evil.example","click")'
DDE = "-2+3+cmd|' /C calc'!A0"


@pytest.fixture
def container(storage_container):
    """A store with a bucket, because documents are listed too."""
    return storage_container


@pytest.fixture
def filled(container):
    """Two parts with hostile and honest texts, stock, a seller, a kit and a shopping list's worth of rows."""
    with container.unit_of_work(actor="=cmd()") as work:
        box = work.boxes.create("Drawer", 4, storage_properties=["esd"])
        type_id = work.types.create("MOSFET").id
        work.parts.create(
            key="ABCD", description=MEASURE, type_id=type_id, tags=["smd", "n-channel"], unit_price=0.25, currency="EUR"
        )
        work.parts.create(key="EFGH", description=FORMULA, manufacturer=DDE, manufacturer_code="'quoted")
        work.stock.receive("ABCD", f"{box.box_no}-2", 7)
        seller = work.sellers.create('Shop, the "best"')
        work.sellers.link_part(
            "ABCD", seller.id, sku="1", price_breaks=[{"quantity": 1, "price": 2.5, "currency": "EUR"}]
        )
        kit = work.kits.create("Blinker", description="two\nlines")
        work.kit_contents.add(kit.id, "ABCD", 2)


@pytest.fixture
def furnished(filled, container):
    """Also documents, a substitute, an order of which a part arrived, and a model of devices."""
    with container.unit_of_work(actor="setup") as work:
        work.attachments.add_link(work.parts.get("ABCD").attachment_set_id, "https://example.com/abcd", title="=1+1")
        kit, seller = work.session.scalars(select(Kit)).one(), work.session.scalars(select(Seller)).one()
        work.attachments.add_file(kit.attachment_set_id, b"notes", filename="notes.txt")
        (line,) = kit.contents
        work.kit_contents.update(line.id, line.version, {"substitutes": ["EFGH"]})
        link = work.kit_pushes.push(kit.id, new_list="Spring", units=9).link
        (wanted,) = work.shopping_lists.get(link.shopping_list_id).lines
        work.orders.add_group(link.shopping_list_id, seller.id, note="call first")
        work.shopping_lines.update(wanted.id, {"seller_id": seller.id, "ordered": 11})
        work.orders.order(link.shopping_list_id, seller.id)
        work.receiving.receive(wanted.id, [Allocation("1-3", 4)])
        work.devices.create_model("node", "Sensor node", config_schema={"type": "object"})


@pytest.fixture
def export(container):
    def whole(name, written="csv"):
        with container.unit_of_work() as work:
            return b"".join(work.exports.stream(name, written))

    return whole


def cells(content):
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_list_has_the_same_rows_and_columns_in_every_format(furnished, export, container, subtests):
    for name in LISTS:
        with subtests.test(name), container.unit_of_work() as work:
            held = work.session.scalar(select(func.count()).select_from(LISTS[name].query.subquery()))
            table, told = pl.read_parquet(BytesIO(export(name, "parquet"))), json.loads(export(name, "json"))
            assert len(cells(export(name))) == len(told) == table.height == held
            header = next(csv.reader(StringIO(export(name).decode("utf-8-sig"))))
            assert header == table.columns
            assert all(list(row) == header for row in told)


def test_a_csv_runs_nothing_and_leaves_measures_whole(filled, export):
    first, second = cells(export("parts"))
    assert (first["description"], first["tags"], first["unit_price"], first["total_quantity"]) == (
        MEASURE,
        "smd; n-channel",
        "0.250000",
        "7",
    )
    assert (second["description"], second["manufacturer"]) == (f"'{FORMULA}", f"'{DDE}")
    assert cells(export("batches"))[0]["actor"] == "'=cmd()"


def test_json_and_parquet_keep_every_value(filled, export):
    told = json.loads(export("parts", "json"))
    table = pl.read_parquet(BytesIO(export("parts", "parquet")))
    assert [row["description"] for row in told] == table["description"].to_list() == [MEASURE, FORMULA]
    assert told[0]["tags"] == table["tags"].to_list()[0] == ["smd", "n-channel"]
    assert (told[0]["unit_price"], str(table["unit_price"][0])) == ("0.250000", "0.250000")
    assert datetime.fromisoformat(told[0]["created_at"]) == table["created_at"][0]
    (offer,) = json.loads(export("part_sellers", "json"))
    assert offer["price_breaks"] == [{"quantity": 1, "price": 2.5, "currency": "EUR"}]


@pytest.mark.parametrize("name", ["parts", "stock"])
def test_what_was_exported_as_csv_imports_without_a_change(filled, export, container, tmp_path, name):
    path = tmp_path / "list.csv"
    path.write_bytes(export(name))
    before = export("parts", "json"), export("stock", "json")
    with container.unit_of_work() as work:
        report = work.imports.run("csv", path, dry_run=False)
    assert (report.created, report.updated) == ({}, {})
    assert (export("parts", "json"), export("stock", "json")) == before


def test_an_empty_list_is_an_empty_file_of_its_format(export):
    assert export("kits").decode("utf-8-sig").startswith("name,description")
    assert json.loads(export("kits", "json")) == []
    assert pl.read_parquet(BytesIO(export("kits", "parquet"))).height == 0


def test_unknown_lists_and_formats_are_refused(export):
    with pytest.raises(RecordNotFoundException, match="List secrets"):
        export("secrets")
    with pytest.raises(ValidationException, match=", ".join(FORMATS)):
        export("parts", "xls")


def test_documents_orders_and_models_say_what_people_call_them(furnished, export):
    def told(name, *columns):
        return [tuple(row[column] for column in columns) for row in json.loads(export(name, "json"))]

    assert told("documents", "part", "kit", "title", "type", "filename", "file_size", "sha256", "link") == [
        ("ABCD", None, "=1+1", "url", None, None, None, "https://example.com/abcd"),
        (None, "Blinker", "notes.txt", "file", "notes.txt", 5, sha256(b"notes").hexdigest(), None),
    ]
    assert cells(export("documents"))[0]["title"] == "'=1+1"
    assert told("kit_substitutes", "kit", "part", "substitute", "rank") == [("Blinker", "ABCD", "EFGH", 1)]
    shop = 'Shop, the "best"'
    assert told("shopping_list_sellers", "shopping_list", "seller", "status", "note") == [
        ("Spring", shop, "ordered", "call first")
    ]
    assert told("shopping_list_kits", "kit", "shopping_list", "requested_units") == [("Blinker", "Spring", 9)]
    assert told("deliveries", "seller", "part", "shopping_list", "ordered_quantity", "quantity") == [
        (shop, "ABCD", "Spring", 11, 4)
    ]
    assert told("device_models", "code", "name", "kit", "config_schema") == [
        ("node", "Sensor node", None, {"type": "object"})
    ]
