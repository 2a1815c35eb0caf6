"""Prometheus metrics: defined once per process, here and nowhere else.

A registry comes in as an argument, so that tests and several containers in one process do not share numbers.
"""

from prometheus_client import CollectorRegistry, Counter


class MetricsService:
    """Counters and gauges of the application."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self._quantity_changes = Counter(
            "inventory_quantity_changes", "Units added or removed", ["operation"], registry=registry
        )

    def quantity_changed(self, operation: str, quantity: int) -> None:
        """Count `quantity` units; `operation` is add or remove. Moves are not counted."""
        self._quantity_changes.labels(operation).inc(quantity)
