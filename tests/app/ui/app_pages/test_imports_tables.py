"""Tables and bills of materials on the Imports page: columns mapped, lines chosen, one batch, undo; and downloads."""

import pytest
from sqlalchemy import func, select

from app.models import Kit
from tests.app.ui.screen import Screen
from tests.app.ui.stores import HOSTILE

pytestmark = pytest.mark.integration

TABLE = 'What,Code,Qty,Place\n"-55℃~+150℃ FET",BSS138,7,Shelf->Box 9\nFuse,F3A,5,Shelf->Box 9\n'
PRICED = "What,Code,Price\nFuse,F3A,0.20\n"
BILL = 'Comment,Designator,Footprint\n470nF,"C1,C2",C_1206\n470nF,C3,\nXQ9000-B,U1,SOIC-8\n'


@pytest.fixture
def page(screen):
    return screen.open("imports")


def kits_called(store, name):
    with store.container.unit_of_work() as work:
        return work.session.scalar(select(func.count(Kit.id)).where(Kit.name == name))


def drafts(store):
    with store.container.unit_of_work() as work:
        return [draft.id for draft in work.import_drafts.latest()[0]]


def upload(screen, key, name, content):
    screen.at.file_uploader(key=key).set_value([(name, content.encode(), "text/csv")])
    return screen.run()


def map_columns(screen, fields):
    """Choose fields for columns by their place, as the editor of the mapping does."""
    (key,) = (editor.key for editor in screen.at.data_editor)
    edited = {place: {"field": field} for place, field in fields.items()}
    screen.at.session_state[key] = {"edited_rows": edited, "added_rows": [], "deleted_rows": []}
    return screen.run()


def test_columns_are_guessed_and_changed_and_a_check_writes_nothing(page, data_store):
    before = data_store.counts()
    upload(page, "table-file", "parts.csv", TABLE)
    (editor,) = page.at.data_editor
    assert editor.value["field"].to_list() == ["leave out", "leave out", "quantity", "location"]
    assert editor.value["example"].to_list() == ["-55℃~+150℃ FET", "BSS138", "7", "Shelf->Box 9"]
    page.press("table-check")
    assert "Map one of them to description" in page.errors[0]
    map_columns(page, {0: "description", 1: "manufacturer_code"}).press("table-check")
    assert ["parts", "2", "0"] in page.tables[0]
    assert "-55℃~+150℃ FET" in {row["message"] for row in page.frame("action")}
    assert data_store.counts() == before


def test_a_table_is_imported_and_taken_back(page, data_store):
    upload(page, "table-file", "parts.csv", TABLE)
    map_columns(page, {0: "description", 1: "manufacturer_code"}).press("table-commit")
    assert page.errors == []
    assert data_store.counts()["parts"] > 0
    assert "csv: parts.csv" in page.said
    before = data_store.counts()
    page.press("undo-last")
    assert "Taken back: Imported" in page.said
    assert data_store.balanced()
    assert data_store.counts()["stock_movements"] == before["stock_movements"] + 2


def test_what_is_no_table_is_refused_in_words(page, data_store):
    before = data_store.counts()
    upload(page, "table-file", "parts.csv", 'a,b\n"cut')
    assert "a quoted field does not end" in page.errors[0]
    assert data_store.counts() == before


def test_a_bill_asks_where_several_parts_fit_and_becomes_a_kit(page, data_store):
    with data_store.container.unit_of_work() as work:
        keys = sorted(
            work.parts.create(description=f"{HOSTILE} MLCC 470nF", package=size).key for size in ("1206", "0805")
        )
    upload(page, "bom-file", "board.csv", BILL)
    assert "3 lines: 1 short, 1 several, 1 not found" in page.said
    assert page.button("bom-commit").disabled
    assert "1 line to decide" in page.warnings[0]
    assert ":red[hot]" not in page.markdown
    field = next(field for field in page.at.selectbox if "row 3" in field.label)
    assert [option[:4] for option in field.options[1:3]] == keys
    field.set_value(keys[1])
    page.run()
    assert "2 short, 1 not found" in page.said
    page.press("bom-commit")
    assert page.errors == []
    assert "Imported kit board with" in page.said
    assert page.title == "board", "the import leads to its kit"
    with data_store.container.unit_of_work() as work:
        made = next(row.kit.id for row in work.kit_reader.page()[0] if row.kit.name == "board")
    page.open("kits", kit=made).press("undo-last")
    assert kits_called(data_store, "board") == 0


def test_a_placement_file_is_refused_by_name(page, data_store):
    before = data_store.counts()
    upload(page, "bom-file", "board-pos.csv", "Designator,Val,Package,Mid X,Mid Y,Rotation\nC1,1u,0603,1,2,90\n")
    assert page.errors[0].startswith("board-pos.csv: it is a placement")
    assert data_store.counts() == before


def test_lists_can_be_downloaded(page):
    page.set("export-list", "stock").set("export-format", "json").run()
    (button,) = page.at.get("download_button")
    assert button.proto.label == "Download"


def test_a_file_of_part_db_goes_alone(page, data_store):
    page.set("import-format", "part-db")
    table = b"name;category;storage_location;quantity\nFuse;Fuses;Room 1->Box 2;5\n"
    page.at.file_uploader(key="import-files").set_value([("parts.csv", table, "text/csv")] * 2)
    page.press("import-check")
    assert "this format is one file" in page.errors[0]
    page.at.file_uploader(key="import-files").set_value([("parts.csv", table, "text/csv")])
    page.press("import-commit")
    assert page.errors == []
    assert ["parts", "1", "0"] in page.tables[0]


def test_a_begun_table_is_resumed_in_another_session_imported_and_brought_back_by_undo(page, data_store):
    upload(page, "table-file", "parts.csv", PRICED)
    map_columns(page, {0: "description", 1: "manufacturer_code"})
    page.set("table-currency", "eur").run()
    other = Screen().open("imports")
    assert "parts.csv" in other.said
    (draft,) = drafts(data_store)
    other.press(f"resume-{draft}")
    (editor,) = other.at.data_editor
    assert editor.value["field"].to_list() == ["description", "manufacturer_code", "unit_price"]
    assert other.field("table-currency").value == "EUR"
    other.press("table-check")
    assert other.errors == []
    assert ["parts", "1", "0"] in other.tables[0]
    other.press("table-commit")
    assert other.errors == []
    assert drafts(data_store) == []
    other.press("undo-last")
    assert drafts(data_store) == [draft]
    other.press(f"resume-{draft}").press("table-close")
    assert other.at.file_uploader(key="table-file") is not None
    other.press(f"discard-{draft}")
    assert (drafts(data_store), "Begun imports" in other.said) == ([], False)
    other.press("undo-last")
    assert drafts(data_store) == [draft]


def test_headers_that_were_explained_once_are_filled_in(page, data_store):
    upload(page, "table-file", "parts.csv", PRICED)
    map_columns(page, {0: "description", 1: "manufacturer_code"}).set("table-currency", "EUR").press("table-commit")
    assert page.errors == []
    other = Screen().open("imports")
    upload(other, "table-file", "more.csv", PRICED.replace("F3A", "F4A"))
    assert "These headers were explained before" in other.said
    other.press("table-commit")
    assert other.errors == []
    assert ["parts", "1", "0"] in other.tables[0]


def test_a_begun_bill_is_resumed_with_its_choices(page, data_store):
    with data_store.container.unit_of_work() as work:
        keys = sorted(work.parts.create(description=f"MLCC 470nF {size}").key for size in ("1206", "0805"))
    upload(page, "bom-file", "board.csv", BILL)
    next(field for field in page.at.selectbox if "row 3" in field.label).set_value(keys[1])
    page.set("bom-name", "Blinker").set("bom-units", 3).run()
    other = Screen().open("imports")
    (draft,) = drafts(data_store)
    other.press(f"resume-{draft}")
    assert (other.field("bom-name").value, other.field("bom-units").value) == ("Blinker", 3)
    assert not other.button("bom-commit").disabled
    other.press("bom-commit")
    assert other.errors == []
    assert (kits_called(data_store, "Blinker"), drafts(data_store)) == (1, [])


def test_a_resumed_bill_asks_again_about_a_part_that_is_gone(page, data_store):
    with data_store.container.unit_of_work() as work:
        keys = sorted(work.parts.create(description=f"MLCC 470nF {size}").key for size in ("1206", "0805", "0402"))
    upload(page, "bom-file", "board.csv", BILL)
    next(field for field in page.at.selectbox if "row 3" in field.label).set_value(keys[2])
    page.run()
    with data_store.container.unit_of_work() as work:
        work.parts.delete(keys[2])
    other = Screen().open("imports").press(f"resume-{drafts(data_store)[0]}")
    assert other.errors == []
    assert "1 line to decide: choose a part above." in other.said
    assert other.button("bom-commit").disabled
