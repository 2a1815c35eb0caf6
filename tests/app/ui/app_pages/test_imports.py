"""Imports: a check that writes nothing, an import as one batch, its undo, and refusals that name the row."""

import io
import json
import zipfile

import pytest

from tests.app.ui.screen import Screen
from tests.app.ui.stores import HOSTILE

pytestmark = pytest.mark.integration

FILES = {
    "boxes.json": [{"box_no": 7, "description": "Drawer", "capacity": 4}],
    "parts.json": [{"key": "QRST", "description": HOSTILE, "type": HOSTILE}, {"key": "UVWX", "description": "10k"}],
    "part_locations.json": [
        {"part_key": "QRST", "box_no": 7, "loc_no": 1, "qty": 8},
        {"part_key": "UVWX", "box_no": 7, "loc_no": 2, "qty": 5},
    ],
    "quantity_history.json": [
        {"part_key": "QRST", "delta_qty": 8, "timestamp": "2026-01-05T09:00:00", "location_reference": "7-1"},
        {"part_key": "UVWX", "delta_qty": 5, "timestamp": "2026-01-05T09:00:00", "location_reference": "7-2"},
    ],
}
NEW = [["parts", "2", "0"], ["boxes", "1", "0"], ["placements", "2", "0"]]


@pytest.fixture
def page(screen):
    return screen.open("imports")


@pytest.fixture
def untouched(data_store):
    """Checks that nothing at all was written meanwhile."""
    before = data_store.counts()

    def check():
        assert data_store.counts() == before

    return check


def choose(screen, files):
    """Put files (name to rows, or to bytes) into the uploader."""
    chosen = [
        (name, content if isinstance(content, bytes) else json.dumps(content).encode(), "application/json")
        for name, content in files.items()
    ]
    screen.at.file_uploader(key="import-files").set_value(chosen)
    return screen


def zipped(files, inside="inventory/"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, rows in files.items():
            archive.writestr(inside + name, json.dumps(rows))
    return buffer.getvalue()


def test_the_form_says_what_it_takes_and_that_nothing_was_imported_yet(empty):
    empty.open("imports")
    uploader = empty.at.file_uploader(key="import-files")
    assert uploader.label == "Files (up to 20 JSON files or one ZIP; one CSV or XML file)"
    assert uploader.allowed_type == [".json", ".zip", ".csv", ".xml"]
    assert "Nothing was imported yet." in empty.said
    assert len(empty.field("import-format").options) == 4


def test_a_check_says_what_an_import_would_do_and_writes_nothing(page, untouched):
    choose(page, FILES).press("import-check")
    assert "This was a check: nothing was written. Choose Import to write it." in page.said
    assert page.tables == [NEW]
    assert "No problems were found." in page.said
    verdicts = page.frame("action")
    assert {(row["action"], row["kind"], row["key"]) for row in verdicts} >= {
        ("create", "parts", "QRST"),
        ("create", "boxes", "7"),
    }
    untouched()


def test_an_import_is_one_batch_that_can_be_undone_and_done_again(page, data_store):
    before = data_store.counts()
    choose(page, FILES).press("import-commit")
    assert data_store.counts()["batches"] == before["batches"] + 1
    assert data_store.held("QRST") == {"7-1": 8}
    assert data_store.held("UVWX") == {"7-2": 5}
    assert data_store.balanced()
    assert page.tables == [NEW]
    assert "Imported 5 records as batch 6" in page.said
    assert "**Batch 6** · predecessor: upload" in page.said

    page.press("undo-last")
    assert data_store.held("QRST") == {}
    assert "Taken back: Imported 5 records as batch 6" in page.said
    assert "; and 1 more)" in page.said  # what has history stays, archived
    assert "taken back by batch 7" in page.said

    page.press("undo-last")
    assert data_store.held("QRST") == {"7-1": 8}
    assert "taken back by" not in page.said
    assert data_store.balanced()


def test_a_past_import_is_taken_back_from_the_list_also_after_it_was_done_again(page, data_store):
    choose(page, FILES).press("import-commit")
    page.press("undo-import-6").press("undo-last")
    assert data_store.held("UVWX") == {"7-2": 5}
    other = Screen().open("imports")
    other.press("undo-import-6")
    assert data_store.held("UVWX") == {}
    assert "Taken back: import batch 6" in other.said
    assert "taken back by batch 9" in other.said


def test_a_second_import_of_the_same_files_changes_no_record(page, data_store):
    choose(page, FILES).press("import-commit")
    before = data_store.counts()
    choose(page, FILES).press("import-commit")
    assert page.tables == []
    assert "rows are in the store already or were left out." in page.said
    after = data_store.counts()
    assert {name: after[name] for name in ("parts", "boxes", "stock_movements")} == {
        name: before[name] for name in ("parts", "boxes", "stock_movements")
    }


def test_one_archive_is_as_good_as_its_files(page, data_store):
    choose(page, {"inventory.zip": zipped(FILES)}).press("import-commit")
    assert data_store.held("QRST") == {"7-1": 8}


def test_a_dump_of_inventree_is_the_other_format(page, data_store):
    category = {"model": "part.partcategory", "pk": 1, "fields": {"name": "Wire", "parent": None}}
    part = {"model": "part.part", "pk": 5, "fields": {"name": "Red wire", "description": "", "category": 1}}
    page.set("import-format", "inventree")
    choose(page, {"dump.json": [category, part]}).press("import-check")
    assert page.errors == []
    assert ["parts", "1", "0"] in page.tables[0]


def test_prices_of_part_db_take_the_currency_of_the_form(page, data_store):
    table = b"name;category;storage_location;price\nFuse 1 A;Fuses;Shelf;0.5\n"
    page.set("import-format", "part-db").set("import-currency", "chf")
    choose(page, {"parts.csv": table}).press("import-commit")
    assert page.errors == []
    with data_store.container.unit_of_work() as work:
        (row,), _ = work.parts.list(query="Fuse")
        assert (row.part.currency, float(row.part.unit_price)) == ("CHF", 0.5)


def test_hostile_names_are_shown_as_they_are(page):
    files = FILES | {name: FILES[name][:1] for name in ("parts.json", "part_locations.json", "quantity_history.json")}
    choose(page, files).press("import-commit").press("undo-last")
    assert f"{HOSTILE} is still needed by other records and stays" in page.said
    assert ":red[hot]" not in page.markdown
    page.press("undo-last").open("part", part="QRST")
    assert HOSTILE in [text.value for text in page.at.text]
    assert page.facts["Type"] == HOSTILE
    assert ":red[hot]" not in page.markdown


def test_without_files_the_page_asks_for_them(page, untouched):
    page.press("import-check")
    assert "Choose the files first." in page.said
    page.press("import-commit")
    assert "Choose the files first." in page.said
    untouched()


def test_rows_with_errors_are_listed_by_a_check_and_refused_by_an_import(page, untouched):
    wrong = FILES | {"part_locations.json": [{"part_key": "QRST", "box_no": 9, "loc_no": 1, "qty": 1}]}
    choose(page, wrong).press("import-check")
    problems = page.frame("severity")
    assert (problems[0]["severity"], problems[0]["where"]) == ("error", "part_locations.json row 1")
    assert "Problems: " in page.said
    assert "refuse" in {row["action"] for row in page.frame("action")}

    page.press("import-commit")
    (error,) = page.errors
    assert "part_locations.json row 1" in error
    assert "Nothing was written" in error
    assert page.tables == []
    untouched()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"parts.json": FILES["parts.json"]}, "parts.json: it is not a folder"),
        ({"parts.json": [], "kits.json": []}, "boxes.json"),
        (FILES | {"parts.json": b'[{"key": "QR'}, "parts.json: it is not JSON"),
        ({"inventory.zip": b"PK nonsense"}, "inventory.zip: the archive is broken or encrypted. Zip the files again"),
        ({"inventory.zip": zipped({"readme.txt": []})}, "upload: there is no JSON file in it"),
        ({"inventory.zip": zipped(FILES, "a/../../../")[:-30]}, "inventory.zip: the archive is broken"),
        ({f"f{n}.json": [] for n in range(21)}, "The upload holds 21 files; at most 20 are taken"),
        ({":red[x].json": b"["}, ":red[x].json: it is not a folder"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_words(page, untouched, files, words):
    choose(page, files).press("import-commit")
    (error,) = page.errors
    assert words in error
    assert ":red[" not in page.markdown
    untouched()


def test_paths_inside_an_archive_lead_nowhere(page, data_store):
    choose(page, {"inventory.zip": zipped(FILES, "../../../etc/")}).press("import-commit")
    assert page.errors == []
    assert data_store.held("QRST") == {"7-1": 8}
