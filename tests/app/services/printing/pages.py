"""PDFs as a printer shows them: pictures of pages, their codes and words."""

from io import BytesIO

import pypdfium2
import zxingcpp
from pypdf import PdfReader


def images(pdf, dots_per_inch=300):
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dots_per_inch / 72).to_pil().convert("L") for page in document]


def codes(image):
    return {found.text for found in zxingcpp.read_barcodes(image)}


def words(pdf):
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
