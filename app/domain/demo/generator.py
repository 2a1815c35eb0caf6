"""Puts a whole demo store together: size, seed and last day in; frames out, one per table of the system of record."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl

from app.domain.demo.consumption import Kits
from app.domain.demo.core_dumps import make_core_dumps
from app.domain.demo.demand import DEAD, NEVER, NEW, WEEK, Demand, Supply, make_demand, make_supply
from app.domain.demo.devices import make_config_versions, make_devices, make_models
from app.domain.demo.drops import make_check_ins, make_logs, make_manifests
from app.domain.demo.families import FAMILIES, draw_families
from app.domain.demo.kits import kit_lines, make_kits
from app.domain.demo.ledger import first_instant
from app.domain.demo.parts import make_parts
from app.domain.demo.receipts import make_receipts
from app.domain.demo.sellers import make_offers, make_sellers
from app.domain.demo.simulation import Simulation, Workshop, empty_stock
from app.domain.demo.size import DAYS, DemoSize, stream
from app.domain.demo.storage import make_storage

FAST_MOVERS = 0.1
"""Share of parts that have a reserve slot besides their pick slot."""
WITH_MINIMUM = 0.4
USUAL_LEAD_DAYS = 10
INSTANT = pl.Datetime("us", "UTC")


@dataclass(frozen=True)
class DemoData:
    """Frames by table name in the order in which they can be written; dropped files by object key.

    Columns are those of the tables; lists are arrays, JSON is text. Ledger and receipts have no `batch_id` yet.
    """

    tables: dict[str, pl.DataFrame]
    drops: dict[str, bytes]


def generate(size: DemoSize, seed: int, until: date) -> DemoData:
    """The demo store of this size and seed, whose two years end at the midnight with which `until` begins (UTC)."""
    end = datetime.combine(until, time(), UTC)
    start = first_instant(end, DAYS)
    families = draw_families(stream(seed, "families"), size.parts)
    parts = make_parts(stream(seed, "parts"), families)
    demand = make_demand(stream(seed, "demand"), families)
    sellers = make_sellers(size.sellers)
    offers = make_offers(stream(seed, "offers"), parts, sellers)
    kits = make_kits(stream(seed, "kits"), size.kits, parts, _kit_weights(demand))
    plan = _plan_kits(stream(seed, "kit plan"), kits, demand)
    lead_days = _lead_days(parts, offers)
    supply = make_supply(stream(seed, "supply"), demand, _kit_units(plan, size), lead_days)
    storage = make_storage(stream(seed, "storage"), parts, _fast_movers(supply))
    devices = make_devices(stream(seed, "devices"), size.devices, start)
    models = make_models(kits, start)
    born = devices.select((pl.col("created_at") - start).dt.total_days()).to_series().to_numpy()
    simulation = Simulation(
        stream(seed, "ledger"),
        demand=demand,
        supply=supply,
        kits=plan,
        workshop=Workshop(
            kit_names=kits["name"].to_list(),
            device_keys=devices["key"].to_list(),
            kit_of_device=models["kit_id"].to_numpy()[devices["device_model_id"].to_numpy() - 1] - 1,
            device_first_day=born,
            sessions=size.sessions,
            group_of_part=storage.group_of_part,
            free_slots=storage.free_slots,
        ),
        stock=empty_stock(storage.pick_slot, storage.reserve_slot),
    )
    simulation.run(DAYS, start.weekday())
    movements = simulation.book.frame(start)
    attachment_sets = pl.DataFrame({"id": np.arange(1, size.parts + size.kits + 1)})
    tables = {
        "types": _types(),
        "attachment_sets": attachment_sets,
        "parts": _finish_parts(stream(seed, "minimum"), parts, demand, supply, start),
        "boxes": storage.boxes,
        "locations": storage.locations,
        "sellers": sellers,
        "part_sellers": offers,
        "kits": _finish_kits(kits, plan, size.parts, start),
        "kit_contents": kit_lines(kits),
        "device_models": models,
        "devices": devices,
        "device_config_versions": make_config_versions(stream(seed, "configs"), devices, end),
        "stock_movements": movements,
        "receipts": make_receipts(stream(seed, "receipts"), movements, offers, lead_days),
    }
    drops = make_check_ins(stream(seed, "check-ins"), devices, end) | make_logs(stream(seed, "logs"), devices, end)
    drops |= make_manifests(end) | make_core_dumps(stream(seed, "core dumps"), devices)
    return DemoData(tables, drops)


def _types() -> pl.DataFrame:
    return pl.DataFrame({"id": range(1, len(FAMILIES) + 1), "name": [family.type_name for family in FAMILIES]})


def _kit_weights(demand: Demand) -> np.ndarray:
    """Popular parts are in more kits; dead ones in none, new ones in few."""
    weights = demand.popularity * np.where(demand.kind == NEW, 0.2, 1.0)
    return np.where((demand.kind == DEAD) | (demand.kind == NEVER), 0.0, weights)


def _plan_kits(rng: np.random.Generator, kits: pl.DataFrame, demand: Demand) -> Kits:
    """How often each kit is built; from when its last part is there; some are built no more."""
    lines = kits["parts"].list.len().to_numpy().astype(int)
    start = np.cumsum(lines) - lines
    part = kits["parts"].explode().to_numpy().astype(int)
    first_day = np.maximum.reduceat(demand.first_day[part], start) + 3
    last_day = np.where(rng.random(len(kits)) < 0.1, rng.integers(200, DAYS, len(kits)), DAYS)
    last_day[: len(kits) // 4] = DAYS
    weight = rng.lognormal(0, 0.9, len(kits))
    return Kits(start, lines, part, kits["required"].explode().to_numpy().astype(int), weight, first_day, last_day)


def _kit_units(plan: Kits, size: DemoSize) -> np.ndarray:
    """Units of every part that kits take per day on average (a session builds 1.8 units)."""
    per_kit = plan.weight / plan.weight.sum() * size.sessions * WEEK.mean() * 1.8
    return np.bincount(plan.part, weights=np.repeat(per_kit, plan.lines) * plan.required, minlength=size.parts)


def _lead_days(parts: pl.DataFrame, offers: pl.DataFrame) -> np.ndarray:
    """Lead time of each part's quickest offer."""
    quickest = offers.group_by("part_id").agg(pl.col("lead_time_days").min())
    ids = parts.select(pl.col("id").cast(pl.Int64).alias("part_id"))
    days = ids.join(quickest, on="part_id", how="left", maintain_order="left")["lead_time_days"]
    return days.fill_null(USUAL_LEAD_DAYS).to_numpy()


def _fast_movers(supply: Supply) -> np.ndarray:
    rank = np.argsort(np.argsort(-supply.daily_units, kind="stable"), kind="stable")
    return np.asarray(rank < len(rank) * FAST_MOVERS)


def _finish_parts(
    rng: np.random.Generator, parts: pl.DataFrame, demand: Demand, supply: Supply, start: datetime
) -> pl.DataFrame:
    """Minimum quantities, and the day each part was entered: on its first day, or in the year before the history."""
    count = len(parts)
    minimum = np.where(rng.random(count) < WITH_MINIMUM, supply.reorder_point, -1)
    seconds = np.where(
        demand.first_day > 0,
        demand.first_day * 86_400 + rng.integers(6 * 3600, 7 * 3600, count),
        -rng.integers(3600, 365 * 86_400, count),
    )
    entered = pl.lit(start).cast(INSTANT) + pl.duration(seconds=pl.lit(pl.Series(seconds)))
    return parts.with_columns(
        pl.Series("minimum_quantity", minimum).replace(-1, None),
        entered.alias("created_at"),
        entered.alias("updated_at"),
    )


def _finish_kits(kits: pl.DataFrame, plan: Kits, parts: int, start: datetime) -> pl.DataFrame:
    """Rows of `kits`: attachment sets follow those of the parts; kits that are built no more are archived."""
    archived = [start + timedelta(days=int(day)) if day < DAYS else None for day in plan.last_day]
    entered = [start + timedelta(days=int(day) - 3, hours=6) for day in plan.first_day]
    return kits.drop("parts", "required").with_columns(
        (pl.col("id") + parts).alias("attachment_set_id"),
        pl.Series("archived_at", archived, dtype=INSTANT),
        pl.Series("status", ["active" if day is None else "archived" for day in archived]),
        pl.Series("created_at", entered, dtype=INSTANT),
        pl.Series("updated_at", entered, dtype=INSTANT),
    )
