"""Core dumps that devices of the demo drop after a crash: small ones, as ESP-IDF writes them into flash."""

import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import numpy as np
import polars as pl

from app.domain.demo.device_models import MODELS, digest_of

CORE_DUMPS = 4
_VERSION, _ESP32S3, _XTENSA = 0x0103, 9, 0x5E
_TASK = 0x3FC97304
"""Address of the control block of the task that crashed."""
_SHOWN_DIGITS = 9
"""Of the program's SHA-256; ESP-IDF's default."""


@dataclass(frozen=True)
class Crash:
    """What a program may do wrong: task, exception cause, program counter, the device's own words."""

    task: str
    cause: int
    counter: int
    words: str = ""


_CRASHES = (
    Crash("main", 29, 0x403753B1, "abort() was called at PC 0x42009d31 on core 0"),
    Crash("wifi", 28, 0x420151C4),
    Crash("sensor", 6, 0x4200A0F8),
)


def make_core_dumps(rng: np.random.Generator, devices: pl.DataFrame) -> dict[str, bytes]:
    """A dump of each of a few devices by object key, made in the last day on which it was seen."""
    files: dict[str, bytes] = {}
    rows = devices.select("key", "device_model_id", "firmware_version", "created_at", "last_seen_at").rows()
    for place in rng.choice(len(rows), min(CORE_DUMPS, len(rows)), replace=False):
        key, model, firmware, born, seen = rows[int(place)]
        at: datetime = max(born, seen - timedelta(seconds=int(rng.integers(1, 86_400))))
        crash = _CRASHES[int(rng.integers(len(_CRASHES)))]
        program = digest_of(MODELS[model - 1], firmware, "elf")
        files[f"drops/dumps/{key}/{at:%Y-%m-%dT%H-%M-%SZ}.dmp"] = _image(_core_file(crash, program))
    return files


def _image(core: bytes) -> bytes:
    header = struct.pack("<I2H4I", 24 + len(core) + 32, _VERSION, _ESP32S3, 0, 0, 0, 2)
    return header + core + sha256(header + core).digest()


def _core_file(crash: Crash, program: str) -> bytes:
    """Registers, control block and notes; each is a segment."""
    registers = struct.pack("<24xI44xI", _TASK, crash.counter).ljust(588, b"\x00")
    block = crash.task.encode().rjust(52 + len(crash.task), b"\x00").ljust(340, b"\x00")
    info = struct.pack("<2H", _VERSION, _ESP32S3) + program[:_SHOWN_DIGITS].encode().ljust(68, b"\x00")
    notes = _note("ESP_CORE_DUMP_INFO", 8266, info)
    notes += _note("ESP_EXTRA_INFO", 677, struct.pack("<5I", _TASK, 232, crash.cause, 238, 0))
    if crash.words:
        notes += _note("ESP_PANIC_DETAILS", 679, crash.words.encode())
    return _elf((4, 0, _note("CORE", 1, registers)), (1, _TASK, block), (4, 0, notes))


def _elf(*segments: tuple[int, int, bytes]) -> bytes:
    """A core file of segments given as type, address and bytes."""
    offset = 52 + 32 * len(segments)
    head = b"\x7fELF\x01\x01\x01".ljust(16, b"\x00")
    head += struct.pack("<2H5I6H", 4, _XTENSA, 1, 0, 52, 0, 0, 52, 32, len(segments), 40, 0, 0)
    for kind, address, content in segments:
        head += struct.pack("<8I", kind, offset, address, address, len(content), len(content), 6, 0)
        offset += len(content)
    return head + b"".join(content for _, _, content in segments)


def _note(name: str, number: int, body: bytes) -> bytes:
    label = _padded(name.encode() + b"\x00")
    return struct.pack("<3I", len(label), len(body), number) + label + _padded(body)


def _padded(content: bytes) -> bytes:
    return content + b"\x00" * (-len(content) % 4)
