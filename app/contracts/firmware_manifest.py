"""`core.firmware_manifest_v1`: what is known of firmware images, from manifests dropped into the object store."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract

_SHA256 = "^[0-9a-f]{64}$"

FIRMWARE_MANIFEST = Contract(
    layer="core",
    name="firmware_manifest",
    version=1,
    description="Manifests below drops/, each version of a model's firmware once: of several, the one that arrived "
    "last. A file that was replaced counts in its last version, one that was deleted still counts.",
    grain="one version of one model's firmware",
    key=("model_code", "firmware_version"),
    columns=(
        Column("model_code", pl.String, "code of the device model it is for"),
        Column("firmware_version", pl.String, "version of the image"),
        Column("built_at", TIMESTAMP, "when it was built", nullable=True),
        Column("chip", pl.String, "chip it runs on", nullable=True),
        Column("idf_version", pl.String, "version of the framework it was built with", nullable=True),
        Column("git_commit", pl.String, "commit it was built from", nullable=True),
        Column("elf_sha256", pl.String, "SHA-256 of its program (ELF); dumps of crashes name it", nullable=True),
        Column("image_sha256", pl.String, "SHA-256 of the image", nullable=True),
        Column("image_bytes", pl.Int64, "size of the image", nullable=True, unit="bytes", minimum=1),
        Column("arrived_at", TIMESTAMP, "when the manifest arrived"),
        Column("source", pl.String, "object and line it came from"),
    ),
    rules={
        "a model's code is of small letters, digits and _": pl.col("model_code").str.contains("^[a-z0-9_]+$"),
        "a SHA-256 has 64 hexadecimal digits": pl.all_horizontal(
            pl.col("elf_sha256", "image_sha256").str.contains(_SHA256).fill_null(value=True)
        ),
    },
)
