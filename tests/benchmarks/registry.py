"""The rows of the bench, in the order of the report. A new row is a module of its own and a line here.

A row module has `KEY`, `TITLE` (what is measured and how, for the reader) and `measure(repeats) -> list[Figure]`.
"""

from types import ModuleType

from tests.benchmarks import (
    demo_loading,
    dense_best,
    dense_gap,
    four_doors,
    ledger_asof,
    ledger_export,
    ledger_memory,
    ledger_replay,
    ledger_tables,
    list_page,
    lossless_ingest,
    placement_backtest,
    placement_plan,
    placement_search,
    placement_warm,
    putaway,
    same_bytes,
    search_box,
    sparse_small,
    table_import,
    up_once,
)

ROWS: tuple[ModuleType, ...] = (
    ledger_replay,
    ledger_asof,
    ledger_memory,
    ledger_tables,
    ledger_export,
    lossless_ingest,
    same_bytes,
    up_once,
    four_doors,
    list_page,
    search_box,
    demo_loading,
    table_import,
    putaway,
    dense_gap,
    dense_best,
    sparse_small,
    placement_search,
    placement_plan,
    placement_warm,
    placement_backtest,
)
