"""Raw tables of a small store, in the types of the export: two boxes, three parts, five ledger lines, six batches."""

from datetime import UTC, date, datetime

import narwhals as nw
import polars as pl
import pytest

INSTANT = pl.Datetime("us", "UTC")


def at(day, hour=8, month=1):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def table(columns, rows):
    return pl.DataFrame(rows, schema=columns, orient="row")


@pytest.fixture(scope="session")
def raw():
    """Raw tables by name, never changed in place. Part 3 and box 2 are archived; line 4, and batch 4, undo number 3."""
    movement = {"id": pl.Int64, "part_id": pl.Int32, "location_id": pl.Int32, "delta": pl.Int32, "reason": pl.String}
    movement |= {"undoes_movement_id": pl.Int64, "occurred_at": INSTANT}
    part = {"id": pl.Int32, "key": pl.String, "description": pl.String, "type_id": pl.Int32, "archived_at": INSTANT}
    part |= {"unit_price": pl.Float64, "minimum_quantity": pl.Int32, "size_class": pl.String}
    part |= {"tags": pl.List(pl.String), "storage_needs": pl.List(pl.String)}
    box = {"id": pl.Int32, "box_no": pl.Int32, "description": pl.String, "designated_type_id": pl.Int32}
    box |= {"x_m": pl.Float64, "y_m": pl.Float64, "z_m": pl.Float64, "archived_at": INSTANT, "zone": pl.String}
    box |= {"aisle": pl.Int32, "bay": pl.Int32, "level": pl.Int32, "grid_rows": pl.Int32, "grid_columns": pl.Int32}
    box |= {"size_class": pl.String, "storage_properties": pl.List(pl.String)}
    return {
        "types": table({"id": pl.Int32, "name": pl.String}, [(1, "LED")]),
        "parts": table(
            part,
            [
                (1, "ABCD", "Red LED", 1, None, 0.5, 3, None, ["red"], []),
                (2, "EFGH", "Cable", None, None, None, None, None, [], []),
                (3, "WXYZ", "Old LED", 1, at(2), None, None, None, [], []),
            ],
        ).with_columns(
            *(pl.lit(None, pl.String).alias(n) for n in ("manufacturer", "manufacturer_code", "package", "si_unit")),
            currency=pl.when(pl.col("unit_price").is_not_null()).then(pl.lit("EUR")),
            si_value=pl.lit(None, pl.Float64),
            created_at=pl.lit(at(1), INSTANT),
        ),
        "boxes": table(
            box,
            [
                (10, 1, "Drawer", 1, 3.0, 4.0, 0.0, None, "A", None, None, None, 1, 4, None, []),
                (20, 2, "Gone", None, None, None, None, at(2), None, None, None, None, 1, 1, None, []),
            ],
        ),
        "locations": table(
            {"id": pl.Int32, "box_id": pl.Int32, "loc_no": pl.Int32, "is_locked": pl.Boolean},
            [(101, 10, 1, False), (102, 10, 2, False), (103, 10, 3, True), (104, 10, 4, False), (201, 20, 1, False)],
        ),
        "stock_movements": table(
            movement,
            [
                (1, 1, 101, 10, "receive", None, at(5)),
                (2, 1, 101, -2, "use", None, at(6)),
                (3, 1, 101, -3, "use", None, at(7)),
                (4, 1, 101, 3, "undo", 3, at(9)),
                (5, 3, 102, 7, "receive", None, at(5)),
            ],
        ).with_columns(
            *(pl.lit(None, pl.String).alias(name) for name in ("reference", "note")),
            actor=pl.lit("test"),
            batch_id=pl.col("id"),
            recorded_at="occurred_at",
            xid=pl.col("id") + 700,
        ),
        "batches": table(
            {"id": pl.Int64, "kind": pl.String, "undoes_batch_id": pl.Int64},
            [
                (1, "receive", None),
                (2, "use", None),
                (3, "use", None),
                (4, "undo", 3),
                (5, "receive", None),
                (6, "edit", None),
            ],
        ).with_columns(
            *(pl.lit(None, pl.String).alias(name) for name in ("reference", "note")),
            actor=pl.lit("test"),
            created_at=pl.lit(at(9), INSTANT),
            xid=pl.col("id") + 700,
        ),
        "sellers": table({"id": pl.Int32, "name": pl.String}, [(1, "Somebody")]),
        "receipts": table(
            {"id": pl.Int32, "part_id": pl.Int32, "seller_id": pl.Int32, "batch_id": pl.Int64, "quantity": pl.Int32}
            | {"ordered_at": INSTANT, "ordered_quantity": pl.Int32, "expected_on": pl.Date, "received_at": INSTANT},
            [
                (7, 1, 1, 1, 10, at(1), 12, date(2026, 1, 4), at(5)),
                (8, 3, None, 5, 7, None, None, None, at(5)),
            ],
        ),
        "kits": table(
            {"id": pl.Int32, "name": pl.String, "build_target": pl.Int32, "status": pl.String},
            [(1, "Blinker", 2, "active"), (2, "Old", 1, "archived")],
        ),
        "kit_contents": table(
            dict.fromkeys(("id", "kit_id", "part_id", "child_kit_id", "required_per_unit"), pl.Int32),
            [(1, 1, 1, None, 3), (2, 2, 2, None, 1), (3, 2, None, 1, 2), (4, 2, 1, None, 1)],
        ),
        "watermark": pl.DataFrame({"as_of": ["2026-01-31"], "exported_at": [at(31).isoformat()]}),
    }


@pytest.fixture(scope="session")
def ledger():
    """Makes the core ledger from raw tables, with the asset."""

    def make(raw):
        from app.domain.portable import collect
        from assets.core.ledger import movement_v1

        names = ("stock_movements", "parts", "locations", "boxes")
        return pl.concat(map(collect, movement_v1(*(nw.from_native(raw[name].lazy()) for name in names))))

    return make


@pytest.fixture(scope="session")
def batches():
    """Makes the core batches from raw tables, with the asset."""

    def make(raw):
        from app.domain.portable import collect
        from assets.core.ledger import batch_v1

        names = ("batches", "stock_movements")
        return pl.concat(map(collect, batch_v1(*(nw.from_native(raw[name].lazy()) for name in names))))

    return make


@pytest.fixture(scope="session")
def core(raw, ledger, batches):
    """The core tables in their contracts' shape, made by the assets."""
    from app.contracts.batch import BATCH
    from app.contracts.location import LOCATION
    from app.contracts.movement import MOVEMENT
    from app.contracts.part import PART
    from app.contracts.receipt import RECEIPT
    from app.domain.quality.conform import conform
    from assets.core.buying import receipt_v1
    from assets.core.catalogue import location_v1, part_v1

    return {
        "part": conform(part_v1(raw["parts"], raw["types"]), PART),
        "location": conform(location_v1(raw["locations"], raw["boxes"], raw["types"]), LOCATION),
        "movement": conform(ledger(raw), MOVEMENT),
        "batch": conform(batches(raw), BATCH),
        "receipt": conform(receipt_v1(raw["receipts"], raw["parts"], raw["sellers"]), RECEIPT),
    }
