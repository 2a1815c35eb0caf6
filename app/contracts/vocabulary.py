"""Closed vocabularies that several contracts share."""

REASONS = (
    "receive", "move_in", "use", "pick", "scrap", "repair", "move_out", "undo", "count", "adjust", "import",
)  # fmt: skip
BATCH_KINDS = (
    "receive", "use", "move", "count", "adjust", "scrap", "repair", "pick",
    "import", "demo", "edit", "placement", "merge", "build", "shopping", "undo", "undo_line",
)  # fmt: skip
"""What a batch is for; `undo` takes back a batch as one, `undo_line` single ledger lines of one."""
SIZE_CLASSES = ("small", "medium", "large")
"""From smallest to largest; a part fits a box of its own class or a larger one."""
STORAGE_PROPERTIES = ("esd", "moisture", "hazard")
"""Needs of a part and offers of a box; a box fits when it offers all that the part needs."""
DROP_KINDS = ("empty", "ndjson", "csv", "parquet", "json", "core_dump", "unknown")
LOG_LEVELS = ("error", "warning", "info", "debug", "verbose")
"""Of a device's log, the gravest first; those of ESP-IDF."""
ROTATION_STATES = ("OK", "QUEUED", "PENDING", "TIMEOUT")
