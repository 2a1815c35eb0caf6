import csv
import json
from io import StringIO

import pytest

pytestmark = pytest.mark.integration


def test_the_lists_are_named_and_paged(client):
    answer = client.get("/api/exports", params={"limit": 2}).json()
    assert answer["items"] == [{"name": "parts", "title": "Parts"}, {"name": "stock", "title": "Stock by slot"}]
    assert answer["total"] > 10


@pytest.mark.parametrize(
    ("written", "media_type"),
    [("csv", "text/csv"), ("json", "application/json"), ("parquet", "application/vnd.apache.parquet")],
)
def test_a_list_comes_as_a_file(client, store, written, media_type):
    answer = client.get("/api/exports/stock", params={"format": written})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.headers["content-disposition"] == f'attachment; filename="stock.{written}"'
    if written == "csv":
        (row,) = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
        assert row == {"key": "ABCD", "description": "Gadget ABCD", "location": "1-1", "quantity": "10"}
    elif written == "json":
        assert json.loads(answer.content)[0]["quantity"] == 10
    else:
        assert answer.content.startswith(b"PAR1")


def test_csv_is_the_default_and_unknown_lists_and_formats_are_refused(client, refused, invalid):
    assert client.get("/api/exports/types").headers["content-type"].startswith("text/csv")
    refused(client.get("/api/exports/secrets"), 404, "RECORD_NOT_FOUND")
    assert invalid(client.get("/api/exports/parts", params={"format": "xls"})) == ["format"]
