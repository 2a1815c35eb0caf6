import pytest
from prometheus_client.parser import text_string_to_metric_families

pytestmark = pytest.mark.integration


@pytest.fixture
def measured(client):
    """Scrapes once: values by name and labels."""

    def scrape():
        return {
            (sample.name, *sorted(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(client.get("/metrics").text)
            for sample in family.samples
        }

    return scrape


def requests(method, endpoint, status):
    labels = {"method": method, "endpoint": endpoint, "status": status}
    return ("http_request_duration_seconds_count", *sorted(labels.items()))


def test_metrics_are_prometheus_text(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert "# HELP http_request_duration_seconds " in answer.text


def test_requests_are_counted_by_template_and_status(client, store, measured):
    for key in ("ABCD", "EFGH", "ZZZZ"):
        client.get(f"/api/parts/{key}")
    client.post("/api/parts", json={})
    found = measured()
    assert found[requests("GET", "/api/parts/{key}", "200")] == 2
    assert found[requests("GET", "/api/parts/{key}", "404")] == 1
    assert found[requests("POST", "/api/parts", "400")] == 1


def test_unknown_addresses_share_one_label(client, measured):
    for number in range(20):
        client.get(f"/nowhere/{number}")
    found = measured()
    assert found[requests("GET", "unmatched", "404")] == 20
    assert not any("nowhere" in str(name) for name in found)


def test_units_that_come_and_go_are_counted_and_moves_are_not(client, store, measured):
    before = measured()
    address = "/api/inventory/parts/ABCD"
    client.post(f"{address}/stock", json={"location": "1-2", "quantity": 7})
    client.post(f"{address}/move", json={"source": "1-1", "destination": "1-3", "quantity": 5})
    client.delete(f"{address}/stock", params={"location": "1-2", "quantity": 3})
    after = measured()
    changes = {
        operation: after[name] - before.get(name, 0)
        for operation in ("add", "remove")
        for name in [("inventory_quantity_changes_total", ("operation", operation))]
    }
    assert changes == {"add": 7, "remove": 3}
