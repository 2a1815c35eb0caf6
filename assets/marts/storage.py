"""Marts of storage: how full boxes are, how scattered categories are, where parts should live."""

import dagster as dg
import polars as pl

from app.contracts.box_utilisation import BOX_UTILISATION
from app.contracts.category_spread import CATEGORY_SPREAD
from app.contracts.co_use import CO_USE
from app.contracts.placement_suggestion import PLACEMENT_SUGGESTION
from app.domain.placement.boxes import box_utilisation, category_spread
from app.domain.placement.co_use import co_use
from app.domain.placement.facts import part_facts, slot_facts, suggest_with_all
from app.domain.placement.same_type_first import SameTypeFirst
from app.domain.placement.usage_sorted import UsageSorted
from app.domain.placement.walks import WALK_DAYS, walk_lines
from assets.io.as_of import as_of
from assets.io.contract_spec import contract_spec
from assets.io.inputs import core, marts, raw

METHODS = (SameTypeFirst(), UsageSorted())


@dg.asset(
    ins=core("location_v1", "movement_v1") | marts("stock_current_v1") | raw("watermark"),
    **contract_spec(BOX_UTILISATION),
)
def box_utilisation_v1(
    location_v1: pl.DataFrame, movement_v1: pl.LazyFrame, stock_current_v1: pl.DataFrame, watermark: pl.DataFrame
) -> pl.DataFrame:
    """Boxes in service with what they hold."""
    in_service = location_v1.filter(~pl.col("is_archived"))
    return box_utilisation(in_service, stock_current_v1, movement_v1, as_of(watermark))


@dg.asset(
    ins=core("part_v1") | marts("stock_current_v1", "usage_daily_v1") | raw("watermark"),
    **contract_spec(CATEGORY_SPREAD),
)
def category_spread_v1(
    part_v1: pl.DataFrame, stock_current_v1: pl.DataFrame, usage_daily_v1: pl.DataFrame, watermark: pl.DataFrame
) -> pl.DataFrame:
    """Categories with the boxes they lie in."""
    return category_spread(part_v1, stock_current_v1, usage_daily_v1, as_of(watermark))


@dg.asset(ins=core("movement_v1") | raw("watermark"), **contract_spec(CO_USE))
def co_use_v1(movement_v1: pl.LazyFrame, watermark: pl.DataFrame) -> pl.DataFrame:
    """Parts that are fetched on the same walks."""
    return co_use(walk_lines(movement_v1, as_of(watermark), WALK_DAYS), WALK_DAYS)


@dg.asset(
    ins=core("part_v1", "location_v1") | marts("stock_current_v1", "usage_daily_v1") | raw("watermark"),
    **contract_spec(PLACEMENT_SUGGESTION),
)
def placement_suggestion_v1(
    part_v1: pl.DataFrame,
    location_v1: pl.DataFrame,
    stock_current_v1: pl.DataFrame,
    usage_daily_v1: pl.DataFrame,
    watermark: pl.DataFrame,
) -> pl.DataFrame:
    """Ranked free slots for every part in service, by each method."""
    parts = part_facts(part_v1, stock_current_v1, location_v1, usage_daily_v1, as_of(watermark))
    slots = slot_facts(location_v1, stock_current_v1)
    return suggest_with_all(METHODS, parts, slots, stock_current_v1.select("part_key", "box_no"))
