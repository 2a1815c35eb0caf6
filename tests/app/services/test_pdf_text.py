"""Text of PDFs: read in a child that cannot hang or fill the application."""

from io import BytesIO

import pytest
from pypdf import PdfWriter

from app.services import pdf_text
from app.services.pdf_text import MAX_CHARACTERS, extract_text
from tests.app.services.files import pdf


def test_the_text_of_all_pages_is_read():
    assert extract_text(pdf("LM317 regulator", "Absolute maximum 40 V")).text.split() == (
        ["LM317", "regulator", "Absolute", "maximum", "40", "V"]
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdf("secret", password="x"), "protected by a password"),
        (b"%PDF-1.7 not one", "damaged"),
        (pdf("hello")[:400], "damaged|no text"),
        (b"", "damaged"),
        (pdf(""), "no text"),
    ],
    ids=["password", "junk", "cut", "empty", "blank"],
)
def test_why_there_is_no_text_is_said_in_words(data, said):
    found = extract_text(data)
    assert found.text is None
    assert any(part in found.problem for part in said.split("|"))


def test_time_is_limited():
    assert extract_text(pdf("slow"), seconds=0.01).problem == "reading it took more than 0.01 seconds"


def test_long_text_is_cut_and_a_bomb_does_not_fill_the_memory():
    writer = PdfWriter()
    writer.append(BytesIO(pdf("word " * 900)))
    for _ in range(150):
        writer.add_page(writer.pages[0])
    out = BytesIO()
    writer.write(out)
    assert MAX_CHARACTERS - 5000 < len(extract_text(out.getvalue(), seconds=60).text) <= MAX_CHARACTERS


def test_a_child_that_dies_is_a_problem_in_words(monkeypatch):
    monkeypatch.setattr(pdf_text.sys, "executable", "/bin/false")
    assert extract_text(pdf("x")).problem == "it is too large or damaged"
