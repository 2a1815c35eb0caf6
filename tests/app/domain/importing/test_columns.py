"""What columns mean is guessed from headers and cells; titles are skipped, doubts are left to people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.importing import cells
from app.domain.importing.columns import read_columns
from app.domain.importing.part_columns import PART_FIELDS
from app.domain.importing.sheet import Sheet, SheetRow
from app.exceptions import ValidationException


def table(*rows):
    return read_columns(Sheet("parts.csv", tuple(SheetRow(n, tuple(r)) for n, r in enumerate(rows, 1))), PART_FIELDS)


def meaning(read):
    return {column.header: column.field for column in read.columns}


def test_headers_of_several_programs_are_known():
    read = table(
        [
            "MFR Part #",
            "Internal Part Number",
            "JLCPCB Part #（optional）",
            "Unit Price($)",
            "storage_location",
            "Notes",
        ],
        ["RC0603", "R-1", "C100", "0.01", "Room 1->Box 2", "hello"],
    )
    assert meaning(read) == {
        "MFR Part #": "manufacturer_code",
        "Internal Part Number": "ipn",
        "JLCPCB Part #（optional）": "sku",
        "Unit Price($)": "unit_price",
        "storage_location": "location",
        "Notes": None,
    }
    confidence = {column.field: column.confidence for column in read.columns}
    assert confidence["unit_price"] > confidence["sku"] > 0.5


def test_titles_above_the_header_are_skipped_and_rows_keep_their_numbers():
    read = table(["Parts of the workshop", "", ""], ["as of May", "", ""], ["Name", "Qty", "MPN"], ["Fuse", "3", "F1"])
    assert read.header_row == 3
    assert [(row.number, record) for row, record in read.records()] == [
        (4, {"name": "Fuse", "quantity": "3", "manufacturer_code": "F1"})
    ]


def test_repeated_headers_are_numbered_and_the_fuller_column_is_taken():
    read = table(["Description", "Description", ""], ["", "Fuse 3A", "x"], ["", "Fuse 5A", "y"])
    assert meaning(read) == {"Description": None, "Description (2)": "description", "column 3": None}


def test_cells_decide_where_a_header_may_mean_several_things():
    keys = table(["ID", "Description"], ["ABCD", "Fuse"], ["WXYZ", "Lamp"])
    numbers = table(["ID", "Description"], ["1", "Fuse"], ["2", "Lamp"])
    assert (meaning(keys)["ID"], meaning(numbers)["ID"]) == ("key", None)
    words = table(["Product Page", "Description"], ["C1234", "Fuse"])
    assert meaning(words)["Product Page"] is None


def test_without_a_header_only_unmistakable_columns_are_guessed():
    read = table(["Fuse 3A", "https://shop.example/1"], ["Fuse 5A", "https://shop.example/2"])
    assert read.header_row is None
    assert meaning(read) == {"column 1": None, "column 2": "product_page"}
    assert len(read.rows) == 2


def test_a_mapping_by_hand_wins_and_may_leave_a_column_out():
    read = table(["Text", "MPN"], ["Fuse", "F1"]).with_mapping({"Text": "description", "MPN": ""})
    assert read.records()[0][1] == {"description": "Fuse"}


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("12.0", 12), ("1,200", 1200), ("1.234,00", 1234), ("1,234.0", 1234), ("0,5", 0.5), ("€ 1,50", 1.5),
     ("1.5 EUR", 1.5), ("1,234,567", 1234567), ("-", None), ("n/a", None), ("", None)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, number):
    found = cells.amount(text, "price")
    assert found == number if number is None else float(found) == number


@pytest.mark.parametrize("text", ["twelve", "1-2", "12 pcs", "1e5", "--5", "1..2,", "NaN1"])
def test_what_is_no_number_is_refused_with_the_field(text):
    with pytest.raises(ValidationException) as refused:
        cells.amount(text, "quantity")
    assert refused.value.field == "quantity"
    assert text in refused.value.message


@given(st.integers(0, 10**9))
def test_whole_numbers_survive_thousands_separators(number):
    assert cells.whole(f"{number:,}", "quantity") == cells.whole(str(number), "quantity") == number
