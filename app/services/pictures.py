"""Pictures: small versions of them, and pictures that stand for a web page. Every file is taken to be hostile."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from app.domain.quality.file_kind import sniff
from app.exceptions import InvalidOperationException

MAX_PIXELS = 50_000_000
"""More than any camera's picture; what claims more is a bomb and is never unpacked."""
MAX_THUMBNAIL = 1000
_TOO_LARGE = f"the picture claims more than {MAX_PIXELS // 1_000_000} million pixels and is not unpacked"
_QUALITY = 85
_STORED = ("PNG", "JPEG", "WEBP")
_CONVERTED = ("ICO", "BMP")
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, OverflowError, MemoryError, struct.error)


@dataclass(frozen=True)
class Picture:
    """A picture in one of the kinds that are shown: PNG, JPEG or WebP."""

    data: bytes
    content_type: str


def thumbnail(data: bytes, size: int) -> bytes:
    """A JPEG that fits into `size` x `size` pixels; small pictures are not enlarged, what is clear becomes white.

    Raises:
        InvalidOperationException: not a picture that can be read, or one with too many pixels.
    """
    with _opened(data, _STORED, "make a thumbnail") as image:
        image.draft("RGB", (size, size))  # a JPEG is unpacked no larger than needed
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((size, size), Image.Resampling.LANCZOS)
        out = BytesIO()
        _on_white(upright).save(out, "JPEG", quality=_QUALITY)
        return out.getvalue()


def page_picture(data: bytes) -> Picture | None:
    """A picture that stands for a web page; None for GIFs, single pixels and what is no picture.

    Other kinds of image, such as icons, become PNG.
    """
    try:
        with _opened(data, _STORED + _CONVERTED, "use the page's picture") as image:
            if image.width <= 1 or image.height <= 1:
                return None
            if image.format in _STORED:
                image.load()
                return Picture(data, sniff(data).content_type)
            out = BytesIO()
            image.convert("RGBA").save(out, "PNG")
            return Picture(out.getvalue(), "image/png")
    except InvalidOperationException:
        return None


@contextmanager
def _opened(data: bytes, formats: tuple[str, ...], operation: str) -> Iterator[Image.Image]:
    try:
        with Image.open(BytesIO(data), formats=formats) as image:
            if image.width * image.height > MAX_PIXELS:
                raise InvalidOperationException(operation, _TOO_LARGE)
            yield image
    except Image.DecompressionBombError as error:
        raise InvalidOperationException(operation, _TOO_LARGE) from error
    except (*_BROKEN, zlib.error) as error:
        raise InvalidOperationException(operation, "the file is not a picture that can be read") from error


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    return image.convert("RGB")
