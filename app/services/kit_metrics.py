"""Prometheus metrics about kits and pick lists, under the names dashboards of such systems already use."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_COUNTERS = {
    "kits_created": "Kits created",
    "kits_archived": "Kits archived",
    "kits_unarchived": "Kits brought back into use",
    "kit_detail_views": "Answers about one kit with its coverage",
    "pick_list_created": "Pick lists created",
    "pick_list_line_picked": "Lines of pick lists picked",
    "pick_list_line_quantity_updated": "Lines of pick lists whose quantity was changed",
    "pick_list_detail_requests": "Answers about one pick list",
    "pick_list_list_requests": "Answers with several pick lists",
    "pick_list_pdf_generated": "Pick lists printed",
}
_LABELLED = {
    "kits_overview_requests": ("Answers with several kits", "status"),
    "kit_content_mutations": ("Lines of kits added, changed or removed", "action"),
    "pick_list_line_undo": ("Picks taken back", "outcome"),
    "part_kit_usage_requests": ("Questions which kits need a part", "has_results"),
}
_HISTOGRAMS = {
    "pick_list_lines_per_creation": "Lines of a new pick list",
    "pick_list_line_quantity_delta": "Units by which a line's quantity was changed",
    "pick_list_pdf_line_count": "Lines of a printed pick list",
    "pick_list_pdf_box_count": "Boxes of a printed pick list",
}
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_DELTAS = (-100, -10, -1, 0, 1, 10, 100)
_GAUGES = {"kits_active_count": "Kits in use", "kits_archived_count": "Archived kits"}


class KitMetrics:
    """Counters of kits and pick lists; every name is one of the tables above."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._counters = {name: Counter(name, text, registry=registry) for name, text in _COUNTERS.items()}
        self._labelled = {
            name: Counter(name, text, [label], registry=registry) for name, (text, label) in _LABELLED.items()
        }
        self._histograms = {
            name: Histogram(name, text, registry=registry, buckets=_DELTAS if name.endswith("delta") else _SIZES)
            for name, text in _HISTOGRAMS.items()
        }
        self._gauges = {name: Gauge(name, text, registry=registry) for name, text in _GAUGES.items()}

    def count(self, name: str, label: str | None = None) -> None:
        """Add one to a counter; `label` is the value of its label, if it has one."""
        counter = self._counters[name] if label is None else self._labelled[name].labels(label)
        counter.inc()

    def observe(self, name: str, value: float) -> None:
        """Record a size in a histogram."""
        self._histograms[name].observe(value)

    def set_kits(self, active: int, archived: int) -> None:
        """Replace the numbers of kits."""
        self._gauges["kits_active_count"].set(active)
        self._gauges["kits_archived_count"].set(archived)
