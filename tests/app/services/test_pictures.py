"""Thumbnails and pictures of pages: sizes, kinds, bombs and broken files."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.exceptions import InvalidOperationException
from app.services.pictures import page_picture, thumbnail
from tests.app.services.files import bomb, picture


@pytest.mark.rule(32)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(("size", "expected"), [(1, (1, 1)), (10, (10, 5)), (1000, (40, 20))])
def test_a_thumbnail_is_a_jpeg_that_fits_and_is_never_larger(kind, size, expected):
    made = Image.open(BytesIO(thumbnail(picture(kind), size)))
    assert (made.format, made.size) == ("JPEG", expected)
    assert made.getpixel((0, 0))[0] > 240


@pytest.mark.parametrize(
    ("mode", "colour"), [("RGBA", (255, 0, 0, 0)), ("LA", (0, 0)), ("P", 0), ("I;16", 65535), ("1", 1)]
)
def test_clear_is_white_and_every_mode_becomes_a_thumbnail(mode, colour):
    out = BytesIO()
    image = Image.new(mode, (8, 8), colour)
    image.save(out, "PNG", **({"transparency": 0} if mode == "P" else {}))
    made = Image.open(BytesIO(thumbnail(out.getvalue(), 8)))
    assert made.mode == "RGB"
    if mode != "I;16":
        assert min(made.getpixel((4, 4))) > 250


def test_a_photo_is_turned_upright():
    out = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20)).save(out, "JPEG", exif=exif)
    assert Image.open(BytesIO(thumbnail(out.getvalue(), 100))).size == (20, 40)


def test_bombs_are_never_unpacked():
    for size in (30_000, 10_000, 7_100):
        with pytest.raises(InvalidOperationException, match="more than 50 million pixels"):
            thumbnail(bomb(size, size), 100)
    assert page_picture(bomb()) is None
    with pytest.raises(InvalidOperationException):
        thumbnail(bomb(7000, 7000), 100)  # allowed in size, but the data is not there


@given(st.binary(max_size=200), st.integers(0, 150), st.sampled_from(["PNG", "JPEG", "WEBP", "ICO", "BMP", "GIF"]))
def test_broken_files_are_refused_in_words(junk, cut, kind):
    for data in (junk, picture(kind)[:cut], picture(kind)[:cut] + junk):
        page_picture(data)
        with suppress(InvalidOperationException):
            thumbnail(data, 10)


@pytest.mark.rule(27)
def test_a_page_s_picture_is_no_gif_and_no_single_pixel_and_icons_become_png():
    for refused in (
        picture("GIF"),
        picture("TIFF"),
        picture(size=(1, 1)),
        picture(size=(1, 9)),
        b"<svg/>",
        b"",
        picture()[:50],
    ):
        assert page_picture(refused) is None
    for kept in ("PNG", "JPEG", "WEBP"):
        data = picture(kind=kept)
        assert page_picture(data).data == data
        assert page_picture(data).content_type == f"image/{kept.lower()}"
    for converted in ("ICO", "BMP"):
        made = page_picture(picture(converted, size=(16, 16)))
        assert (made.content_type, Image.open(BytesIO(made.data)).format) == ("image/png", "PNG")
