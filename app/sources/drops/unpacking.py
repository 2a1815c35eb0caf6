"""Unpacking of gzip and zstd in small steps, so that a bomb never fills the memory and a cut file gives what it has."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pyarrow as pa

from app.exceptions import PayloadTooLargeException

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_STEP = 4096


@dataclass(frozen=True)
class Unpacked:
    """The bytes inside; `problem` says why they end early, None when they are complete."""

    data: bytes
    problem: str | None = None


def is_packed(content: bytes) -> bool:
    """Whether the bytes begin as gzip or zstd does."""
    return content.startswith((GZIP_MAGIC, ZSTD_MAGIC))


def unpack(content: bytes, max_bytes: int) -> Unpacked:
    """What is inside of a gzip or zstd file, as far as it can be read; anything else comes back as it is.

    Raises:
        PayloadTooLargeException: there is more inside than `max_bytes`; no more than that was unpacked.
    """
    if not is_packed(content):
        return Unpacked(content)
    read = _reader(content)
    unpacked = bytearray()
    try:
        while step := read(_STEP):
            unpacked += step
            if len(unpacked) > max_bytes:
                raise PayloadTooLargeException(f"it unpacks to more than {max_bytes / 1048576:.0f} MB")
    except (EOFError, OSError, zlib.error):
        return Unpacked(bytes(unpacked), "the packed file is cut off or damaged after this; send it again whole")
    return Unpacked(bytes(unpacked))


def _reader(content: bytes) -> Callable[[int], bytes]:
    if content.startswith(GZIP_MAGIC):
        return gzip.GzipFile(fileobj=BytesIO(content)).read1
    reader: Callable[[int], bytes] = pa.input_stream(pa.py_buffer(content), compression="zstd").read
    return reader
