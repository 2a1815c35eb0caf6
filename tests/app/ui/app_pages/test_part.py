"""Part: facts, stock, what the snapshot knows over time, history; what is missing and what is refused say so."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.app.ui.screen import Screen
from tests.app.ui.stores import HOSTILE, fill

pytestmark = pytest.mark.integration


def test_facts_stock_and_shortage_are_those_of_the_store(viewer):
    viewer.open("part", part="abcd")
    assert viewer.title == "Part ABCD"
    assert "Gadget 4k7 0603" in viewer.said
    assert viewer.facts == {"Type": "Gadget", "Minimum, pieces": "30"}
    assert viewer.metrics == {"In stock now, pieces": "23"}
    assert viewer.at.metric[0].delta == "7 below the minimum of 30"
    assert viewer.tables[1] == [["1-2", "3"], ["2-1", "20"]]
    assert "Weather station" in viewer.said


def test_facts_that_are_known_are_shown_and_unknown_ones_left_out(screen, data_store):
    with data_store.container.unit_of_work() as work:
        fields = {"manufacturer": "Acme", "unit_price": Decimal("0.0250"), "currency": "EUR", "tags": ["smd", "0603"]}
        work.parts.update("EFGH", fields)
        seller = work.sellers.create("Shop")
        work.sellers.link_part("EFGH", seller.id, sku="X-1", lead_time_days=3)
    screen.open("part", part="EFGH")
    assert screen.facts == {
        "Type": "Relay",
        "Manufacturer": "Acme",
        "Unit price": "0.025 EUR",
        "Tags": "smd, 0603",
    }
    (offer,) = (row for table in screen.tables for row in table if row[0] == "Shop")
    assert (offer[1], offer[-1].split(" ")[0]) == ("X-1", "3")
    assert screen.at.metric[0].delta == ""


def test_level_and_use_over_time_add_up(viewer, published, snapshot_day):
    viewer.open("part", part="ABCD")
    first, most = day(published, 100), day(published, 40)
    year = snapshot_day - timedelta(days=364)
    assert f"**23 pieces on {words(snapshot_day)}, between 19 and 40 since {words(first)}**" in viewer.said
    assert f"**17 pieces used from {words(year)} to {words(snapshot_day)}, most on {words(most)} (12)**" in viewer.said
    assert "0.17 pieces a day on average; the stock lasts 137 days at this rate. Class A." in viewer.said
    assert len(viewer.at.get("vega_lite_chart")) == 2


@pytest.mark.parametrize(("ago", "total", "slots"), [(20, 28, [["2-1", "28"]]), (5, 23, [["2-1", "23"]])])
def test_the_address_can_name_a_past_day_and_its_stock_is_shown(viewer, published, ago, total, slots):
    viewer.open("part", part="ABCD", on=day(published, ago))
    assert f"**{total} pieces on {words(day(published, ago))}**" in viewer.said
    assert viewer.tables[2] == slots


def test_the_part_as_it_was_is_told_from_the_first_run_that_saw_it(viewer, published, snapshot_day):
    viewer.open("part", part="ABCD", on=snapshot_day)
    then = {"Description": "Gadget 4k7 0603", "Type": "Gadget", "Minimum, pieces": "30", "Archived": "no"}
    assert viewer.facts_of(3) == then
    assert "This version held from " in viewer.said
    before = day(published, 2)
    viewer.set("on-ABCD", before).run()
    assert f"No version of {words(before)} is known: it was not there yet, or no run had seen it." in viewer.said


def test_a_day_that_is_chosen_goes_into_the_address_and_comes_out_again(viewer, published):
    viewer.open("part", part="ABCD")
    before = day(published, 101)
    viewer.set("on-ABCD", before).run()
    assert f"Nothing of ABCD was in stock on {words(before)}." in viewer.said
    assert viewer.at.query_params == {"part": "ABCD", "on": str(before)}
    viewer.set("on-ABCD", None).run()
    assert viewer.at.query_params == {"part": "ABCD"}
    assert len(viewer.tables) == 2


def test_history_tells_every_line_newest_first_with_the_level_after_it(viewer):
    viewer.open("part", part="ABCD")
    lines = [line for line in viewer.said.splitlines() if line.startswith(("**+", "**-"))]
    assert [line.strip() for line in lines] == [
        "**+4** taken back at 2-1, 23 left",
        "**-4** used from 2-1, 19 left",
        "**+3** moved into 1-2, 23 left",
        "**-3** moved out of 2-1, 20 left",
        "**-5** used from 2-1, 23 left",
        "**-12** used from 2-1, 28 left",
        "**+40** received into 2-1, 40 left",
    ]
    assert "7 lines in the ledger, straight from the store" in viewer.said
    assert "batch 4 · setup · *taken back later*" in viewer.said


def test_a_long_history_is_paged(screen, data_store):
    for number in range(12):
        with data_store.container.unit_of_work() as work:
            work.stock.receive("IJKL", "2-2", 1, note=f"delivery {number}")
    screen.open("part", part="IJKL")
    assert "delivery 11" in screen.said
    assert "delivery 1\n" not in screen.said
    screen.at.pagination[0].set_value(2)
    screen.run()
    assert "delivery 11" not in screen.said
    assert "**+1** received into 2-2, 1 left" in screen.said
    assert "12 lines in the ledger" in screen.said


def test_a_part_that_was_never_stocked_says_what_comes_next(viewer):
    viewer.open("part", part="IJKL")
    assert viewer.facts == {"Type": "none yet"}
    assert viewer.metrics == {"In stock now, pieces": "0"}
    assert "Nothing in stock. Receive some below; suggested slots are offered there." in viewer.said
    assert "No stock of this part was ever booked." in viewer.said
    assert "Nothing has happened to this part yet." in viewer.said
    offered = viewer.field("receive-slot").options
    assert offered
    assert all("(suggested: " in option for option in offered)


def test_a_part_that_is_newer_than_the_snapshot_says_so(screen, data_store):
    with data_store.container.unit_of_work() as work:
        work.parts.create(key="MNOP", description="Newest")
    screen.open("part", part="MNOP")
    assert "The snapshot does not know this part yet; run the pipeline in Data health." in screen.said
    assert screen.field("receive-slot").options, "slots are suggested by the store as it is"


def test_before_the_first_run_stock_works_and_insight_says_what_to_do(empty_store):
    fill(empty_store.container, empty_store.container.clock()())
    screen = Screen().open("part", part="ABCD")
    assert screen.metrics == {"In stock now, pieces": "23"}
    assert "Nothing has been published yet, so there is no level and use over time to show." in screen.said
    screen.set("use-slot", "2-1").press("use-submit")
    assert empty_store.held("ABCD") == {"1-2": 3, "2-1": 19}


def test_a_merged_part_leads_to_the_one_it_became(screen, data_store):
    with data_store.container.unit_of_work() as work:
        work.parts.create(key="MNOP", description="Old")
        work.parts.create(key="QRST", description="New")
        work.merges.merge("MNOP", "QRST")
    screen.open("part", part="MNOP")
    assert "This part was merged into QRST; it takes no new stock." in screen.warnings


def test_an_archived_part_says_so_and_takes_no_stock(screen, data_store):
    with data_store.container.unit_of_work() as work:
        work.parts.create(key="MNOP", description="Old")
        work.parts.archive("MNOP")
    screen.open("part", part="MNOP")
    assert "This part is archived; it takes no new stock." in screen.warnings
    screen.set("receive-slot", "2-2").press("receive-submit")
    assert screen.errors == ["Cannot receive MNOP because the part is archived; restore it first"]
    assert data_store.held("MNOP") == {}


def test_a_hostile_description_is_plain_text(viewer):
    viewer.open("part", part="EFGH")
    assert HOSTILE in [text.value for text in viewer.at.text]
    assert ":red[hot]" not in viewer.markdown


def test_without_a_part_the_page_asks_for_one(empty):
    empty.open("part")
    assert "Type a part's key, or search by description, value or slot." in empty.said
    assert empty.links["Open Find"] == ("find", "")


def test_a_key_that_is_typed_opens_its_part(viewer):
    viewer.open("part")
    viewer.set("wanted-part", " efgh ").run()
    assert viewer.title == "Part EFGH"
    assert viewer.at.query_params == {"part": "EFGH"}


@pytest.mark.parametrize("typed", ["4k7", "relay :red[x]", "ÄBCD", "abcde"])
def test_anything_else_that_is_typed_is_offered_to_the_search(viewer, typed):
    viewer.open("part")
    viewer.set("wanted-part", typed).run()
    assert f"{typed} is not a part's key." in viewer.said
    page, query = viewer.links[f"Search for {typed}"]
    assert page == "find"
    assert query.startswith("q=")
    assert ":red[" not in viewer.markdown


def test_an_unknown_part_is_refused_in_words(viewer):
    viewer.open("part", part="ZZZZ")
    assert viewer.errors == ["Part ZZZZ was not found"]
    assert [button.key for button in viewer.at.button] == ["go-find"]


@pytest.mark.parametrize(
    ("query", "warning"),
    [
        ({"part": "ABC"}, "The address says part=ABC; it must be four letters"),
        ({"part": "AB1D"}, "The address says part=AB1D; it must be four letters"),
        ({"part": HOSTILE}, f"The address says part={HOSTILE[:40]}; it must be four letters"),
        ({"on": "yesterday"}, "The address says on=yesterday; it must be a date such as 2024-02-01"),
    ],
)
def test_an_address_that_makes_no_sense_is_named_and_the_page_asks(viewer, query, warning):
    viewer.open("part", **query)
    assert viewer.warnings == [warning]
    assert viewer.title == "Part"
    assert ":red[" not in viewer.markdown
    assert viewer.errors == []


@pytest.mark.parametrize("on", ["bad", "2024-02-30", "20240201", "5"])
def test_a_day_that_is_none_is_named_and_the_part_is_shown(viewer, on):
    viewer.open("part", part="ABCD", on=on)
    assert viewer.warnings == [f"The address says on={on}; it must be a date such as 2024-02-01"]
    assert viewer.metrics == {"In stock now, pieces": "23"}


def test_a_day_after_the_snapshot_is_named_and_left_out(viewer, snapshot_day):
    viewer.open("part", part="ABCD", on="2999-01-01")
    assert viewer.warnings == [f"The snapshot knows days up to {words(snapshot_day)}, not 2999-01-01."]
    assert viewer.field("on-ABCD").value is None
    assert "7 lines in the ledger" in viewer.said


def test_the_first_day_of_all_time_is_a_day(viewer):
    viewer.open("part", part="ABCD", on="0001-01-01")
    assert "Nothing of ABCD was in stock on 1 Jan 1." in viewer.said


def day(published, ago):
    return (published.started - timedelta(days=ago)).date()


def words(date):
    return f"{date:%-d %b %Y}"
