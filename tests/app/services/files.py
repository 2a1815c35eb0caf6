"""Small files for tests, made here: pictures, bombs, PDFs."""

import struct
import zlib
from io import BytesIO

from fpdf import FPDF
from PIL import Image


def picture(kind="PNG", size=(40, 20), colour="red", mode="RGB"):
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind)
    return out.getvalue()


def bomb(width=30_000, height=30_000):
    """A PNG of a few bytes that claims a great many pixels."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def pdf(*texts, password=None):
    """A PDF with one page for each text."""
    document = FPDF()
    document.set_font("helvetica", size=12)
    for text in texts:
        document.add_page()
        document.multi_cell(0, text=text)
    if password is not None:
        document.set_encryption(owner_password="owner", user_password=password)
    return bytes(document.output())
