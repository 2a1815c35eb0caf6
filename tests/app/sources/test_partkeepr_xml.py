"""PartKeepr's dump: what is read, what is said, and that no XML can reach out or blow up."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exceptions import BinsightError, SourceFormatException
from app.sources.partkeepr_xml import read_partkeepr


def dump(**tables):
    xml = '<?xml version="1.0"?><mysqldump><database name="partkeepr">'
    for name, rows in tables.items():
        filled = ("".join(f'<field name="{field}">{value}</field>' for field, value in row.items()) for row in rows)
        xml += f'<table_data name="{name}">{"".join(f"<row>{row}</row>" for row in filled)}</table_data>'
    return f"{xml}</database></mysqldump>"


TABLES = {
    "part": [
        {"id": 1, "name": "100k", "description": "Resistor", "category_id": 7, "footprint_id": 3, "stockLevel": 50,
         "minStockLevel": 10, "storageLocation_id": 2, "internalPartNumber": "IPN1"},
        {"id": 2, "name": "Lost", "stockLevel": 4},
        {"id": 3, "name": "Bad", "stockLevel": 0, "minStockLevel": "few"},
    ],
    "PartCategory": [{"id": 7, "name": "Resistors"}],
    "footprint": [{"id": 3, "name": "0603"}],
    "manufacturer": [{"id": 5, "name": "Yageo"}],
    "partmanufacturer": [{"id": 1, "part_id": 1, "manufacturer_id": 5, "partNumber": "RC-100K"},
                         {"id": 2, "part_id": 1, "manufacturer_id": 5, "partNumber": "RC-2"}],
    "distributor": [{"id": 1, "name": "Reichelt", "url": "https://reichelt.example"}],
    "partdistributor": [{"id": 1, "part_id": 1, "distributor_id": 1, "orderNumber": "R100", "packagingUnit": 10,
                         "price": "2.4", "currency": "EUR"},
                        {"id": 2, "part_id": 1, "distributor_id": 1, "orderNumber": "R100"}],
    "storagelocation": [{"id": 2, "name": "Shelf 2"}],
    "project": [{"id": 1, "name": "Blinker", "description": "blinks"}],
    "projectpart": [{"id": 1, "project_id": 1, "part_id": 1, "quantity": 2},
                    {"id": 2, "project_id": 1, "part_id": 1, "quantity": 1},
                    {"id": 3, "project_id": 1, "quantity": 9, "remarks": "PCB"}],
    "partattachment": [{"id": 1}],
    "siprefix": [{"id": 1}],
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def from_text(text):
        path = tmp_path / "dump.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_partkeepr(path)

    return from_text


def test_parts_places_offers_and_projects_are_read(read):
    data = read(dump(**TABLES))
    first = data.parts[0]
    assert (first.type_name, first.fields["package"], first.fields["manufacturer_code"]) == (
        "Resistors",
        "0603",
        "RC-100K",
    )
    assert (first.fields["description"], first.fields["minimum_quantity"]) == ("100k - Resistor", 10)
    assert [(box.description, box.capacity) for box in data.boxes] == [("Shelf 2", 1)]
    assert [(stock.part, stock.box, stock.quantity) for stock in data.stock] == [("1", "2", 50)]
    assert [(offer.sku, offer.price_breaks, offer.minimum_quantity) for offer in data.offers] == [
        ("R100", ({"quantity": 10, "price": 2.4, "currency": "EUR"},), 10)
    ]
    assert data.kits[0].lines == (("1", 3, None),)


def test_nothing_is_dropped_silently(read):
    data = read(dump(**TABLES))
    told = {(remark.where, remark.severity): remark.message for remark in data.remarks}
    assert "no place is named" in told["part 2", "warning"]
    assert "not a number" in told["part 3", "error"]
    assert "names no part (PCB)" in told["projectpart 3", "warning"]
    assert "further manufacturers" in told["part 1", "warning"]
    assert told["partattachment", "info"] == "1 rows were left out: Binsight has no place for them"
    assert ("siprefix", "info") not in told
    assert [(where, kind) for where, kind, _, _ in data.left_out] == [("partdistributor 2", "part_sellers")]


ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (dump(part=[]).replace("<mysqldump>", f"{ENTITY}<mysqldump>"), "entities or a DTD"),
        (f'<!DOCTYPE x SYSTEM "file:///etc/passwd">{dump(part=[])[21:]}', "entities or a DTD"),
        (f'<!DOCTYPE x [<!ENTITY a SYSTEM "http://x.example/">]>{dump(part=[])[21:]}', "entities or a DTD"),
        (dump(part=[])[:-9], "not XML"),
        (b"\xff\xfe\x00", "not XML"),
        (b"", "not XML"),
        ('<?xml version="1.0" encoding="nonsense"?><a/>', "not XML"),
        ("<html/>", "begins with <html>"),
        (dump(siprefix=[{"id": 1}]), "no table 'part'"),
    ],
)
def test_hostile_and_wrong_files_are_refused_in_one_sentence(read, text, message):
    with pytest.raises(SourceFormatException, match=message):
        read(text)


@given(st.data())
def test_truncated_and_reencoded_dumps_are_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("dump") / "dump.xml"
    content = dump(**TABLES).encode(data.draw(st.sampled_from(["utf-8", "utf-16", "cp500"])))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(BinsightError):
        read_partkeepr(path)


@given(st.dictionaries(st.sampled_from(list(TABLES)), st.lists(st.dictionaries(
    st.sampled_from(["id", "name", "part_id", "stockLevel", "storageLocation_id", "quantity", "price"]),
    st.sampled_from(["", "1", "-3", "2.5", "many", "9" * 30, "&#228;"])), max_size=3)))  # fmt: skip
def test_rows_that_lack_or_garble_fields_never_crash(tmp_path_factory, tables):
    path = tmp_path_factory.mktemp("dump") / "dump.xml"
    path.write_text(dump(**{"part": [], **tables}), encoding="utf-8")
    read_partkeepr(path)


def test_the_example_of_another_program(shared_data):
    data = read_partkeepr(shared_data / "inventory" / "part-db" / "partkeepr_import_test.xml")
    assert (len(data.parts), len(data.boxes), len(data.sellers), len(data.kits)) == (3, 5, 2, 1)
    assert [remark for remark in data.remarks if remark.severity == "error"] == []
