"""Documents over HTTP: sets, uploads, links, covers, copies, content by hash, thumbnails, safe for any bytes."""

import hashlib
from base64 import b64decode
from io import BytesIO

import pytest
from PIL import Image

from app.services.container import Container
from app.services.web_fetcher import WebFetcher
from tests.app.services.files import bomb, pdf, picture
from tests.app.services.web_server import Web

pytestmark = pytest.mark.integration
PNG = picture()
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture
def container(storage_container):
    return storage_container


@pytest.fixture
def web(container):
    """The web as the server sees it: a server on this machine behind public names."""
    server = Web()
    container.web_fetcher.override(WebFetcher(seconds=5, resolve=server.resolve, connect=server.connect))
    yield server
    server.close()


@pytest.fixture
def sets(client, store, container):
    """Addresses of the sets of part ABCD and of a kit."""
    with container.unit_of_work() as work:
        kit = work.kits.create("Lamp").id
    found = [client.get(f"/api/{owner}/attachment-set").json() for owner in ("parts/abcd", f"kits/{kit}")]
    assert [(one["owner_kind"], one["owner_key"], one["owner_name"]) for one in found] == [
        ("part", "ABCD", "ABCD"),
        ("kit", str(kit), "Lamp"),
    ]
    return [f"/api/attachment-sets/{one['id']}" for one in found]


def test_the_search_says_where_the_picture_of_a_part_is(sets, client):
    def hit():
        return client.get("/api/search", params={"query": "abcd"}).json()["items"][0]

    assert hit()["cover_url"] is None
    upload(client, sets[0], PNG, "front.png")
    small = client.get(hit()["cover_url"], params={"thumbnail": 20})
    assert (small.status_code, small.headers["content-type"]) == (200, "image/jpeg")


def upload(client, where, data=b"a sheet", name="sheet.txt", **form):
    return client.post(f"{where}/attachments", files={"file": (name, data, "text/html")}, data=form)


def unstamped(found):
    """A set without the times that the database writes anew."""
    for item in found["attachments"]:
        del item["created_at"], item["updated_at"]
    return found


@pytest.mark.rule(25, 30)
def test_documents_are_uploaded_listed_renamed_removed_and_each_step_is_undone(client, sets):
    for where in sets:
        sheet = upload(client, where, pdf("LM317"), "sheet.pdf", title="Data sheet")
        assert sheet.status_code == 201
        body = sheet.json()
        assert (body["attachment_type"], body["title"], body["has_text"]) == ("pdf", "Data sheet", True)
        image = upload(client, where, PNG, "front.exe").json()
        assert (image["attachment_type"], image["content_type"], image["is_cover"]) == ("image", "image/png", True)
        upload(client, where, SCRIPT, "x.svg")
        address = f"{where}/attachments"
        names = [item["title"] for item in client.get(f"{address}?sort=-title&limit=2").json()["items"]]
        assert names == ["x.svg", "front.exe"]
        assert [item["id"] for item in client.get(f"{address}?attachment_type=image").json()["items"]] == [image["id"]]
        renamed = client.put(f"{address}/{body['id']}", json={"title": "Sheet"}).json()
        assert (renamed["title"], client.get(f"{address}/{body['id']}").json()["title"]) == ("Sheet", "Sheet")
        assert client.post(f"/api/batches/{renamed['batch_id']}/undo").status_code == 200
        assert client.get(f"{address}/{body['id']}").json()["title"] == "Data sheet"
        before = unstamped(client.get(where).json())
        assert client.delete(f"{address}/{image['id']}").status_code == 204
        assert client.get(where).json()["cover_attachment_id"] is None
        batch = client.get("/api/batches?limit=1").json()["items"][0]["id"]
        client.post(f"/api/batches/{batch}/undo")
        assert unstamped(client.get(where).json()) == before


@pytest.mark.rule(30)
def test_the_cover_is_read_chosen_and_cleared(client, sets, refused):
    where, other = sets
    image, sheet = upload(client, where, PNG).json(), upload(client, where).json()
    foreign = upload(client, other, PNG).json()
    url = f"/api/cas/{hashlib.sha256(PNG).hexdigest()}"
    assert client.get(f"{where}/cover").json() == {"attachment_id": image["id"], "cover_url": url}
    chosen = client.put(f"{where}/cover", json={"attachment_id": sheet["id"]}).json()
    assert chosen == {"attachment_id": sheet["id"], "cover_url": None}
    refused(client.put(f"{where}/cover", json={"attachment_id": foreign["id"]}), 409, "INVALID_OPERATION")
    assert client.delete(f"{where}/cover").json() == {"attachment_id": None, "cover_url": None}


@pytest.mark.rule(31)
def test_a_document_is_copied_to_a_part_or_kit(client, sets, invalid, refused):
    where, kit = sets
    image = upload(client, where, PNG).json()
    kit_id = client.get(kit).json()["owner_key"]
    for body, target in (({"to_kit": int(kit_id)}, kit), ({"to_part": "efgh", "as_cover": True}, None)):
        twin = client.post(f"{where}/attachments/{image['id']}/copy", json=body).json()
        assert (twin["preview_url"], twin["is_cover"]) == (image["preview_url"], True)
        assert target is None or client.get(target).json()["attachments"][0]["id"] == twin["id"]
    address = f"{where}/attachments/{image['id']}/copy"
    for body in ({}, {"to_part": "EFGH", "to_kit": 1}, {"to_kit": 0}, {"to_part": "x" * 21}):
        invalid(client.post(address, json=body))
    refused(client.post(address, json={"to_part": "NOPE"}), 404, "RECORD_NOT_FOUND")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (SCRIPT, "a.svg"),
        (b"<html><script>alert(1)</script>", 'x".html'),
        (PNG, "ä\u202e\u0000.png"),
        (b"x", "a\r\nX: y"),
    ],
)
def test_bytes_are_handed_out_as_downloads_that_no_browser_runs(client, sets, data, name):
    added = upload(client, sets[0], data, name).json()
    sha256 = hashlib.sha256(data).hexdigest()
    for address in (added["attachment_url"], f"/api/cas/{sha256}"):
        got = client.get(address)
        assert got.content == data
        assert got.headers["Content-Type"] == added["content_type"]
        assert added["content_type"] in {"image/png", "application/octet-stream"}
        disposition = got.headers["Content-Disposition"]
        assert disposition.startswith('attachment; filename="')
        assert disposition.count('"') == 2
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "X" not in got.headers


@pytest.mark.rule(32)
def test_content_by_hash_is_kept_for_ever_and_made_small(client, sets, refused, invalid, container):
    added = upload(client, sets[0], PNG).json()
    sha256 = hashlib.sha256(PNG).hexdigest()
    address = f"/api/cas/{sha256}"
    full = client.get(address)
    assert full.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert client.get(address, headers={"If-None-Match": full.headers["ETag"]}).status_code == 304
    small = client.get(f"{address}?thumbnail=10")
    assert (small.headers["Content-Type"], Image.open(BytesIO(small.content)).size) == ("image/jpeg", (10, 5))
    assert client.get(f"{address}?thumbnail=10", headers={"If-None-Match": full.headers["ETag"]}).status_code == 200
    kept = container.settings().thumbnail_path / f"{sha256}_10.jpg"
    kept.write_bytes(b"from the cache")
    assert client.get(f"{address}?thumbnail=10").content == b"from the cache"
    for wrong in ("0", "1001", "-1", "x"):
        invalid(client.get(f"{address}?thumbnail={wrong}"))
    for wrong in (sha256[:-1], sha256.upper(), "x" * 64):
        invalid(client.get(f"/api/cas/{wrong}"))
    refused(client.get(f"/api/cas/{'0' * 64}"), 404, "RECORD_NOT_FOUND")
    client.delete(f"{sets[0]}/attachments/{added['id']}")
    for gone in (address, f"{address}?thumbnail=10"):
        refused(client.get(gone), 404, "RECORD_NOT_FOUND")


def test_bombs_broken_pictures_and_other_files_have_no_thumbnail(client, sets, refused):
    for data in (bomb(), PNG[:40], b"text"):
        upload(client, sets[0], data)
        refused(client.get(f"/api/cas/{hashlib.sha256(data).hexdigest()}?thumbnail=10"), 409, "INVALID_OPERATION")


@pytest.mark.rule(26)
def test_addresses_are_previewed_kept_as_files_or_as_links_with_a_picture(client, sets, web, refused, invalid):
    where = sets[0]
    web.pages |= {
        "/sheet.pdf": pdf("LM317"),
        "/page": b'<html><title>LM317 &lt;b&gt;</title><meta property="og:image" content="/pic.png">',
        "/pic.png": PNG,
    }
    looked = client.post("/api/attachment-preview", json={"url": "http://docs.example/page"}).json()
    assert (looked["title"], looked["content_type"]) == ("LM317 <b>", "text/html")
    assert Image.open(BytesIO(b64decode(looked["picture"]))).format == "JPEG"
    assert client.get(where).json()["attachments"] == []
    page = client.post(f"{where}/links", json={"url": "http://docs.example/page"}).json()
    assert (page["attachment_type"], page["title"], page["has_preview"]) == ("url", "LM317 <b>", True)
    assert client.get(page["preview_url"]).content == PNG
    assert client.get(page["preview_url"]).headers["Content-Type"] == "image/png"
    assert client.get(f"{page['preview_url']}?thumbnail=5").status_code == 200
    refused(client.get(f"{where}/attachments/{page['id']}/download"), 404, "RECORD_NOT_FOUND")
    sheet = client.post(f"{where}/links", json={"url": "http://docs.example/sheet.pdf", "title": "S"}).json()
    assert (sheet["attachment_type"], sheet["url"], sheet["title"]) == ("pdf", "http://docs.example/sheet.pdf", "S")
    plain = client.post(f"{where}/links", json={"url": "http://10.0.0.1/x", "fetch": False}).json()
    assert (plain["attachment_type"], plain["title"], plain["attachment_url"]) == ("url", "10.0.0.1", None)
    web.names["10.0.0.1"] = [["10.0.0.1"]]
    for address in (f"{where}/links", "/api/attachment-preview"):
        assert invalid(client.post(address, json={"url": "http://10.0.0.1/x"})) == ["url"]
        refused(client.post(address, json={"url": "http://docs.example/no"}), 422, "ADDRESS_UNREACHABLE")
    assert len(client.get(where).json()["attachments"]) == 3


def test_too_much_is_refused(container, serve, sets, refused):
    small = Container(settings=container.settings().model_copy(update={"max_upload_bytes": 5}))
    with serve(small) as limited:
        refused(upload(limited, sets[0], b"123456"), 413, "PAYLOAD_TOO_LARGE")


def test_nothing_and_nobody_are_refused(client, sets, refused, invalid):
    assert invalid(upload(client, sets[0], b"")) == ["file"]
    assert invalid(client.post(f"{sets[0]}/attachments", data={"title": "x"})) == ["file"]
    for address in ("/api/attachment-sets/999", "/api/kits/999/attachment-set", "/api/parts/NOPE/attachment-set"):
        refused(client.get(address), 404, "RECORD_NOT_FOUND")
    refused(upload(client, "/api/attachment-sets/999"), 404, "RECORD_NOT_FOUND")
    for method in ("GET", "DELETE"):
        refused(client.request(method, f"{sets[0]}/attachments/999"), 404, "RECORD_NOT_FOUND")
    assert client.get(sets[0]).json()["attachments"] == []
