"""Sellers and their offers: SKU, link, price breaks, minimum quantity, lead time."""

import json
import re

import numpy as np
import polars as pl

from app.domain.demo.vocabulary import SELLERS

BREAKS = ((1, 1.0), (10, 0.88), (100, 0.71), (1000, 0.52))
"""Quantity, and the share of the single price asked from there on."""
OFFERED = (0.12, 0.5, 0.28, 0.1)
"""Share of parts that nobody, one, two or three sellers offer."""


def make_sellers(count: int) -> pl.DataFrame:
    """The first `count` sellers."""
    names = SELLERS[:count]
    return pl.DataFrame({"id": range(1, len(names) + 1), "name": names, "website": [_site(name) for name in names]})


def make_offers(rng: np.random.Generator, parts: pl.DataFrame, sellers: pl.DataFrame) -> pl.DataFrame:
    """Rows of `part_sellers`, by part and seller; a seller delivers all its parts in about the same time."""
    usual_days = rng.choice([2, 3, 5, 7, 10, 14, 21, 35], len(sellers))
    offers = rng.choice(len(OFFERED), len(parts), p=OFFERED)
    part = np.repeat(np.arange(len(parts)), offers)
    seller = _different_sellers(rng, offers, len(sellers))
    factor = rng.uniform(0.85, 1.25, len(part))
    minimum = rng.choice([1, 1, 1, 5, 10, 50], len(part))
    days = np.maximum(1, np.rint(usual_days[seller] * rng.uniform(0.8, 1.5, len(part)))).astype(int)
    prices, codes = parts["unit_price"].to_list(), parts["manufacturer_code"].to_list()
    sites = sellers["website"].to_list()
    skus = [f"{sites[s][12:15].upper()}-{part_id + 100_000}" for part_id, s in zip(part, seller, strict=True)]
    return pl.DataFrame(
        {
            "id": np.arange(1, len(part) + 1),
            "part_id": part + 1,
            "seller_id": seller + 1,
            "sku": skus,
            "link": [
                f"{sites[s]}/{sku.lower()}/{codes[p].lower()}" for p, s, sku in zip(part, seller, skus, strict=True)
            ],
            "price_breaks": [
                _price_breaks(prices[p] * f, int(m)) for p, f, m in zip(part, factor, minimum, strict=True)
            ],
            "minimum_quantity": minimum,
            "lead_time_days": days,
        }
    )


def _different_sellers(rng: np.random.Generator, offers: np.ndarray, count: int) -> np.ndarray:
    """For every part as many different sellers as it has offers, in seller order."""
    first = rng.integers(0, count, len(offers))
    step = rng.integers(1, max(2, count // 3), len(offers))
    number = np.arange(offers.sum()) - np.repeat(np.cumsum(offers) - offers, offers)
    seller = (np.repeat(first, offers) + number * np.repeat(step, offers)) % count
    order = np.lexsort((seller, np.repeat(np.arange(len(offers)), offers)))
    return np.asarray(seller[order])


def _price_breaks(price: float, minimum: int) -> str:
    steps = [(quantity, share) for quantity, share in BREAKS if quantity >= minimum] or [BREAKS[-1]]
    return json.dumps(
        [{"quantity": quantity, "price": round(price * share, 4), "currency": "EUR"} for quantity, share in steps]
    )


def _site(name: str) -> str:
    return f"https://www.{re.sub(r'[^a-z0-9]', '', name.lower())}.example"
