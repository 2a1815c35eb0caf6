"""Prometheus metrics: defined once per process, here and nowhere else.

A registry comes in as an argument, so that tests and several containers in one process do not share numbers. Names of
the inventory figures are those that dashboards of such systems already use.
"""

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from app.services.kit_metrics import KitMetrics

CONTENT_TYPE = CONTENT_TYPE_LATEST
_INVENTORY_GAUGES = {
    "inventory_total_parts": "Parts in the catalogue",
    "inventory_total_quantity": "Units in stock over all parts",
    "inventory_low_stock_parts": "Parts at or below their minimum, those at zero included",
    "inventory_total_boxes": "Boxes in use",
    "inventory_parts_without_docs": "Parts in use without any document",
    "inventory_recent_changes_7d": "Stock changes of the last 7 days, a move counted once",
    "inventory_recent_changes_30d": "Stock changes of the last 30 days, a move counted once",
}


class MetricsService:
    """Counters and gauges of the application."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.kits = KitMetrics(registry)
        self._quantity_changes = Counter(
            "inventory_quantity_changes", "Units added or removed", ["operation"], registry=registry
        )
        self._inventory = {name: Gauge(name, text, registry=registry) for name, text in _INVENTORY_GAUGES.items()}
        self._box_utilization = Gauge(
            "inventory_box_utilization_percent", "Occupied slots of a box", ["box_no"], registry=registry
        )
        self._parts_by_type = Gauge("inventory_parts_by_type", "Parts of a type", ["type_name"], registry=registry)
        self._active_tasks = Gauge("active_tasks", "Background tasks that wait or run", registry=registry)
        self._shutting_down = Gauge("application_shutting_down", "1 once shutdown has begun", registry=registry)
        self._snapshot_age = Gauge(
            "snapshot_age_seconds", "Age of the published snapshot; NaN before the first", registry=registry
        )
        self._checks_failed = Gauge(
            "snapshot_checks_failed", "Failed checks of the published snapshot", registry=registry
        )
        self._lines_received = Counter(
            "shopping_list_lines_received", "Deliveries booked on shopping list lines", registry=registry
        )
        self._received_quantity = Counter(
            "shopping_list_receive_quantity", "Units received on shopping list lines", registry=registry
        )
        self._seller_groups = Counter(
            "shopping_list_seller_group_operations",
            "Seller groups created, ordered, reopened and deleted",
            ["operation"],
            registry=registry,
        )
        self._kit_pushes = Counter(
            "kit_shopping_list_push",
            "Kits put on shopping lists; noop means nothing was needed",
            ["outcome", "honor_reserved"],
            registry=registry,
        )
        self._kit_push_seconds = Histogram(
            "kit_shopping_list_push_seconds", "Seconds per kit put on a list", ["honor_reserved"], registry=registry
        )
        self._kit_unlinks = Counter(
            "kit_shopping_list_unlink", "Links of kits and lists taken away", ["outcome"], registry=registry
        )
        self._requests = Histogram(
            "http_request_duration_seconds",
            "Seconds per HTTP request",
            ["method", "endpoint", "status"],
            registry=registry,
        )
        self._snapshot_age.set(float("nan"))

    def quantity_changed(self, operation: str, quantity: int) -> None:
        """Count `quantity` units; `operation` is add or remove. Moves are not counted."""
        self._quantity_changes.labels(operation).inc(quantity)

    def line_received(self, quantity: int) -> None:
        """Count one delivery of `quantity` units."""
        self._lines_received.inc()
        self._received_quantity.inc(quantity)

    def seller_group_changed(self, operation: str) -> None:
        """Count one change of a seller group; `operation` is create, order, reopen or delete."""
        self._seller_groups.labels(operation).inc()

    def kit_pushed(self, outcome: str, *, honor_reserved: bool, seconds: float) -> None:
        """Count a kit put on a list; `outcome` is success or noop."""
        honored = str(honor_reserved).lower()
        self._kit_pushes.labels(outcome, honored).inc()
        self._kit_push_seconds.labels(honored).observe(seconds)

    def kit_unlinked(self) -> None:
        """Count one link of a kit and a list taken away."""
        self._kit_unlinks.labels("success").inc()

    def request_done(self, method: str, endpoint: str, status: int, seconds: float) -> None:
        """Record one HTTP request; `endpoint` is the route's template, never a raw path."""
        self._requests.labels(method, endpoint, str(status)).observe(seconds)

    def set_inventory(
        self,
        figures: Mapping[str, float],
        box_percent: Mapping[int, float],
        parts_by_type: Mapping[str, int],
    ) -> None:
        """Replace the inventory gauges; `figures` is keyed by metric name, boxes and types that went away vanish."""
        for name, value in figures.items():
            self._inventory[name].set(value)
        self._box_utilization.clear()
        for box_no, percent in box_percent.items():
            self._box_utilization.labels(str(box_no)).set(percent)
        self._parts_by_type.clear()
        for type_name, count in parts_by_type.items():
            self._parts_by_type.labels(type_name).set(count)

    def set_snapshot(self, age_seconds: float, checks_failed: int) -> None:
        """Record how old the published snapshot is and how many of its checks failed."""
        self._snapshot_age.set(age_seconds)
        self._checks_failed.set(checks_failed)

    def watch_active_tasks(self, count: Callable[[], int]) -> None:
        """Ask `count` whenever somebody scrapes."""
        self._active_tasks.set_function(count)

    def shutdown_began(self) -> None:
        """Say that the process is on its way out."""
        self._shutting_down.set(1)

    def render(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)
