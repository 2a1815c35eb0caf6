import pytest

pytestmark = pytest.mark.integration

MEBIBYTE = 1024 * 1024
JSON = {"Content-Type": "application/json"}
OPERATIONS = {
    "/health/healthz": "get",
    "/health/readyz": "get",
    "/metrics": "get",
    "/api/parts": "get post",
    "/api/parts/{key}": "delete get put",
    "/api/parts/{key}/archive": "post",
    "/api/parts/{key}/restore": "post",
    "/api/parts/{key}/locations": "get",
    "/api/parts/{key}/history": "get",
    "/api/parts/{key}/kits": "get",
    "/api/parts/{key}/merge": "post",
    "/api/duplicates": "get",
    "/api/duplicates/dismissed": "get",
    "/api/parts/{key}/not-duplicate": "post",
    "/api/parts/{key}/not-duplicate/{other}": "delete",
    "/api/findings": "get",
    "/api/parts/{key}/findings/mend": "post",
    "/api/parts/bulk-edit": "post",
    "/api/parts/{key}/duplicate": "post",
    "/api/parts/{key}/findings": "get",
    "/api/parts/{key}/suggestions": "get",
    "/api/parts/{key}/kit-reservations": "get",
    "/api/kits": "get post",
    "/api/kits/shortages": "get",
    "/api/kits/pick-list-memberships/query": "post",
    "/api/kits/{kit_id}": "delete get patch",
    "/api/kits/{kit_id}/archive": "post",
    "/api/kits/{kit_id}/unarchive": "post",
    "/api/kits/{kit_id}/duplicate": "post",
    "/api/kits/{kit_id}/contents": "get post",
    "/api/kits/{kit_id}/contents/{content_id}": "delete patch",
    "/api/kits/{kit_id}/pick-lists": "get post",
    "/api/kits/{kit_id}/pick-lists/preview": "post",
    "/api/kits/{kit_id}/builds": "get post",
    "/api/pick-lists": "get",
    "/api/pick-lists/{pick_list_id}": "delete get patch",
    "/api/pick-lists/{pick_list_id}/lines": "get",
    "/api/pick-lists/{pick_list_id}/pdf": "get",
    "/api/pick-lists/{pick_list_id}/lines/{line_id}": "patch",
    "/api/pick-lists/{pick_list_id}/lines/{line_id}/pick": "post",
    "/api/pick-lists/{pick_list_id}/lines/{line_id}/undo": "post",
    "/api/pick-lists/{pick_list_id}/build": "post",
    "/api/builds": "get",
    "/api/builds/{build_id}": "get",
    "/api/types": "get post",
    "/api/types/{type_id}": "delete get put",
    "/api/sellers": "get post",
    "/api/sellers/{seller_id}": "delete get put",
    "/api/sellers/{seller_id}/logo": "delete get put",
    "/api/sellers/{seller_id}/parts": "get",
    "/api/sellers/{seller_id}/reliability": "get",
    "/api/parts/{key}/seller-links": "get post",
    "/api/parts/{key}/seller-links/{link_id}": "delete put",
    "/api/parts/{key}/shopping-list-memberships": "get post",
    "/api/parts/shopping-list-memberships/query": "post",
    "/api/kits/{kit_id}/shopping-lists": "get post",
    "/api/kits/shopping-list-memberships/query": "post",
    "/api/kit-shopping-list-links/{link_id}": "delete",
    "/api/shopping-lists": "get post",
    "/api/shopping-lists/{list_id}": "delete get put",
    "/api/shopping-lists/{list_id}/status": "put",
    "/api/shopping-lists/{list_id}/kits": "get",
    "/api/shopping-lists/{list_id}/export": "get",
    "/api/shopping-lists/{list_id}/lines": "get post",
    "/api/shopping-lists/{list_id}/seller-groups": "get post",
    "/api/shopping-lists/{list_id}/seller-groups/{seller_id}": "delete get put",
    "/api/shopping-lists/{list_id}/seller-groups/{seller_id}/fill": "post",
    "/api/shopping-lists/{list_id}/seller-groups/{seller_id}/assign-remaining": "post",
    "/api/shopping-list-lines/{line_id}": "delete get put",
    "/api/shopping-list-lines/{line_id}/receive": "post",
    "/api/shopping-list-lines/{line_id}/complete": "post",
    "/api/shopping-list-lines/{line_id}/suggestions": "get",
    "/api/boxes": "get post",
    "/api/boxes/{box_no}": "delete get put",
    "/api/boxes/{box_no}/archive": "post",
    "/api/boxes/{box_no}/restore": "post",
    "/api/boxes/{box_no}/usage": "get",
    "/api/boxes/{box_no}/locations": "get",
    "/api/locations": "get",
    "/api/locations/{label}": "get",
    "/api/locations/{label}/lock": "post",
    "/api/locations/{label}/unlock": "post",
    "/api/inventory/parts/{key}/stock": "delete post",
    "/api/inventory/parts/{key}/move": "post",
    "/api/inventory/parts/{key}/count": "post",
    "/api/inventory/parts/{key}/adjust": "post",
    "/api/search": "get",
    "/api/batches": "get",
    "/api/batches/{batch_id}": "get",
    "/api/batches/{batch_id}/undo": "post",
    "/api/usage": "get",
    "/api/asof": "get",
    "/api/parts/{key}/asof": "get",
    "/api/devices/{key}/asof": "get",
    "/api/suggestions": "get",
    "/api/placement/plan": "post",
    "/api/placement/apply": "post",
    "/api/placement/outcomes": "get",
    "/api/placement/weights": "get put",
    "/api/why/{table}/{column}": "get",
    "/api/imports": "post",
    "/api/imports/formats": "get",
    "/api/imports/columns": "post",
    "/api/imports/drafts": "get post",
    "/api/imports/drafts/{draft_id}": "delete get put",
    "/api/imports/drafts/{draft_id}/run": "post",
    "/api/quarantine": "get",
    "/api/quarantine/lines": "get",
    "/api/quarantine/content": "get put",
    "/api/quarantine/mendings": "get",
    "/api/quarantine/mendings/{mend_id}/put-back": "post",
    "/api/quarantine/replay": "post",
    "/api/quarantine/discard": "delete post",
    "/api/snapshots": "get",
    "/api/snapshots/current": "get",
    "/api/snapshots/{snapshot_id}": "get",
}


@pytest.fixture
def document(client):
    return client.get("/api/openapi.json").json()


@pytest.fixture
def described(document):
    """Every operation of the documentation as `(address, method, operation)`."""
    return [(path, method, what) for path, methods in document["paths"].items() for method, what in methods.items()]


@pytest.fixture
def post(client):
    """Sends bytes as a new part."""
    return lambda content, headers=JSON: client.post("/api/parts", content=content, headers=headers)


def test_the_announced_address_leads_to_the_documentation(client):
    answer = client.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/api/docs")
    page = client.get("/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "/api/openapi.json" in page.text


def test_the_documentation_lists_every_operation(document, described):
    listed = {path: " ".join(sorted(methods)) for path, methods in document["paths"].items()}
    assert {path: methods for path, methods in listed.items() if path in OPERATIONS} == OPERATIONS
    assert all(what["summary"] and what["description"] for _, _, what in described)


def test_every_body_of_a_request_has_an_example(document, described):
    without = []
    for path, method, what in described:
        contents = what.get("requestBody", {}).get("content", {})
        for content in (content for kind, content in contents.items() if kind != "multipart/form-data"):
            names = [
                schema["$ref"]
                for schema in (content["schema"], *content["schema"].get("anyOf", []))
                if "$ref" in schema
            ]
            schemas = [document["components"]["schemas"][name.rsplit("/", 1)[1]] for name in names]
            if not any(schema.get("examples") for schema in schemas):
                without.append((method, path))
    assert without == []


def test_refusals_are_documented_with_the_error_body(described):
    for path, method, what in described:
        assert {"400", "404", "409", "500", "503", "default"} <= set(what["responses"]), (method, path)
        assert "422" not in what["responses"], (method, path)


@pytest.mark.parametrize("address", ["/nowhere", "/api", "/api/nothing", "/api/parts/ABCD/nothing", "/docs", "/redoc"])
def test_an_unknown_address_is_404(client, refused, address):
    assert "/api/docs" in refused(client.get(address), 404, "ROUTE_NOT_FOUND")["error"]


@pytest.mark.parametrize(
    ("method", "address"),
    [("DELETE", "/api/parts"), ("PATCH", "/api/parts/ABCD"), ("GET", "/api/batches/1/undo"), ("POST", "/metrics")],
)
def test_a_wrong_method_is_405_and_says_which_ones_are_right(client, refused, method, address):
    answer = client.request(method, address)
    refused(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.2", "", "[::2]"]
)
@pytest.mark.parametrize("address", ["/", "/api/parts", "/health/readyz", "/metrics"])
def test_another_host_name_is_refused(client, refused, address, host):
    body = refused(client.get(address, headers={"Host": host}), 400, "BAD_REQUEST")
    assert body["error"] == "This server does not answer to that host name"


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "LOCALHOST", "127.0.0.1:8000", "[::1]", "[::1]:8000"])
def test_names_of_this_machine_are_answered(client, host):
    assert client.get("/health/healthz", headers={"Host": host}).status_code == 200


def test_a_body_of_a_mebibyte_is_read_and_one_byte_more_is_not(client, post, refused):
    body = b'{"description": "x"}'
    assert post(body.ljust(MEBIBYTE)).status_code == 201
    refused(post(body.ljust(MEBIBYTE + 1)), 413, "PAYLOAD_TOO_LARGE")
    refused(post(iter([body, b" " * MEBIBYTE])), 413, "PAYLOAD_TOO_LARGE")
    assert client.get("/api/parts").json()["total"] == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"description": }',
        b'{"description": "x"} x',
        b"[]",
        b'"x"',
        b"null",
        b"5",
        b"NaN",
        b'{"description": "\\ud800"}',
        b'{"\\ud800": 1, "description": "x"}',
        b'{"description": "x", "unit_price": 1e999, "currency": "EUR"}',
    ],
)
def test_what_is_no_part_is_refused(client, post, invalid, content):
    invalid(post(content))
    assert client.get("/api/parts").json()["total"] == 0


@pytest.mark.parametrize(
    "content",
    [
        b'{"description": "\xff"}',
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"description": "x", "pin_count": ' + b"9" * 5000 + b"}",
    ],
    ids=["half a character", "no text", "deep list", "deep object", "endless number"],
)
def test_what_is_no_json_is_refused(client, post, content):
    answer = post(content)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "details", "code", "correlationId"}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_a_body_that_does_not_say_it_is_json_is_refused(post, invalid, kind):
    invalid(post(b'{"description": "x"}', {"Content-Type": kind}))
