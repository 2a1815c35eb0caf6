"""Raw tables of the object store: what lies there, and what the dropped files hold."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import DROP_KINDS, LOG_LEVELS

OBJECTS = Contract(
    layer="raw",
    name="objects",
    version=1,
    description="Every object of the bucket: documents below cas/, dropped files below drops/.",
    grain="one object",
    key=("key",),
    columns=(
        Column("key", pl.String, "name in the bucket"),
        Column("size", pl.Int64, "size", unit="bytes", minimum=0),
        Column("etag", pl.String, "content tag the store gave it"),
        Column("last_modified", TIMESTAMP, "when it was put there"),
    ),
)

_ORIGIN = (
    Column("key", pl.String, "file it came from"),
    Column("read_no", pl.Int64, "number of the run that read it; of a file's readings the last one counts", minimum=1),
)

DROP_FILES = Contract(
    layer="raw",
    name="drop_files",
    version=1,
    description="Every reading of a file below drops/: which version, and what it looked like.",
    grain="one file read by one run",
    key=("key", "read_no"),
    columns=(
        *_ORIGIN,
        Column("etag", pl.String, "content tag of what was read"),
        Column("size", pl.Int64, "size as stored", unit="bytes", minimum=0),
        Column("arrived_at", TIMESTAMP, "when it was put there"),
        Column("kind", pl.String, "what the content looks like", allowed=DROP_KINDS),
        Column("parser_version", pl.Int64, "version of the code that read it", minimum=1),
        Column("replay", pl.Int64, "number of the replay that it was read for; 0 for none", minimum=0),
    ),
)

REJECTED_LINES = Contract(
    layer="raw",
    name="rejected_lines",
    version=2,
    description="Lines of dropped files, or whole files, that could not be read.",
    grain="one line of one reading of a file",
    key=("key", "read_no", "line"),
    columns=(
        *_ORIGIN,
        Column("line", pl.Int64, "number of the line from 1; 0 for the whole file or its rest", minimum=0),
        Column("reason", pl.String, "why it could not be read, in words"),
        Column("excerpt", pl.String, "its first 500 bytes"),
    ),
)

DEVICE_CHECKINS = Contract(
    layer="raw",
    name="device_checkins",
    version=2,
    description="Check-in lines of dropped files that could be read.",
    grain="one line of one reading of a file",
    key=("key", "read_no", "line"),
    columns=(
        *_ORIGIN,
        Column("line", pl.Int64, "number of the line from 1", minimum=1),
        Column("device_key", pl.String, "key the device gave"),
        Column("checked_in_at", TIMESTAMP, "time the device gave"),
        Column("firmware", pl.String, "version it said it runs", nullable=True),
        Column("uptime_s", pl.Int64, "since its start", nullable=True, unit="s", minimum=0),
    ),
)

DEVICE_LOGS = Contract(
    layer="raw",
    name="device_logs",
    version=1,
    description="Log lines of dropped files that could be read, without the colours of terminals.",
    grain="one line of one reading of a file",
    key=("key", "read_no", "line"),
    columns=(
        *_ORIGIN,
        Column("line", pl.Int64, "number of the line from 1", minimum=1),
        Column("device_key", pl.String, "key the device gave"),
        Column("logged_at", TIMESTAMP, "time the device gave"),
        Column("level", pl.String, "how grave it is, where the device said so", nullable=True, allowed=LOG_LEVELS),
        Column("message", pl.String, "what the device logged"),
        Column("firmware", pl.String, "version it said it runs", nullable=True),
    ),
)

FIRMWARE_MANIFESTS = Contract(
    layer="raw",
    name="firmware_manifests",
    version=1,
    description="Manifests of firmware images in dropped files that could be read.",
    grain="one line of one reading of a file",
    key=("key", "read_no", "line"),
    columns=(
        *_ORIGIN,
        Column("line", pl.Int64, "number of the line, or of the record in a JSON list, from 1", minimum=1),
        Column("model_code", pl.String, "code of the device model it is for"),
        Column("firmware_version", pl.String, "version of the image"),
        Column("built_at", TIMESTAMP, "when it was built", nullable=True),
        Column("chip", pl.String, "chip it runs on", nullable=True),
        Column("idf_version", pl.String, "version of the framework it was built with", nullable=True),
        Column("git_commit", pl.String, "commit it was built from", nullable=True),
        Column("elf_sha256", pl.String, "SHA-256 of its program (ELF), 64 hexadecimal digits", nullable=True),
        Column("image_sha256", pl.String, "SHA-256 of the image, 64 hexadecimal digits", nullable=True),
        Column("image_bytes", pl.Int64, "size of the image", nullable=True, unit="bytes", minimum=1),
    ),
)

CORE_DUMPS = Contract(
    layer="raw",
    name="core_dumps",
    version=1,
    description="Core dumps of ESP-IDF in dropped files that are whole, with what each states plainly.",
    grain="one reading of a file",
    key=("key", "read_no"),
    columns=(
        *_ORIGIN,
        Column("device_key", pl.String, "name of the folder the file lies in"),
        Column("crashed_at", TIMESTAMP, "time in the file's name; without one, when the file arrived"),
        Column("chip", pl.String, "chip it was written by", nullable=True),
        Column("elf_sha256_prefix", pl.String, "first digits of the SHA-256 of the program (ELF)", nullable=True),
        Column("task", pl.String, "name of the task that crashed", nullable=True),
        Column("reason", pl.String, "why, in the device's words, or the name of the exception", nullable=True),
        Column("exception_cause", pl.Int64, "register EXCCAUSE of an Xtensa chip", nullable=True, minimum=0),
        Column("exception_address", pl.String, "register EXCVADDR of an Xtensa chip, hexadecimal", nullable=True),
        Column("program_counter", pl.String, "where the task was, hexadecimal", nullable=True),
        Column("size_bytes", pl.Int64, "size of the dump, unpacked", unit="bytes", minimum=1),
        Column("sha256", pl.String, "SHA-256 of the dump, unpacked"),
    ),
)
