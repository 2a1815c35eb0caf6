"""InvenTree's own demonstration dumps, and how a dump is given."""

import json
from collections import Counter

import pytest

from app.exceptions import SourceFormatException
from app.sources.inventree_dump import read_dump


def dump_of(shared_data, year):
    (path,) = (shared_data / "inventory" / "inventree-demo").glob(f"{year}*.json")
    return path


@pytest.mark.parametrize(("year", "parts"), [("2021", 109), ("2024", 414)])
def test_every_row_that_has_a_place_is_read(shared_data, year, parts):
    path = dump_of(shared_data, year)
    rows = json.loads(path.read_text())
    held = Counter(row["model"] for row in rows)
    data = read_dump(path)
    assert len(data.parts) == held["part.part"] == parts
    assert [remark for remark in data.remarks if remark.severity == "error"] == []
    located = [r for r in rows if r["model"] == "stock.stockitem" and r["fields"]["location"] is not None]
    assert len(data.stock) == len(located)
    assert sum(s.quantity for s in data.stock) == sum(int(float(r["fields"]["quantity"])) for r in located)
    assert len(data.offers) == held["company.supplierpart"]
    assert sum(len(kit.lines) for kit in data.kits) <= held["part.bomitem"]


def test_tables_without_a_place_are_named_with_their_rows(shared_data):
    path = dump_of(shared_data, "2024")
    held = Counter(row["model"] for row in json.loads(path.read_text()))
    remarks = {remark.where: remark.message for remark in read_dump(path).remarks if remark.severity == "info"}
    for model in ("build.build", "order.purchaseorder", "part.partpricing"):
        assert remarks[model] == f"{held[model]} rows were left out: Binsight has no place for them"


def test_a_folder_with_one_dump_is_that_dump(tmp_path):
    rows = [{"model": "part.part", "pk": 1, "fields": {"name": "LED"}}]
    (tmp_path / "dump.json").write_text(json.dumps(rows))
    assert len(read_dump(tmp_path).parts) == 1
    (tmp_path / "other.json").write_text(json.dumps(rows))
    with pytest.raises(SourceFormatException, match="an InvenTree dump is one JSON file"):
        read_dump(tmp_path)


def test_a_missing_dump_is_named(tmp_path):
    with pytest.raises(SourceFormatException, match=r"dump.json: there is no such file"):
        read_dump(tmp_path / "dump.json")
