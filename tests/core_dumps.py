"""Small core dumps of ESP-IDF, put together piece by piece as the format says."""

import zlib
from base64 import b64encode
from hashlib import sha256

TCB = 0x3FFAFBA0
CRC_VERSIONS = (0x0100, 0x0102)
SHA_VERSIONS = (0x0101, 0x0103, 0x0104)
HEADERS = {0x0002: 5, 0x0003: 6, 0x0100: 5, 0x0101: 5, 0x0102: 6, 0x0103: 6, 0x0104: 3}
"""Numbers in the header by version."""


def numbers(*values, size=4):
    return b"".join(value.to_bytes(size, "little") for value in values)


def padded(content):
    return content + bytes(-len(content) % 4)


def note(name, number, body):
    return numbers(len(name) + 1, len(body), number) + padded(name.encode() + b"\0") + padded(body)


def control_block(task=b"main"):
    return bytes(52) + task.ljust(16, b"\0") + bytes(32)


def registers(counter=0x4008110D, task=TCB):
    return note("CORE", 1, bytes(24) + numbers(task) + bytes(44) + numbers(counter) + bytes(60))


def notes(chip=0, digits=b"1b43c5e74", extra=(TCB, 232, 29, 238, 16), words=b""):
    found = note("ESP_CORE_DUMP_INFO", 8266, numbers(0x0103, chip, size=2) + digits.ljust(66, b"\0") + b"\0\0")
    found += note("ESP_EXTRA_INFO", 677, numbers(*extra))
    return found + (note("ESP_PANIC_DETAILS", 679, words) if words else b"")


def elf(*segments, kind=4, machine=0x5E):
    """An ELF file of segments given as type, address and bytes."""
    head = b"\x7fELF" + bytes([1, 1, 1]) + bytes(9) + numbers(kind, machine, size=2)
    head += numbers(1, 0, 52, 0, 0) + numbers(52, 32, len(segments), 40, 0, 0, size=2)
    at = len(head) + 32 * len(segments)
    for type_, address, content in segments:
        head += numbers(type_, at, address, address, len(content), len(content), 6, 0)
        at += len(content)
    return head + b"".join(content for *_, content in segments)


def core_file(machine=0x5E, task=b"main", counter=0x4008110D, **said):
    """A core file of a crash; `said` goes into its notes."""
    other = registers(0x40080000, TCB + 4)
    parts = (4, 0, registers(counter) + other), (1, TCB, control_block(task)), (4, 0, notes(**said))
    return elf(*parts, machine=machine)


def image(data, version=0x0103, chip=0, tasks=0, tcb_size=0):
    """What lies in flash: header, data, checksum."""
    checksum = 32 if version in SHA_VERSIONS else 4
    length = 4 * HEADERS[version] + len(data) + checksum
    rest = (1,) if version == 0x0104 else (tasks, tcb_size, 0, 1)[: HEADERS[version] - 2]
    content = numbers(length) + numbers(version, chip, size=2) + numbers(*rest) + data
    return content + (sha256(content).digest() if checksum == 32 else numbers(zlib.crc32(content)))


def binary_image(version=0x0003, chip=9, task=b"main"):
    """A dump in binary form, with one task and an empty stack."""
    block = control_block(task)
    return image(numbers(TCB, TCB + 400, TCB + 600) + block + bytes(200), version, chip, 1, len(block))


def printed(dump):
    """What a device prints: pieces of at most 48 bytes, each padded, between two marks."""
    pieces = [dump[:20], *(dump[at : at + 48] for at in range(20, len(dump), 48))]
    mark = "================= CORE DUMP {} =================\r\n"
    lines = "".join(b64encode(piece).decode() + "\r\n" for piece in pieces)
    return (mark.format("START") + lines + mark.format("END")).encode()
