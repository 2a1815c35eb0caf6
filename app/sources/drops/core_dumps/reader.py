"""One dropped file that is a core dump: the row of the raw table that it becomes."""

from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.sources.drops.core_dumps.base64_text import decoded
from app.sources.drops.core_dumps.elf import is_core_file, read_core_file
from app.sources.drops.core_dumps.facts import Facts, binary_facts, elf_facts
from app.sources.drops.core_dumps.image import is_image, read_image
from app.sources.drops.core_dumps.owner import crashed_at, device_of

CORE_DUMPS = "core_dumps"


def is_core_dump(content: bytes) -> bool:
    """Whether the file is a core dump of ESP-IDF: an ELF core file or the image in flash, or base64 of either."""
    return _binary(content) is not None


def read_core_dump(content: bytes, key: str, arrived_at: datetime) -> dict[str, Any]:
    """The row of a file for which `is_core_dump`, without its origin.

    The same dump has the same `sha256` as an image and as its base64, whatever of the flash comes after it.

    Raises:
        SourceFormatException: it is cut off, damaged, or nothing says whose it is.
    """
    dump = _binary(content)
    assert dump is not None  # noqa: S101 - only such files are of this kind
    whole, facts = _opened(dump)
    return {
        "device_key": device_of(key),
        "crashed_at": crashed_at(key, arrived_at),
        **asdict(facts),
        "size_bytes": len(whole),
        "sha256": sha256(whole).hexdigest(),
    }


def _binary(content: bytes) -> bytes | None:
    for dump in (content, decoded(content)):
        if dump is not None and (is_core_file(dump) or is_image(dump)):
            return dump
    return None


def _opened(dump: bytes) -> tuple[bytes, Facts]:
    if is_core_file(dump):
        return dump, elf_facts(read_core_file(dump))
    image = read_image(dump)
    facts = elf_facts(read_core_file(image.data)) if image.is_elf else binary_facts(image.data)
    return image.whole, replace(facts, chip=image.chip)
