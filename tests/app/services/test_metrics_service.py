"""Prometheus metrics as a scraper reads them."""

from math import isnan

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from app.services.metrics_service import MetricsService

FIGURES = {"inventory_total_parts": 7, "inventory_low_stock_parts": 2.5}


@pytest.fixture
def metrics():
    return MetricsService(CollectorRegistry())


def scrape(metrics):
    """Values by name and labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(metrics.render().decode())
        for sample in family.samples
    }


def test_before_anything_happened_gauges_are_zero_and_the_age_is_unknown(metrics):
    found = scrape(metrics)
    assert isnan(found[("snapshot_age_seconds",)])
    assert found[("application_shutting_down",)] == found[("active_tasks",)] == 0
    assert {name[0] for name in found if name[0].startswith("inventory_total")} == {
        "inventory_total_parts",
        "inventory_total_quantity",
        "inventory_total_boxes",
    }


def test_units_are_counted_by_what_happened(metrics):
    for operation, quantity in (("add", 5), ("remove", 2), ("add", 1)):
        metrics.quantity_changed(operation, quantity)
    found = scrape(metrics)
    assert found[("inventory_quantity_changes_total", ("operation", "add"))] == 6
    assert found[("inventory_quantity_changes_total", ("operation", "remove"))] == 2


def test_boxes_and_types_that_went_away_vanish(metrics):
    metrics.set_inventory(FIGURES, {1: 50.0, 2: 0.0}, {"LED": 3, 'odd "type"\n\\': 1})
    metrics.set_inventory({"inventory_total_parts": 8}, {2: 25.0}, {"LED": 4})
    found = scrape(metrics)
    assert (found[("inventory_total_parts",)], found[("inventory_low_stock_parts",)]) == (8, 2.5)
    by_label = {name: value for name, value in found.items() if len(name) == 2 and name[0].startswith("inventory_")}
    assert by_label == {
        ("inventory_box_utilization_percent", ("box_no", "2")): 25.0,
        ("inventory_parts_by_type", ("type_name", "LED")): 4,
    }


def test_type_names_are_escaped_for_the_scraper(metrics):
    name = 'odd "type"\n\\ µ'
    metrics.set_inventory({}, {}, {name: 1})
    assert scrape(metrics)[("inventory_parts_by_type", ("type_name", name))] == 1


def test_a_figure_that_nobody_defined_is_a_mistake(metrics):
    with pytest.raises(KeyError):
        metrics.set_inventory({"inventory_nothing": 1}, {}, {})


def test_requests_are_counted_and_timed_by_route(metrics):
    for seconds in (0.02, 3.0):
        metrics.request_done("GET", "/api/parts/{key}", 200, seconds)
    labels = (("endpoint", "/api/parts/{key}"), ("method", "GET"), ("status", "200"))
    found = scrape(metrics)
    assert found[("http_request_duration_seconds_count", *labels)] == 2
    assert found[("http_request_duration_seconds_sum", *labels)] == pytest.approx(3.02)


def test_the_snapshot_tasks_and_shutdown_are_told(metrics):
    running = []
    metrics.watch_active_tasks(lambda: len(running))
    metrics.set_snapshot(90.5, 2)
    metrics.shutdown_began()
    running.append("a task that began after the last scrape")
    found = scrape(metrics)
    assert found[("active_tasks",)] == 1, "asked at every scrape"
    assert (found[("snapshot_age_seconds",)], found[("snapshot_checks_failed",)]) == (90.5, 2)
    assert found[("application_shutting_down",)] == 1


def test_two_in_one_process_do_not_share_numbers(metrics):
    other = MetricsService(CollectorRegistry())
    other.quantity_changed("add", 5)
    assert not any(name[0] == "inventory_quantity_changes_total" for name in scrape(metrics))
