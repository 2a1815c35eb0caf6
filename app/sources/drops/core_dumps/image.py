"""A core dump as it lies in flash or comes over a serial line: header, data, checksum over both.

Format: ESP-IDF, component `espcoredump`. The header is three to six numbers of four bytes: length of the whole, chip
and version, then, by version, numbers of tasks and their sizes, revision of the chip. The data is an ELF core file, or
in the older binary form the tasks one after the other.
"""

import struct
import zlib
from dataclasses import dataclass
from hashlib import sha256

from app.exceptions import SourceFormatException
from app.sources.drops.core_dumps.elf import MAGIC

CHIPS = {
    0: "esp32", 2: "esp32s2", 5: "esp32c3", 9: "esp32s3", 12: "esp32c2", 13: "esp32c6", 16: "esp32h2", 18: "esp32p4",
    20: "esp32c61", 23: "esp32c5", 25: "esp32h21", 28: "esp32h4", 32: "esp32s31",
}  # fmt: skip
"""By the number that ESP-IDF gives them."""
_CRC32, _SHA256 = 4, 32
_LAYOUTS = {
    0x0002: (20, _CRC32), 0x0003: (24, _CRC32),
    0x0100: (20, _CRC32), 0x0101: (20, _SHA256), 0x0102: (24, _CRC32), 0x0103: (24, _SHA256), 0x0104: (12, _SHA256),
}  # fmt: skip
"""Bytes of header and checksum by version."""
_FIRST_ELF = 0x0100
_TASKS, _TCB_SIZES = range(1, 1001), range(1, 4097)
_HEADER = struct.Struct("<I2H2I")
"""Length, version, chip, and in the binary form tasks and bytes of a task's control block."""


@dataclass(frozen=True)
class Image:
    """A whole dump: the chip, the data and whether it is ELF, and all bytes from header to checksum."""

    chip: str
    data: bytes
    is_elf: bool
    whole: bytes


def is_image(content: bytes) -> bool:
    """Whether the bytes begin as a dump of a known version and chip."""
    if len(content) < _HEADER.size:
        return False
    _, version, chip, tasks, tcb_size = _HEADER.unpack_from(content)
    if version not in _LAYOUTS or chip not in CHIPS:
        return False
    if version >= _FIRST_ELF:
        return content.startswith(MAGIC, _LAYOUTS[version][0])
    return tasks in _TASKS and tcb_size in _TCB_SIZES


def read_image(content: bytes) -> Image:
    """The dump at the beginning of `content`, for which `is_image`; the rest of the flash partition is left out.

    Raises:
        SourceFormatException: it is cut off, or its checksum is another.
    """
    length, version, chip, *_ = _HEADER.unpack_from(content)
    header, checksum = _LAYOUTS[version]
    if not header + checksum <= length <= len(content):
        problem = f"it is cut off: it has {len(content):,} of {length:,} bytes"
        raise SourceFormatException("The core dump", problem, "Send it again whole")
    whole = content[:length]
    if _checksum(whole[:-checksum], checksum) != whole[-checksum:]:
        raise SourceFormatException("The core dump", "it is damaged: its checksum is another", "Send it again")
    return Image(CHIPS[chip], whole[header:-checksum], version >= _FIRST_ELF, whole)


def _checksum(content: bytes, size: int) -> bytes:
    return sha256(content).digest() if size == _SHA256 else zlib.crc32(content).to_bytes(_CRC32, "little")
