"""Today: counts, what runs out, what is broken, what waits, each with the link to where it is dealt with."""

from datetime import UTC, datetime

import polars as pl
import pytest

from app.warehouse.manifest import CheckOutcome
from tests.app.ui.screen import Screen, literal
from tests.app.ui.stores import CHECKS, HOSTILE, fill, published_rows

pytestmark = pytest.mark.integration

COUNTS = {
    "Parts": "3",
    "Pieces in stock": "30",
    "Boxes": "2",
    "Changes in 7 days": "3",
    "Changes in 30 days": "4",
}


def test_the_counts_are_those_of_the_store(viewer):
    assert viewer.title == "Today"
    assert viewer.metrics == COUNTS


def test_what_needs_somebody_is_said_and_leads_to_where_it_is_dealt_with(viewer):
    assert "below its minimum: 23 of at least 30 in stock, lasts 137 days" in viewer.said
    assert "never stocked; receive it into a suggested slot" in viewer.said
    assert "warned: not so: nine parts in ten have a type (1 of 3: part_key IJKL, no type_name)" in viewer.said
    trust, *rows = every_link(viewer)
    assert f"1 of {CHECKS} checks warned" in trust[0]
    assert rows == [
        ("IJKL · Spare lens", ("part", "part=IJKL")),
        ("ABCD · Gadget 4k7 0603", ("part", "part=ABCD")),
        ("Put parts on a shopping list", ("shopping", "")),
        ("ABCD · Gadget 4k7 0603", ("part", "part=ABCD")),
        ("Check of core.part_v1", ("health", "")),
        ("1 device with old firmware", ("devices", "only=Outdated+firmware")),
        ("1 device silent", ("devices", "only=Silent+for+a+week")),
        ("IJKL · Spare lens", ("part", "part=IJKL")),
        ("1 part could lie better", ("placement", "")),
        ("Box 1 · Drawer", ("boxes", "box=1")),
        ("Box 2 · Shelf *high*", ("boxes", "box=2")),
        ("All boxes", ("boxes", "")),
        ("Gadget", ("types", "")),
        ("Relay", ("types", "")),
        ("All types", ("types", "")),
        ("ABCD · Gadget 4k7 0603", ("part", "part=ABCD")),
        (f"EFGH · {HOSTILE[:59]}…", ("part", "part=EFGH")),
        ("IJKL · Spare lens", ("part", "part=IJKL")),
    ]


def test_a_store_with_nothing_in_it_says_how_to_fill_it(empty):
    assert empty.title == "Today"
    assert "The store is empty. Import what you have, or start with `binsight demo`." in empty.said
    assert empty.links["Import parts"] == ("imports", "")
    assert "Nothing has been published yet, so there is no overview to show." in empty.said
    assert not empty.button("start-overview").disabled
    assert empty.metrics == {}
    assert "Low in stock" not in empty.said
    assert "Without documents" not in empty.said


def test_before_the_first_run_the_counts_are_there_already(empty_store):
    fill(empty_store.container, datetime.now(UTC))
    screen = Screen()
    assert screen.metrics == COUNTS
    assert "Nothing has been published yet, so there is no overview to show." in screen.said
    assert "What runs out" not in screen.said
    assert "none in stock" in screen.said
    assert "23 of at least 30 in stock" in screen.said
    assert "3 of 10 slots in use; the fullest boxes first." in screen.said
    assert "50 % full, 2 of 4 slots" in screen.said
    assert "3 parts without a data sheet or picture" in screen.said


def test_slots_below_their_own_minimum_lead_to_where_they_are_refilled(screen, data_store):
    with data_store.container.unit_of_work() as work:
        work.minimums.set("ABCD", "1-2", 10)
        work.minimums.set("IJKL", "2-3", 2)
    screen.run()
    assert screen.links["2-3 · IJKL · Spare lens"] == ("boxes", "box=2&slot=3")
    assert "0 of at least 2; none elsewhere, buy some" in screen.said
    assert screen.links["1-2 · ABCD · Gadget 4k7 0603"] == ("boxes", "box=1&slot=2")
    assert "3 of at least 10; 20 lie elsewhere" in screen.said


def test_what_is_in_order_is_said_in_a_line_each_and_many_are_counted(empty_store):
    with empty_store.container.unit_of_work() as work:
        work.boxes.create("Drawer", 4)
        work.parts.create(key="ABCD", description="Lens", minimum_quantity=0)
    screen = Screen()
    assert "Of every part there is enough." in screen.said
    assert "No slot is below its own minimum." in screen.said
    assert "No part has a type yet." in screen.said
    with empty_store.container.unit_of_work() as work:
        for number in range(7):
            work.parts.create(description=f"Lens {number}", type_id=work.types.create(f"Type {number}").id)
    screen.run()
    assert "and 2 more parts; the emptiest come first." in screen.said
    assert "and 2 more types with parts." in screen.said
    assert "8 parts without a data sheet or picture" in screen.said


def test_what_was_written_since_the_snapshot_counts_at_once(screen, data_store):
    with data_store.container.unit_of_work() as work:
        work.stock.receive("IJKL", "2-2", 1_000)
    screen.run()
    assert screen.metrics["Pieces in stock"] == "1,030"
    assert screen.metrics["Changes in 7 days"] == "4"


def test_a_calm_store_says_that_nothing_needs_anybody(published, republished):
    marts = {
        "marts.part_activity_v1": activity(published).filter(pl.col("part_key") == "EFGH"),
        "marts.placement_suggestion_v1": published_rows(published, "marts.placement_suggestion_v1").clear(),
        "marts.device_inventory_v1": published_rows(published, "marts.device_inventory_v1").clear(),
    }
    republished(marts, outcomes=[])
    screen = Screen()
    assert [done.value for done in screen.at.success] == [
        "No slot is below its own minimum.",
        "Nothing in use runs out within two weeks.",
        "No check failed, and every device is well.",
        "Every part has a place, and no move would save walking.",
    ]


def test_long_lists_show_the_first_and_count_the_rest(published, republished):
    low, unplaced = (activity(published).filter(pl.col("part_key") == key) for key in ("ABCD", "IJKL"))
    republished({"marts.part_activity_v1": pl.concat([copies(low, "L", 40), copies(unplaced, "U", 11)])})
    screen = Screen()
    assert sum(label.startswith("L") for label in screen.links) == 8
    assert "and 32 more; the page Usage lists every part" in screen.said
    assert sum(label.startswith("U") for label in screen.links) == 8
    assert "and 3 more that were never stocked." in screen.said


def test_failed_checks_are_named_before_warnings_and_colour_the_trust_line(published, republished):
    outcomes = [
        CheckOutcome("parts_suite", "core.part_v1", "warned", "a :red[warning]"),
        CheckOutcome("contract", "core.movement_v1", "failed", "3 rows have **no** part"),
    ]
    republished(outcomes=outcomes)
    screen = Screen()
    assert next(iter(screen.links)).startswith(":red[Data as of ")
    assert "1 of 2 checks failed" in next(iter(screen.links))
    assert "Figures from this run may be wrong; Data health names the failed checks." in screen.said
    assert screen.said.index("failed: 3 rows have **no** part") < screen.said.index("warned: a :red[warning]")


def every_link(screen):
    """Labels, pages and queries in the order they are drawn, those that stand there twice too."""
    return [(literal(link.label), (link.page, link.query_string)) for link in screen.at.get("page_link")]


def activity(published):
    return published_rows(published, "marts.part_activity_v1")


def copies(row, letter, number):
    keys = [f"{letter}{'ABCDEFGHIJ'[n // 10]}{'ABCDEFGHIJ'[n % 10]}X" for n in range(number)]
    return pl.concat([row.with_columns(pl.lit(key).alias("part_key")) for key in keys])
