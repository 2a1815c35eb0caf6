"""What a core dump states plainly: the chip, the program, the task that crashed, and why and where it did.

Notes: ESP-IDF, component `espcoredump`. Only the device's own words and numbers are taken; nothing is worked out from
stacks or symbols.
"""

import re
import struct
from dataclasses import dataclass

from app.exceptions import SourceFormatException
from app.sources.drops.core_dumps.elf import XTENSA, CoreFile
from app.sources.drops.core_dumps.exception_causes import CAUSES
from app.sources.drops.core_dumps.image import CHIPS

_INFO, _REGISTERS = "ESP_CORE_DUMP_INFO", "CORE"
_EXTRA_INFO, _PANIC_DETAILS = 677, 679
_TASK = struct.Struct("<24xI44xI")
"""Of a note with registers: address of the task's control block, program counter; both architectures agree in these."""
_XTENSA_EXTRA = struct.Struct("<I4xI4xI")
"""Address of the crashed task's control block, exception cause, exception address."""
_NAME = slice(52, 68)
"""Where ESP-IDF's default configuration of FreeRTOS has the name in a task's control block."""
_VERSION_SIZE, _TASK_HEADER = 4, 12
_PLAIN_NAME = re.compile(rb"([ -~]{1,15})\x00")
_DIGITS = re.compile(rb"[0-9a-f]{1,64}")
_MAX_REASON = 1000


@dataclass(frozen=True)
class Facts:
    """What is known of a crash; what a dump does not say is None. Addresses are written in hexadecimal."""

    chip: str | None = None
    elf_sha256_prefix: str | None = None
    task: str | None = None
    reason: str | None = None
    exception_cause: int | None = None
    exception_address: str | None = None
    program_counter: str | None = None


def elf_facts(core: CoreFile) -> Facts:
    """Facts of a dump in ELF form.

    Raises:
        SourceFormatException: it is a core file, and not of ESP-IDF.
    """
    info = next((note.body for note in core.notes if note.name == _INFO), None)
    if info is None or len(info) < _VERSION_SIZE:
        problem = f"it is a core file without the note {_INFO}"
        raise SourceFormatException("The core dump", problem, "Only dumps that ESP-IDF wrote can be read")
    extra = _body(core, _EXTRA_INFO)
    crashed = int.from_bytes(extra[:4], "little")
    cause, address = _exception(core, extra)
    return Facts(
        chip=CHIPS.get(int.from_bytes(info[2:4], "little")),
        elf_sha256_prefix=_digits(info[_VERSION_SIZE:]),
        task=_name(bytes(core.memory.get(crashed, b"")[_NAME])),
        reason=_words(_body(core, _PANIC_DETAILS)) or CAUSES.get(cause),
        exception_cause=cause,
        exception_address=address,
        program_counter=_program_counter(core, crashed),
    )


def binary_facts(data: bytes) -> Facts:
    """Facts of a dump in binary form, whose first task is the one that crashed."""
    return Facts(task=_name(data[_TASK_HEADER:][_NAME]))


def _body(core: CoreFile, number: int) -> bytes:
    return next((note.body for note in core.notes if note.number == number), b"")


def _exception(core: CoreFile, extra: bytes) -> tuple[int | None, str | None]:
    """Cause and address; only the notes of Xtensa chips have them, and not when the crashed task was lost."""
    if core.machine != XTENSA or len(extra) < _XTENSA_EXTRA.size:
        return None, None
    _, cause, address = _XTENSA_EXTRA.unpack_from(extra)
    return (cause, f"0x{address:08x}") if cause in CAUSES else (None, None)


def _program_counter(core: CoreFile, crashed: int) -> str | None:
    for note in core.notes:
        if note.name == _REGISTERS and len(note.body) >= _TASK.size:
            task, counter = _TASK.unpack_from(note.body)
            if task == crashed:
                return f"0x{counter:08x}"
    return None


def _name(raw: bytes) -> str | None:
    found = _PLAIN_NAME.match(raw)
    return found[1].decode("ascii").strip() or None if found else None


def _digits(raw: bytes) -> str | None:
    found = _DIGITS.fullmatch(raw.partition(b"\x00")[0])
    return found[0].decode("ascii") if found else None


def _words(raw: bytes) -> str | None:
    return raw.partition(b"\x00")[0][:_MAX_REASON].decode("utf-8", errors="replace").strip() or None
