from io import BytesIO

import pytest
from pypdf import PdfReader

from app.services.pick_list_pdf import box_count, pick_list_pdf

LONG = "Electrolytic capacitor 4700 µF 35 V 105 ℃ radial, long life, for the power supply"


@pytest.mark.integration
@pytest.mark.rule(58)
def test_a_printed_list_has_a_table_per_box_and_room_for_what_was_taken(shop):
    def make(work):
        work.boxes.update(2, {"zone": "Bench", "aisle": 1})
        work.parts.update("ABCD", {"description": LONG})
        kit = work.kits.create("Комплект Ω")
        for key, slots in (("ABCD", ("1-1", "2-1")), ("EFGH", ("1-2",))):
            work.kit_contents.add(kit.id, key, 4)
            for slot in slots:
                work.stock.receive(key, slot, 4 // len(slots))
        return work.pick_lists.create(kit.id, 1, note="for Monday ≥ 5 % 電").id

    made = shop.do(make)
    shop.do(lambda work: work.picks.pick(made, work.pick_lists.get(made).lines[0].id, 1))
    detail = shop.do(lambda work: work.pick_list_reader.detail(made))
    pages = PdfReader(BytesIO(pick_list_pdf(detail, shop.now))).pages
    text = pages[0].extract_text()
    assert (box_count(detail), len(pages), [round(float(side)) for side in pages[0].mediabox[2:]]) == (2, 1, [612, 792])
    assert f"Pick list {made}: Комплект Ω" in text
    assert "for Monday ≥ 5 % □" in text, "a sign that the font lacks is a box"
    assert text.index("#2 - Shelf (zone Bench, aisle 1)") < text.index("#1 - Drawer")
    assert text.count("Expected") == 2
    assert LONG[:50].rstrip() + "..." in " ".join(text.split())
    assert "________" in text


@pytest.mark.integration
def test_a_long_list_goes_on_over_pages(shop):
    def make(work):
        kit = work.kits.create("Long")
        for box in range(30):
            made = work.boxes.create(f"Box {box}", 1).box_no
            part = work.parts.create(description=f"Part {box}").key
            work.stock.receive(part, f"{made}-1", 1)
            work.kit_contents.add(kit.id, part, 1)
        made = work.pick_lists.create(kit.id, 1)
        return pick_list_pdf(work.pick_list_reader.detail(made.id), shop.now)

    pages = PdfReader(BytesIO(shop.do(make))).pages
    assert len(pages) > 3
    text = "".join(page.extract_text() for page in pages)
    assert all(f"Box {box}" in text for box in range(30))
