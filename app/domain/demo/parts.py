"""Invents the catalogue: parts with keys, codes, values, packages and prices."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from polars.datatypes import DataType, DataTypeClass

from app.domain.demo.families import FAMILIES
from app.domain.demo.part_family import Package, PartFamily
from app.domain.demo.part_keys import draw_keys
from app.domain.demo.values import draw_values, format_value
from app.domain.demo.vocabulary import MAKERS

SIZE_CLASSES = ("small", "medium", "large")
SCHEMA: dict[str, DataType | DataTypeClass] = {
    "id": pl.Int32, "key": pl.String, "manufacturer_code": pl.String, "type_id": pl.Int32, "description": pl.String,
    "tags": pl.List(pl.String), "manufacturer": pl.String, "product_page": pl.String, "attachment_set_id": pl.Int32,
    "package": pl.String, "pin_count": pl.Int32, "pin_pitch": pl.String, "voltage_rating": pl.String,
    "input_voltage": pl.String, "output_voltage": pl.String, "mounting_type": pl.String, "series": pl.String,
    "dimensions": pl.String, "size_class": pl.String, "storage_needs": pl.List(pl.String), "si_value": pl.Float64,
    "si_unit": pl.String, "unit_price": pl.Float64, "currency": pl.String,
}  # fmt: skip
_NOT_IN_CODE = re.compile(r"[^A-Z0-9.\-]")


def make_parts(rng: np.random.Generator, families: np.ndarray) -> pl.DataFrame:
    """One row for every entry of `families` (indices into `FAMILIES`), in that order; ids count from 1.

    Order codes are unique: a second part of the same making is another packing (`-P2`).
    """
    drawn = [_family_rows(rng, family, int((families == index).sum())) for index, family in enumerate(FAMILIES)]
    packings: Counter[str] = Counter()
    rows = []
    for part_id, (index, key) in enumerate(zip(families, draw_keys(rng, len(families)), strict=True), start=1):
        row = next(drawn[index])
        code = row["manufacturer_code"]
        packings[code] += 1
        if packings[code] > 1:
            row["manufacturer_code"] = f"{code}-P{packings[code]}"
        rows.append(row | {"id": part_id, "key": key, "type_id": int(index) + 1, "attachment_set_id": part_id})
    return pl.DataFrame(rows, schema=SCHEMA)


def _family_rows(rng: np.random.Generator, family: PartFamily, count: int) -> Iterator[dict[str, Any]]:
    """`count` parts of a family; the random numbers of each column are drawn at once, which is fast."""
    columns = {
        "package": rng.integers(0, len(family.packages), count),
        "maker": rng.integers(0, len(MAKERS[family.trade]), count),
        "number": rng.integers(100, 10_000, count),
        "price": family.price * rng.lognormal(0, 0.55, count),
        "size": rng.choice(3, count, p=np.array(family.sizes)),
        "supply": rng.random(count),
        "rating": rng.random(count),
        **{f"choice_{name}": rng.integers(0, len(options), count) for name, options in family.choices.items()},
    }
    values = _values(rng, family, count)
    for n in range(count):
        yield _part(family, {name: column[n] for name, column in columns.items()}, values[n])


def _values(rng: np.random.Generator, family: PartFamily, count: int) -> list[float] | list[None]:
    if family.values is None:
        return [None] * count
    series = family.values
    return draw_values(rng, count, series.steps, series.first_decade, series.last_decade)


def _part(family: PartFamily, drawn: dict[str, Any], value: float | None) -> dict[str, Any]:
    package = family.packages[drawn["package"]]
    fields = {name: options[drawn[f"choice_{name}"]] for name, options in family.choices.items()}
    fields |= {"package": package.name, "number": str(drawn["number"])}
    unit = family.values.unit if family.values else None
    if value is not None and unit is not None:
        fields["value"] = format_value(value, unit)
    row = _making(family, fields, MAKERS[family.trade][drawn["maker"]]) | _form(package)
    return row | {
        "tags": [*family.tags, *([package.mounting.lower()] if package.mounting in {"SMD", "THT"} else [])],
        "voltage_rating": fields.get("rating") or _one_of(family.ratings, drawn["rating"]),
        "input_voltage": _one_of(family.supplies, drawn["supply"]),
        "output_voltage": fields.get("output"),
        "size_class": SIZE_CLASSES[drawn["size"]],
        "storage_needs": list(family.needs),
        "si_value": value,
        "si_unit": unit,
        "unit_price": max(round(float(drawn["price"]), 4), 0.001),
        "currency": "EUR",
    }


def _making(family: PartFamily, fields: dict[str, str], maker: tuple[str, str]) -> dict[str, Any]:
    """Who makes it, under which code, and what it says on the tin."""
    name, prefix = maker
    code = prefix + _NOT_IN_CODE.sub("", family.code.format(**fields).upper())
    site = re.sub(r"[^a-z]", "", name.lower())
    return {
        "manufacturer": name,
        "manufacturer_code": code,
        "series": f"{prefix} {family.type_name.split()[0]}",
        "description": family.text.format(**fields),
        "product_page": f"https://{site}.example/products/{code.lower()}",
    }


def _form(package: Package) -> dict[str, Any]:
    return {
        "package": package.name,
        "pin_count": package.pins,
        "pin_pitch": package.pitch,
        "mounting_type": package.mounting,
        "dimensions": package.dimensions,
    }


def _one_of(options: tuple[str, ...], position: float) -> str | None:
    return options[int(position * len(options))] if options else None
