"""What moved parts really saved: the walks since then, held against the same walks with everything in its old slot."""

import polars as pl

from app.domain.placement.distance import apart_m


def saved_m(lines: pl.DataFrame, moves: pl.DataFrame, places: pl.DataFrame) -> float:
    """Metres saved in all by walks that went to a moved part in its new slot.

    A walk is as long as in the cost of a layout: the mean over all orders of its places. Places without coordinates
    are left out.

    Args:
        lines: `session, part_key, location`, each line once.
        moves: `part_key, origin, target`; `origin` is the slot that the part lay in before, each target once.
        places: `location, box, x_m, y_m, z_m, distance_m`, each location once.
    """
    known = places["location"]
    visits = (
        lines.join(moves.rename({"target": "location"}), ["part_key", "location"], "left")
        .filter(pl.col("origin").is_not_null().any().over("session"))
        .with_columns(pl.coalesce("origin", "location").alias("origin"))
        .filter(pl.col("location").is_in(known.implode()), pl.col("origin").is_in(known.implode()))
    )
    before = _walked(visits.select("session", location="origin"), places)
    return before - _walked(visits.select("session", "location"), places)


def _walked(visits: pl.DataFrame, places: pl.DataFrame) -> float:
    """Metres of all sessions together: 2/n for each metre from the bench, and between two of the n places."""
    stops = visits.unique().join(places, "location").with_columns(share=2.0 / pl.len().over("session"))
    from_bench = stops.select((pl.col("share") * pl.col("distance_m")).sum()).item()
    pairs = stops.join(stops, "session", suffix="_2").filter(pl.col("location") < pl.col("location_2"))
    apart = pairs.filter(pl.col("box") != pl.col("box_2")).select((pl.col("share") * apart_m("_2")).sum()).item()
    return float(from_bench + apart)
