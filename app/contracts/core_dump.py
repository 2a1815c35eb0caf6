"""`core.core_dump_v1`: crashes of devices, from core dumps dropped into the object store."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract

_ADDRESS = "^0x[0-9a-f]{8}$"

CORE_DUMP = Contract(
    layer="core",
    name="core_dump",
    version=1,
    description="Core dumps of the files below drops/, each once, whatever file it came in and however often it was "
    "sent, with what it states plainly. A file that was replaced counts in its last version, one that was deleted "
    "still counts.",
    grain="one dump of one device",
    key=("device_key", "sha256"),
    columns=(
        Column("device_key", pl.String, "key of the device: the folder that the file lies in"),
        Column("crashed_at", TIMESTAMP, "time in the name of the file; without one, when the file arrived"),
        Column("chip", pl.String, "chip it was written by", nullable=True),
        Column(
            "elf_sha256_prefix",
            pl.String,
            "first digits, mostly nine, of the SHA-256 of the program (ELF) that ran; manifests have all of them",
            nullable=True,
        ),
        Column("task", pl.String, "name of the task that crashed", nullable=True),
        Column("reason", pl.String, "why, in the device's words, or the name of the exception", nullable=True),
        Column("exception_cause", pl.Int64, "register EXCCAUSE of an Xtensa chip", nullable=True, minimum=0),
        Column("exception_address", pl.String, "register EXCVADDR of an Xtensa chip, hexadecimal", nullable=True),
        Column("program_counter", pl.String, "where the task that crashed was, hexadecimal", nullable=True),
        Column("size_bytes", pl.Int64, "size of the dump, unpacked", unit="bytes", minimum=1),
        Column("sha256", pl.String, "SHA-256 of the dump, unpacked; the same for an image and its base64"),
        Column("source", pl.String, "object it came from"),
    ),
    rules={
        "a device's key has eight small letters and digits": pl.col("device_key").str.contains("^[a-z0-9]{8}$"),
        "a SHA-256 has 64 hexadecimal digits": pl.col("sha256").str.contains("^[0-9a-f]{64}$"),
        "the beginning of a SHA-256 has hexadecimal digits": pl.col("elf_sha256_prefix")
        .str.contains("^[0-9a-f]{1,64}$")
        .fill_null(value=True),
        "an address has eight hexadecimal digits": pl.all_horizontal(
            pl.col("exception_address", "program_counter").str.contains(_ADDRESS).fill_null(value=True)
        ),
    },
)
