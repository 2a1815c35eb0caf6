"""Closed vocabularies that several contracts share."""

REASONS = (
    "receive", "move_in", "use", "pick", "scrap", "repair", "move_out", "undo", "count", "adjust", "import",
)  # fmt: skip
SIZE_CLASSES = ("small", "medium", "large")
DROP_KINDS = ("empty", "ndjson", "csv", "parquet", "json", "unknown")
ROTATION_STATES = ("OK", "QUEUED", "PENDING", "TIMEOUT")
