"""Findings: the list over all parts, its filter in the address, pages, and a mend with undo."""

import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def lamps(screen, data_store):
    """Thirty parts that each lack a manufacturer, one with dimensions in another notation."""
    with data_store.container.unit_of_work() as work:
        for number in range(30):
            work.parts.create(description=f"Lamp {number}")
        work.parts.update("ABCD", {"dimensions": "1x2x3mm", "manufacturer": "Acme"})
    return screen


def test_an_empty_store_has_nothing_to_write_better(empty):
    assert "Nothing could be written better." in empty.open("findings").said


def test_findings_come_in_pages_and_lead_to_their_parts(lamps):
    lamps.open("findings")
    assert "33 findings" in lamps.said
    assert lamps.links["ABCD · Gadget 4k7 0603"] == ("part", "part=ABCD")
    assert len([key for key in lamps.links if " · " in key and "Data as of" not in key]) == 25


def test_one_kind_is_chosen_in_the_address_and_mended_with_undo(lamps, data_store):
    def dimensions():
        with data_store.container.unit_of_work() as work:
            return work.parts.get("ABCD").dimensions

    lamps.open("findings", kind="dimension-notation")
    assert "**Dimensions** are written as L × W × H mm  \n:small[now: 1x2x3mm]  \n:small[better: 1 × 2 × 3 mm]" in (
        lamps.said
    )
    lamps.press("mend-ABCD-0")
    assert dimensions() == "1 × 2 × 3 mm"
    assert "There are no findings of this kind." in lamps.said
    assert "Wrote dimensions of ABCD as 1 × 2 × 3 mm" in lamps.said
    lamps.press("undo-last")
    assert dimensions() == "1x2x3mm"
    assert "1 finding;" in lamps.said
