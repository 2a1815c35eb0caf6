"""Labels as printed: codes that scan, text that fits, whatever it says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.labels.label import CODE_STYLES, Label, box_label, part_label, slot_label
from app.domain.labels.sheet import SHEETS
from app.exceptions import ValidationException
from app.services.printing.codes import encode
from app.services.printing.label_pages import print_labels
from tests.app.services.printing.pages import codes, images, words

LABELS = [
    part_label("QRST", "Resistor 4k7 0603 −55℃..155℃ Ω µ", ("RC0603FR-074K7L", "Resistor", "0603")),
    box_label(999_999, "Drawer SMD", "Bench, aisle 1, bay 2, level 3", "for Resistor"),
    slot_label("7-3", "Drawer SMD"),
]


@pytest.mark.parametrize("code", CODE_STYLES)
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_code_on_every_sheet_scans_as_the_id(sheet, code):
    if code == "qr+code128" and sheet.name == "a4-65":
        with pytest.raises(ValidationException, match="too narrow"):
            print_labels(LABELS, sheet, code)
        return
    pdf = print_labels(LABELS, sheet, code)
    pages = images(pdf)
    assert len(pages) == (3 if sheet.per_page == 1 else 1)
    assert set().union(*map(codes, pages)) == (set() if code == "none" else {"QRST", "BOX 999999", "7-3"})
    text = " ".join(words(pdf))
    for shown in ("QRST", "Box 999999", "7-3", "Drawer SMD"):
        assert shown in text


def test_words_are_readable_and_long_ones_are_cut_with_an_ellipsis():
    (text,) = words(print_labels(LABELS[:1], SHEETS["a4-8"], "qr"))
    assert "−55℃..155℃ Ω µ" in text.replace("\n", " ")
    (text,) = words(print_labels([part_label("ABCD", "endless " * 400)], SHEETS["a4-65"], "qr"))
    assert text.count("endless") < 10
    assert text.rstrip().endswith("…")


HOSTILE = [
    *(
        "W" * 3000,
        "<script>alert(1)</script>",
        "**bold** __x__",
        "a\x00b\r\n\tc",
        "\u202egnirts",
        "😀👩‍👩‍👧",
        "中文字符",
        "\ud800",
    ),
    *("e" + "\u0301" * 500, "ﷺ" * 50, "%s{}\\n", "(paren\\)", "\u2066x\u2069", "شكرا שלום", "\U0010ffff", " "),
]


def outside(sheet, image):
    """Whether ink lies outside the first label."""
    ink = np.asarray(image) < 128
    scale = image.width / sheet.page_width
    x, y = sheet.place(0)
    inside = np.zeros_like(ink)
    right, bottom = x + sheet.label_width, y + sheet.label_height
    inside[int(y * scale) : int(bottom * scale) + 1, int(x * scale) : int(right * scale) + 1] = True
    return bool((ink & ~inside).any())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_on_its_label(text):
    sheet = SHEETS["a4-24"]
    (image,) = images(print_labels([Label("ABCD", "ABCD", (text, text, text, text))], sheet, "qr+code128"), 80)
    assert not outside(sheet, image)


@settings(max_examples=8)
@given(st.lists(st.text(max_size=300), max_size=5), st.text(max_size=40))
def test_any_text_stays_on_its_label(lines, heading):
    (image,) = images(print_labels([Label(heading, "ABCD", tuple(lines))], SHEETS["a4-65"], "qr"), 80)
    assert not outside(SHEETS["a4-65"], image)


def test_codes_are_what_the_library_makes_module_by_module():
    assert [len(encode(kind, "ABCD").rows) for kind in ("qr", "datamatrix", "code128")] == [21, 12, 1]
    bars = encode("code128", "ABCD")
    assert len(bars.rows[0]) == 11 * 6 + 13  # start, four letters, check; stop
