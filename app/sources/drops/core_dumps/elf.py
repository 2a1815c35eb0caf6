"""A core file as ESP-IDF writes it (ELF, 32 bits, little-endian): its memory and its notes, without copying them.

Format: System V ABI, chapters *Object Files* and *Program Loading*; a note's name and body are padded to four bytes.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from app.exceptions import SourceFormatException

XTENSA, RISC_V = 0x5E, 0xF3
MAGIC = b"\x7fELF"
_START = MAGIC + b"\x01\x01"
"""32 bits, little-endian."""
_CORE = 4
_KIND = struct.Struct("<16x2H")
_HEADER = struct.Struct("<16x2H5I6H")
_SEGMENT = struct.Struct("<8I")
_NOTE = struct.Struct("<3I")
_MEMORY, _NOTES = 1, 4
_MAX_NOTES = 10_000


@dataclass(frozen=True)
class Note:
    """One note: who defines it, its number, its bytes."""

    name: str
    number: int
    body: bytes


@dataclass(frozen=True)
class CoreFile:
    """The chip's architecture, pieces of memory by their addresses, and notes in their order."""

    machine: int
    memory: dict[int, memoryview]
    notes: tuple[Note, ...]


def is_core_file(content: bytes) -> bool:
    """Whether the bytes begin as a core file of a chip that ESP-IDF runs on."""
    if not content.startswith(_START) or len(content) < _KIND.size:
        return False
    kind, machine = _KIND.unpack_from(content)
    return kind == _CORE and machine in {XTENSA, RISC_V}


def read_core_file(content: bytes) -> CoreFile:
    """The parts of a core file.

    Raises:
        SourceFormatException: it is cut off, or its parts overlap or do not add up.
    """
    view = memoryview(content)
    try:
        _, machine, *_ = _HEADER.unpack_from(view)
        segments = list(_segments(view))
        memory = {address: piece for kind, address, piece in segments if kind == _MEMORY}
        found = (note for kind, _, piece in segments if kind == _NOTES for note in _notes(piece))
        notes = tuple(islice(found, _MAX_NOTES))
    except struct.error as error:
        raise _damaged() from error
    return CoreFile(machine, memory, notes)


def _segments(view: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """Kind, address and bytes of every segment; together they are no longer than the file, so that reading is quick."""
    _, _, _, _, table, _, _, _, entry_size, count, *_ = _HEADER.unpack_from(view)
    left = len(view)
    for number in range(count):
        kind, start, address, _, size, *_ = _SEGMENT.unpack_from(view, table + number * entry_size)
        left -= size
        if start + size > len(view) or left < 0:
            raise _damaged()
        yield kind, address, view[start : start + size]


def _notes(piece: memoryview) -> Iterator[Note]:
    at = 0
    while at < len(piece):
        name_size, size, number = _NOTE.unpack_from(piece, at)
        body = at + _NOTE.size + _padded(name_size)
        if body + size > len(piece):
            raise _damaged()
        name = bytes(piece[at + _NOTE.size : body]).partition(b"\x00")[0]
        yield Note(name.decode("ascii", errors="replace"), number, bytes(piece[body : body + size]))
        at = _padded(body + size)


def _padded(size: int) -> int:
    return -(-size // 4) * 4


def _damaged() -> SourceFormatException:
    return SourceFormatException("The core dump", "it is cut off or damaged", "Send it again whole")
