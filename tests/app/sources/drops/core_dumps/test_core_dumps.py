"""Core dumps among dropped files: told by their content, taken whole or not at all."""

import gzip
from base64 import b64encode, encodebytes
from datetime import UTC, datetime, timedelta

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.contracts.raw.object_store import CORE_DUMPS as CONTRACT
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations
from app.sources.drops.core_dumps.exception_causes import CAUSES
from app.sources.drops.core_dumps.reader import CORE_DUMPS
from app.sources.drops.fields import CLOCK_SKEW
from app.sources.drops.reader import read_drop
from tests.core_dumps import (
    HEADERS,
    TCB,
    binary_image,
    core_file,
    elf,
    image,
    note,
    notes,
    numbers,
    printed,
    registers,
)

ARRIVED = datetime(2026, 1, 31, 9, tzinfo=UTC)
KEY = "drops/dumps/ab12cd34/crash.bin"
FACTS = {
    "device_key": "ab12cd34", "crashed_at": ARRIVED, "chip": "esp32", "elf_sha256_prefix": "1b43c5e74", "task": "main",
    "reason": "StoreProhibited", "exception_cause": 29, "exception_address": "0x00000010",
    "program_counter": "0x4008110d",
}  # fmt: skip
ELF = core_file()
IMAGE = image(ELF)


def read(content, key=KEY):
    return read_drop(content, key, ARRIVED, max_bytes=200_000)


def row_of(content, key=KEY):
    found = read(content, key)
    assert found.problems == []
    (row,) = found.rows[CORE_DUMPS]
    frame = pl.DataFrame([row | {"key": key, "read_no": 1}], schema=CONTRACT.schema)
    assert violations(conform(frame, CONTRACT), CONTRACT) == []
    return row


def facts_of(content):
    return {name: value for name, value in row_of(content).items() if name in FACTS}


def reason_of(content, key=KEY):
    found = read(content, key)
    assert not any(found.rows.values())
    (problem,) = found.problems
    assert problem.line == 0
    return problem.reason


def zstd(content):
    return pa.compress(content, codec="zstd", asbytes=True)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd], ids=["plain", "gzip", "zstd"])
@pytest.mark.parametrize("write", [bytes, b64encode, encodebytes, printed], ids=["binary", "base64", "lines", "serial"])
@pytest.mark.parametrize("dump", [ELF, IMAGE], ids=["elf", "image"])
def test_a_dump_tells_the_same_in_every_form(dump, write, pack):
    assert facts_of(pack(write(dump))) == FACTS


@pytest.mark.parametrize("version", [version for version in HEADERS if version >= 0x0100])
def test_every_version_of_the_image_is_read(version):
    assert facts_of(image(ELF, version)) == FACTS


def test_text_in_utf_16_is_read_like_any_other():
    assert facts_of(printed(IMAGE).decode().encode("utf-16")) == FACTS


def test_an_image_is_the_same_dump_as_its_base64_and_as_the_whole_partition():
    rows = [row_of(content) for content in (IMAGE, printed(IMAGE), IMAGE + b"\xff" * 4096, gzip.compress(IMAGE))]
    assert len({row["sha256"] for row in rows}) == 1
    assert {row["size_bytes"] for row in rows} == {len(IMAGE)}
    assert row_of(ELF)["sha256"] != rows[0]["sha256"]


def test_a_risc_v_chip_says_why_in_words_only():
    dump = image(core_file(0xF3, chip=13, extra=(TCB, 0), words=b"abort() was called"), 0x0104, 13)
    expected = {"chip": "esp32c6", "reason": "abort() was called", "exception_cause": None, "exception_address": None}
    assert facts_of(dump) == FACTS | expected


@pytest.mark.parametrize("version", [0x0002, 0x0003])
def test_the_binary_form_tells_chip_and_task(version):
    nothing = dict.fromkeys(FACTS) | {"device_key": "ab12cd34", "crashed_at": ARRIVED}
    assert facts_of(binary_image(version, 9, b"wifi")) == nothing | {"chip": "esp32s3", "task": "wifi"}


LOST = {
    "a task that is not in the dump": ({"extra": (0xDEADBEEF, 232, 0xFFFF, 238, 0)}, ("task", "program_counter")),
    "a cause that nobody knows": ({"extra": (TCB, 232, 7, 238, 0)}, ("reason", "exception_cause")),
    "no extra information": ({"extra": ()}, ("task", "program_counter", "exception_cause", "exception_address")),
    "digits that are none": ({"digits": b"not a hash"}, ("elf_sha256_prefix",)),
    "a chip that nobody knows": ({"chip": 999}, ("chip",)),
    "a name that is none": ({"task": b"\x01\x02"}, ("task",)),
}


@pytest.mark.parametrize("name", LOST)
def test_what_a_dump_does_not_say_stays_open(name):
    said, missing = LOST[name]
    facts = facts_of(core_file(**said))
    assert [facts[column] for column in missing] == [None] * len(missing)
    assert facts["device_key"] == "ab12cd34"


name = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=15)
words = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), max_size=80)


@settings(max_examples=40)
@given(name, words, st.sampled_from([cause for cause in CAUSES if cause is not None]), st.integers(0, 2**32 - 1))
def test_what_was_written_is_what_is_read(task, said, cause, counter):
    dump = core_file(task=task.encode(), counter=counter, extra=(TCB, 232, cause, 238, counter), words=said.encode())
    address = f"0x{counter:08x}"
    expected = {"task": task, "reason": said.strip() or CAUSES[cause], "exception_cause": cause}
    assert facts_of(image(dump, 0x0102)) == FACTS | expected | {
        "exception_address": address, "program_counter": address,
    }  # fmt: skip


REFUSED = {
    "a cut image": (IMAGE[:-1], f"cut off: it has {len(IMAGE) - 1:,} of {len(IMAGE):,} bytes. Send it again whole"),
    "cut base64": (b64encode(IMAGE)[:-9], "it is cut off: it has"),
    "a damaged image": (IMAGE[:-40] + b"\x01" + IMAGE[-39:], "its checksum is another"),
    "a length that is too short": (numbers(8) + IMAGE[4:], "it is cut off"),
    "a cut core file": (ELF[:-1], "it is cut off or damaged. Send it again whole"),
    "a head alone": (ELF[:30], "it is cut off or damaged"),
    "a core file of another system": (elf((4, 0, registers()), machine=0xF3), "without the note ESP_CORE_DUMP_INFO"),
    "a note that is too long": (elf((4, 0, notes()[:-4])), "it is cut off or damaged"),
    "segments on top of each other": (
        elf(*[(4, 0, b"")] * 9, (4, 0, notes())).replace(numbers(4, 372, 0, 0, 0), numbers(4, 372, 0, 0, 150)),
        "it is cut off or damaged",
    ),
    "cut gzip": (gzip.compress(ELF)[:-1], "the packed file is cut off or damaged"),
    "a program": (elf((1, 0x40080000, b"code"), kind=2), "it is a program (ELF)"),
    "a library of a computer": (b"\x7fELF\x02\x01\x01" + bytes(60), "it is a program (ELF)"),
    "base64 of a note": (b64encode(b"a note to nobody, long enough"), "it is none of NDJSON"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_whole_or_of_something_else_is_refused_with_what_to_do(what):
    content, reason = REFUSED[what]
    assert reason in reason_of(content)


@pytest.mark.parametrize("key", ["drops/crash.bin", "crash.bin", "drops/dumps/AB12CD34/a", "drops/ab12cd34/old/a"])
def test_without_the_folder_of_its_device_a_dump_is_refused(key):
    assert "no key of a device. Drop it again in a folder" in reason_of(IMAGE, key)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-01-31T08:00:00Z.dmp", datetime(2026, 1, 31, 8, tzinfo=UTC)),
        ("crash-20260131T080000.123.b64", datetime(2026, 1, 31, 8, tzinfo=UTC)),
        ("2026-01-31T08-00-00+0200", datetime(2026, 1, 31, 6, tzinfo=UTC)),
        ("2026-01-31T08-00-00-01:00_main.elf", datetime(2026, 1, 31, 9, tzinfo=UTC)),
        ("2026-01-30.dmp", ARRIVED),
        ("crash", ARRIVED),
        (f"{ARRIVED + CLOCK_SKEW:%Y%m%dT%H%M%SZ}", ARRIVED + CLOCK_SKEW),
    ],
)
def test_the_time_is_that_in_the_name_or_else_that_of_its_arrival(name, expected):
    assert row_of(IMAGE, f"drops/ab12cd34/{name}")["crashed_at"] == expected


def test_a_time_that_cannot_be_is_refused():
    assert "2026-02-30T08-00-00Z, does not exist" in reason_of(IMAGE, "drops/ab12cd34/2026-02-30T08-00-00Z")
    assert "does not exist" in reason_of(IMAGE, "drops/ab12cd34/0001-01-01T00:00:00+05:00")
    late = ARRIVED + CLOCK_SKEW + timedelta(seconds=1)
    assert "lies after 2026-01-31 09:00 UTC" in reason_of(IMAGE, f"drops/ab12cd34/{late:%Y%m%dT%H%M%SZ}")


@given(st.sampled_from([IMAGE, image(ELF, 0x0102), image(ELF, 0x0104), binary_image(), ELF]), st.data())
def test_of_a_dump_that_was_cut_nothing_is_taken(dump, data):
    cut = dump[: data.draw(st.integers(0, len(dump) - 1))]
    for content in (cut, printed(cut), gzip.compress(cut)):
        assert reason_of(content)


@given(st.sampled_from([IMAGE, image(ELF, 0x0102), image(ELF, 0x0104), binary_image()]), st.data())
def test_of_an_image_with_a_flipped_bit_nothing_is_taken(dump, data):
    bit = data.draw(st.integers(0, 8 * len(dump) - 1))
    damaged = bytearray(dump)
    damaged[bit // 8] ^= 1 << bit % 8
    assert reason_of(bytes(damaged))


@given(st.binary(max_size=40), st.integers(0, len(ELF)), st.integers(0, 40))
def test_a_core_file_with_anything_in_it_is_taken_whole_or_refused(junk, at, removed):
    """It has no checksum: what can be read is a row that keeps its contract, and never half of one."""
    damaged = ELF[:at] + junk + ELF[at + removed :]
    found = read(damaged)
    assert len(found.problems) == 0 if found.rows[CORE_DUMPS] else len(found.problems) == 1
    if found.rows[CORE_DUMPS]:
        row_of(damaged)


def test_very_many_notes_are_no_burden():
    many = b"".join([note("x", 1, b"")] * 11_000)
    found = read_drop(elf((4, 0, many + notes())), KEY, ARRIVED, max_bytes=2**20)
    assert "without the note" in found.problems[0].reason


REAL = {
    "esp32/coredump.b64": ("esp32", "1b43c5e74", "main", "abort() was called at PC 0x400d66b9 on core 0", "0x4008110d"),
    "esp32c6/coredump.b64": (
        "esp32c6", "64d3738c1", "main", "abort() was called at PC 0x4200c3d5 on core 0", "0x40804796",
    ),
    "esp32/coredump_bin.b64": ("esp32", None, "main", None, None),
    "esp32s3/coredump_bin.b64": ("esp32s3", None, "main", None, None),
}  # fmt: skip


@pytest.mark.parametrize("file", REAL)
def test_dumps_of_real_chips_tell_what_the_makers_own_tool_tells(shared_data, file):
    path = shared_data / "iot" / "esp-coredump" / file
    if not path.is_file():  # data of others, which may be there in part
        pytest.skip(f"{path.name}, a dump of a real chip, is not here")
    row = row_of(path.read_bytes())
    columns = ("chip", "elf_sha256_prefix", "task", "reason", "program_counter")
    assert tuple(row[column] for column in columns) == REAL[file]
