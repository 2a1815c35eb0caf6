"""Inventory gauges: what the store holds, measured once a minute for whoever scrapes the metrics."""

from collections.abc import Callable

from app.services.dashboard_service import DashboardCounts
from app.services.metrics_service import MetricsService
from app.services.unit_of_work import UnitOfWork
from app.utils.lifecycle_coordinator import LifecycleCoordinator, LifecycleEvent
from app.utils.repeating_timer import RepeatingTimer

SECONDS = 60.0


class InventoryGauges:
    """Measures at startup and every minute, driven by the lifecycle; a failing measurement is logged and repeated."""

    def __init__(
        self, unit_of_work: Callable[[], UnitOfWork], metrics: MetricsService, lifecycle: LifecycleCoordinator
    ) -> None:
        self._unit_of_work = unit_of_work
        self._metrics = metrics
        timer = RepeatingTimer("inventory-gauges", SECONDS, self.measure)
        lifecycle.register(LifecycleEvent.STARTUP, timer.start)
        lifecycle.register(LifecycleEvent.SHUTDOWN, timer.stop)

    def measure(self) -> None:
        """Read the store once and set the gauges."""
        with self._unit_of_work() as work:
            counts = work.dashboard.counts()
            _, undocumented = work.dashboard.without_documents(limit=1)
            boxes = {row.box.box_no: row.usage_percent for row in work.dashboard.storage()}
            types = {type_.name: count for type_, count in work.dashboard.categories()}
            kits = work.kit_reader.counts()
        self._metrics.kits.set_kits(**kits)
        self._metrics.set_inventory(_figures(counts, undocumented), boxes, types)


def _figures(counts: DashboardCounts, undocumented: int) -> dict[str, float]:
    return {
        "inventory_total_parts": counts.parts,
        "inventory_total_quantity": counts.units,
        "inventory_low_stock_parts": counts.low_stock,
        "inventory_total_boxes": counts.boxes,
        "inventory_parts_without_docs": undocumented,
        "inventory_recent_changes_7d": counts.changes_7d,
        "inventory_recent_changes_30d": counts.changes_30d,
    }
