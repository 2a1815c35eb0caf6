"""Core tables of the catalogue: parts, slots, bills of materials."""

import dagster as dg
import polars as pl

from app.contracts.kit_content import KIT_CONTENT
from app.contracts.location import LOCATION
from app.contracts.part import PART
from app.domain.catalogue.parts import core_kit_contents, core_parts
from app.domain.catalogue.storage import core_locations
from assets.io.contract_spec import contract_spec
from assets.io.inputs import raw


@dg.asset(ins=raw("parts", "types"), **contract_spec(PART))
def part_v1(parts: pl.DataFrame, types: pl.DataFrame) -> pl.DataFrame:
    """The catalogue with type names."""
    return core_parts(parts, types)


@dg.asset(ins=raw("locations", "boxes", "types"), **contract_spec(LOCATION))
def location_v1(locations: pl.DataFrame, boxes: pl.DataFrame, types: pl.DataFrame) -> pl.DataFrame:
    """Slots with the facts of their box."""
    return core_locations(locations, boxes, types)


@dg.asset(ins=raw("kits", "kit_contents", "parts"), **contract_spec(KIT_CONTENT))
def kit_content_v1(kits: pl.DataFrame, kit_contents: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """What one build of a kit consumes."""
    return core_kit_contents(kits, kit_contents, parts)
