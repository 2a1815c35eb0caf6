"""Small sources of every format, cut, re-encoded, shuffled or spoilt: imported, or refused in words, never half."""

import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exceptions import BinsightError
from tests.app.sources.tables.workbooks import workbook

pytestmark = pytest.mark.integration
_numbers = itertools.count()

TABLE = [
    ["Description", "Manufacturer", "MPN", "Location", "Quantity"],
    ["Red LED", "Acme", "A-1", "Drawer 1", 5],
    ["Widerstand 10 kΩ", "Böhm", "B-2", "Drawer 1", 7],
]
PART_DB = [
    ["id", "name", "description", "ipn", "category", "storage_location", "amount"],
    [1, "LED", "red", "L-1", "Diodes", "Drawer", 5],
    [2, "10k", "Widerstand µ", "R-1", "Resistors", "Drawer", 7],
]
INVENTREE = [
    {"model": "part.part", "pk": 1, "fields": {"name": "LED", "description": "grün", "category": 3, "active": True}},
    {"model": "part.partcategory", "pk": 3, "fields": {"name": "Diodes"}},
    {"model": "stock.stocklocation", "pk": 5, "fields": {"name": "Shelf", "parent": None}},
    {"model": "stock.stockitem", "pk": 7, "fields": {"part": 1, "location": 5, "quantity": 4}},
]
PARTKEEPR = [
    '<?xml version="1.0" encoding="utf-8"?><mysqldump><database name="partkeepr">',
    '<table_data name="part"><row><field name="id">1</field><field name="name">100 kΩ</field>',
    '<field name="category_id">7</field><field name="stockLevel">50</field></row></table_data>',
    '<table_data name="PartCategory"><row><field name="id">7</field><field name="name">R</field></row></table_data>',
    "</database></mysqldump>",
]


def as_csv(rows):
    return "\n".join(",".join(map(str, row)) for row in rows).encode()


FORMATS = {
    "csv": ("csv", "csv", TABLE, as_csv),
    "xlsx": ("csv", "xlsx", TABLE, workbook),
    "part-db": ("part-db", "csv", PART_DB, as_csv),
    "inventree": ("inventree", "json", INVENTREE, lambda rows: json.dumps(rows, ensure_ascii=False, indent=0).encode()),
    "partkeepr": ("partkeepr", "xml", PARTKEEPR, lambda lines: "\n".join(lines).encode()),
}


def recoded(content, encoding):
    return content.decode("utf-8", "replace").encode(encoding, "replace")


@st.composite
def damage(draw, rows, write):
    """The rows in another order, and what was written of them with some harm done to it."""
    content = write(draw(st.permutations(rows)) if draw(st.booleans()) else rows)
    how = draw(st.sampled_from(["cut", "encode", "spoil", "nothing"]))
    place = draw(st.integers(0, len(content)))
    if how == "cut":
        return content[:place]
    if how == "encode":
        return recoded(content, draw(st.sampled_from(["utf-16", "cp1252", "cp437", "utf-7", "utf-8-sig"])))
    if how == "spoil":
        return content[:place] + draw(st.binary(max_size=8)) + content[place + draw(st.integers(0, 8)) :]
    return content


@pytest.fixture
def run(container, tmp_path):
    def start(kind, suffix, content):
        path = tmp_path / f"source-{next(_numbers)}.{suffix}"
        path.write_bytes(content)
        with container.unit_of_work(actor="test") as work:
            return work.imports.run(kind, path, dry_run=False)

    return start


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_sources_are_good_before_they_are_damaged(run, counts, name):
    kind, suffix, rows, write = FORMATS[name]
    assert run(kind, suffix, write(rows)).batch is not None
    assert counts()["parts"] == (2 if isinstance(rows[0], list) else 1)


def test_parts_that_find_no_free_slot_are_refused_in_words(run, counts):
    """Two parts fill the drawer; of three others it is made to hold only one."""
    run("part-db", "csv", as_csv(PART_DB))
    before = counts()
    others = [[number, f"Part {number}", "x", f"X-{number}", "Diodes", "Drawer", 5] for number in (11, 12, 13)]
    with pytest.raises(BinsightError) as refused:
        run("part-db", "csv", as_csv([PART_DB[0], *others]))
    assert "has no location 4; it holds 3" in str(refused.value)
    assert counts() == before


@pytest.mark.parametrize("name", list(FORMATS))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_damaged_source_is_imported_or_refused_but_never_half(data, run, counts, name):
    kind, suffix, rows, write = FORMATS[name]
    content = data.draw(damage(rows, write))
    before = counts()
    try:
        report = run(kind, suffix, content)
    except BinsightError:
        assert counts() == before
    else:
        after = counts()
        assert after["batches"] == before["batches"] + (report.batch is not None)
        assert (after == before) is (report.batch is None)
