"""Imports over HTTP: guess, check, commit once, take back; bills with choices; drafts; refusals with the error body."""

import json

import pytest

from app.services.container import Container

pytestmark = pytest.mark.integration

TABLE = "What,No,Cost,Qty\nMLCC 100nF -55℃,C-1,0.02,50\nMLCC 100nF 50V,C-2,0.03,7\n"
MAPPING = {"What": "description", "No": "ipn", "Cost": "unit_price"}
BILL = 'Comment,Designator\n100nF,"C1,C2"\nXQ9000-B,U1\n'


@pytest.fixture
def container(storage_container):
    return storage_container


@pytest.fixture
def send(client):
    """Posts a file with form fields; mapping and choices become JSON."""

    def post(address, content, *, called="parts.csv", field="files", **form):
        data = {key: json.dumps(value) if isinstance(value, dict) else str(value) for key, value in form.items()}
        files = {field: (called, content.encode() if isinstance(content, str) else content)}
        return client.post(f"/api/imports{address}", data=data, files=files)

    return post


@pytest.fixture
def total(client):
    return lambda address: client.get(address).json()["total"]


def test_formats_are_named_with_the_fields_of_tables(client):
    formats = {item["name"]: item for item in client.get("/api/imports/formats").json()["items"]}
    assert len(formats) == 6
    assert "manufacturer_code" in formats["csv"]["fields"]
    assert [name for name, one in formats.items() if not one["is_one_file"]] == ["inventree", "predecessor"]


def test_a_table_is_guessed_checked_imported_once_and_taken_back(client, send, total):
    columns = send("/columns", TABLE, field="file").json()
    assert [(column["header"], column["field"]) for column in columns["columns"]] == [
        ("What", None),
        ("No", None),
        ("Cost", "unit_price"),
        ("Qty", "quantity"),
    ]
    assert (columns["rows"], columns["mapping"], columns["currency"]) == (2, {}, None)

    form = {"format": "csv", "mapping": MAPPING, "currency": "EUR"}
    checked = send("", TABLE, dry_run=True, **form)
    assert checked.status_code == 200
    assert (checked.json()["batch_id"], checked.json()["created"]["parts"]) == (None, 2)
    assert "MLCC 100nF -55℃" in {verdict["message"] for verdict in checked.json()["verdicts"]}
    assert "X-Batch-ID" not in checked.headers
    assert total("/api/parts") == total("/api/batches") == 0

    answer = send("", TABLE, **form)
    done = answer.json()
    assert answer.headers["X-Batch-ID"] == str(done["batch_id"])
    assert (done["created"]["parts"], done["verdicts"]) == (2, [])
    prices = {
        (client.get(f"/api/parts/{part['key']}").json()["unit_price"], part["currency"])
        for part in client.get("/api/parts").json()["items"]
    }
    assert {(float(price), currency) for price, currency in prices} == {(0.02, "EUR"), (0.03, "EUR")}
    again = send("", TABLE, **form).json()
    assert (again["batch_id"], again["created"], again["problems"][0]["severity"]) == (None, {}, "info")

    remembered = send("/columns", TABLE, field="file").json()
    assert (remembered["mapping"], remembered["currency"]) == (MAPPING, "EUR")
    assert client.post(f"/api/batches/{done['batch_id']}/undo").status_code == 200
    assert total("/api/parts") == 0


def test_a_bill_asks_and_takes_choices(client, send, store, total, refused):
    with client.app.state.container.unit_of_work() as work:
        keys = [work.parts.create(description=f"MLCC 100nF {size}").key for size in ("0603", "0805")]
    form = {"format": "bom", "name": "Board", "units": 2}
    answer = send("", BILL, called="b.csv", dry_run=True, **form).json()
    line, unknown = answer["lines"]
    assert (line["state"], unknown["state"], answer["kit_name"]) == ("several", "not found", "Board")
    assert {candidate["key"] for candidate in line["candidates"]} == set(keys)
    body = refused(send("", BILL, called="b.csv", **form), 409, "INVALID_OPERATION")
    assert body["details"]["problems"][0]["where"] == "row 2"
    assert total("/api/kits") == 0
    done = send("", BILL, called="b.csv", **form, choices={"row 2": keys[1], "row 3": "leave"}).json()
    assert done["created"]["kit_contents"] == 1
    assert client.get(f"/api/kits/{done['kit']}").json()["build_target"] == 2


def test_a_draft_is_kept_answered_checked_imported_and_brought_back_by_undo(client, send, total, refused):
    kept = send("/drafts", TABLE, field="file", format="csv").json()
    assert (kept["filename"], kept["size"], kept["answers"]["mapping"]) == ("parts.csv", len(TABLE.encode()), {})
    assert send("/drafts", TABLE, field="file", format="csv").json()["id"] == kept["id"]
    address = f"/api/imports/drafts/{kept['id']}"
    put = client.put(address, json={"mapping": MAPPING, "currency": "EUR"})
    assert put.json()["answers"] == {
        "mapping": MAPPING, "currency": "EUR", "name": None, "units": 1, "choices": {}
    }  # fmt: skip
    assert client.get("/api/imports/drafts", params={"format": "bom"}).json()["items"] == []
    assert client.post(f"{address}/run", json={"dry_run": True}).json()["created"]["parts"] == 2
    assert total("/api/imports/drafts") == 1
    batch = client.post(f"{address}/run", json={}).json()["batch_id"]
    refused(client.get(address), 404, "RECORD_NOT_FOUND")
    assert client.post(f"/api/batches/{batch}/undo").status_code == 200
    assert client.get(address).json()["answers"]["currency"] == "EUR"
    discarded = client.delete(address).json()["batch_id"]
    assert total("/api/imports/drafts") == 0
    client.post(f"/api/batches/{discarded}/undo")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({}, ["format"]),
        ({"format": "xls"}, ["format"]),
        ({"format": "csv", "mapping": "{"}, ["mapping"]),
        ({"format": "csv", "mapping": "[]"}, ["mapping"]),
        ({"format": "csv", "mapping": {"What": "x" * 61}}, ["mapping.What"]),
        ({"format": "csv", "mapping": {"Nowhere": "description"}}, ["Nowhere"]),
        ({"format": "csv", "mapping": {"What": "colour"}}, ["What"]),
        ({"format": "csv", "mapping": MAPPING, "currency": "euro"}, ["currency"]),
        ({"format": "csv", "mapping": MAPPING, "choices": {"row 2": "new"}}, ["choices"]),
        ({"format": "csv", "mapping": MAPPING, "units": 3}, ["units"]),
        ({"format": "csv", "units": 0}, ["units"]),
        ({"format": "bom", "currency": "EUR"}, ["currency"]),
        ({"format": "partkeepr", "mapping": MAPPING}, ["mapping"]),
        ({"format": "part-db", "mapping": MAPPING}, ["mapping"]),
        ({"format": "csv", "mapping": MAPPING, "colour": "red"}, ["colour"]),
    ],
)
def test_wrong_answers_are_named(send, invalid, total, form, fields):
    assert invalid(send("", TABLE, **form)) == fields
    assert total("/api/parts") == 0


def test_files_that_cannot_be_read_or_are_too_large_are_refused(client, send, refused, invalid):
    body = refused(send("", 'a,b\n"cut', format="csv"), 400, "SOURCE_FORMAT")
    assert "a quoted field does not end" in body["error"]
    refused(send("", TABLE, format="predecessor"), 400, "SOURCE_FORMAT")
    refused(send("/drafts", "", field="file", format="csv"), 400, "VALIDATION_FAILED")
    assert invalid(client.post("/api/imports", data={"format": "csv"})) == ["files"]
    two = [("files", ("a.csv", TABLE.encode())), ("files", ("b.csv", TABLE.encode()))]
    refused(client.post("/api/imports", data={"format": "csv"}, files=two), 400, "SOURCE_FORMAT")
    limit = client.app.state.container.settings().max_upload_bytes
    refused(send("/columns", b"x" * (limit + 1), field="file"), 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("text", ["\x00", "\ud800", "x" * 2001])
def test_answers_that_a_database_cannot_hold_are_refused(client, send, refused, text):
    draft = send("/drafts", TABLE, field="file", format="csv").json()["id"]
    body = json.dumps({"mapping": {text: "description"}})
    answer = client.put(f"/api/imports/drafts/{draft}", content=body, headers={"Content-Type": "application/json"})
    refused(answer, 400, "VALIDATION_FAILED")
    assert client.get(f"/api/imports/drafts/{draft}").json()["answers"]["mapping"] == {}


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x01b.csv", "x" * 400 + ".csv", "..", "\u202etable.csv"])
def test_names_of_files_lead_nowhere(send, name):
    answer = send("/drafts", TABLE, called=name, field="file", format="csv")
    assert answer.status_code == 201
    assert "/" not in answer.json()["filename"]


def test_without_an_object_store_a_draft_is_refused_and_an_import_goes_on(storage_settings, serve, refused):
    settings = storage_settings.model_copy(update={"s3_endpoint_url": "http://127.0.0.1:9"})
    with serve(Container(settings=settings)) as lonely:
        file = {"file": ("parts.csv", TABLE.encode())}
        refused(lonely.post("/api/imports/drafts", data={"format": "csv"}, files=file), 502, "EXTERNAL_SERVICE_ERROR")
        form = {"format": "csv", "mapping": json.dumps(MAPPING)}
        done = lonely.post("/api/imports", data=form, files={"files": file["file"]})
        assert done.json()["created"]["parts"] == 2
