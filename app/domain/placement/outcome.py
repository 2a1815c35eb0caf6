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
    visits = _visits(lines, moves, places)
    before = _walked(visits.select(walk="session", location="origin"), places)
    after = _walked(visits.select("location", walk="session"), places)
    metres = pl.col("metres").sum()
    return float(before.select(metres).item()) - float(after.select(metres).item())


def saved_by_move_m(lines: pl.DataFrame, moves: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """What each move saves by itself: how much longer its walks would be had only this part stayed in its old slot.

    Moves that pay only together save less by themselves, so that these do not add up to `saved_m`.

    Returns:
        `part_key, origin, target, visits, metres`, a row for each of `moves`, in their order; arguments as above.
    """
    visits = _visits(lines, moves, places)
    moved = visits.filter("is_moved").select("session", "part_key", "location").with_row_index("walk")
    walks = moved.select("walk", "session", its_part="part_key", its_slot="location").join(visits, "session")
    is_its = (pl.col("part_key") == pl.col("its_part")) & (pl.col("location") == pl.col("its_slot"))
    stayed = pl.when(is_its).then("origin").otherwise("location")
    before = _walked(walks.select("walk", location=stayed), places)
    after = _walked(walks.select("walk", "location"), places)
    saved = moved.join(before, "walk").join(after, "walk", suffix="_after").group_by("part_key", target="location")
    sums = saved.agg(visits=pl.len().cast(pl.Int64), metres=(pl.col("metres") - pl.col("metres_after")).sum())
    found = moves.join(sums, ["part_key", "target"], "left", maintain_order="left")
    return found.with_columns(pl.col("visits", "metres").fill_null(0))


def _visits(lines: pl.DataFrame, moves: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Lines of walks that went to a moved part in its new slot, with the slot that each part would have been in."""
    known = places["location"].implode()
    return (
        lines.join(moves.rename({"target": "location"}), ["part_key", "location"], "left")
        .with_columns(is_moved=pl.col("origin").is_not_null())
        .filter(pl.col("is_moved").any().over("session"))
        .with_columns(pl.coalesce("origin", "location").alias("origin"))
        .filter(pl.col("location").is_in(known), pl.col("origin").is_in(known))
    )


def _walked(visits: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """`walk, metres` of walks `walk, location`: 2/n for each metre from the bench, and between two of the n places."""
    stops = visits.unique().join(places, "location").with_columns(share=2.0 / pl.len().over("walk"))
    pairs = stops.join(stops, "walk", suffix="_2").filter(pl.col("location") < pl.col("location_2"))
    apart = pairs.filter(pl.col("box") != pl.col("box_2")).select("walk", metres=pl.col("share") * apart_m("_2"))
    from_bench = stops.select("walk", metres=pl.col("share") * pl.col("distance_m"))
    return pl.concat([from_bench, apart]).group_by("walk").agg(pl.col("metres").sum())
