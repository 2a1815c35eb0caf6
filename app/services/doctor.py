"""Doctor: looks at configuration, servers, versions, migrations and freshness, and says how to mend what is wrong.

It only looks; it changes nothing.
"""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy import text

from app.config import Settings
from app.exceptions import BinsightError, NotAnsweringException
from app.migrations import runner
from app.services.database import build_engine, require_database
from app.services.doctor_finding import Finding
from app.services.doctor_lake import foreign_sources, latest_run, latest_snapshot
from app.utils.s3_client import honours_conditions, s3_client
from app.utils.time import Clock

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PACKAGES = ("dagster", "duckdb", "polars", "sqlalchemy", "streamlit", "fastapi")
MINIMUM_FREE_BYTES = 1024**3


def examine(settings: Settings, clock: Clock) -> list[Finding]:
    """Look at everything; a failing look becomes a finding, never an exception."""
    looks: tuple[Callable[[], Finding], ...] = (
        _python,
        _packages,
        lambda: _home(settings.home),
        lambda: _disk(settings.home),
        lambda: _database(settings),
        lambda: _migrations(settings),
        lambda: _object_store(settings),
        lambda: _conditional_writes(settings),
        lambda: latest_snapshot(settings, clock),
        lambda: latest_run(settings),
        lambda: foreign_sources(settings),
    )
    return [look() for look in looks]


def as_json(findings: list[Finding]) -> dict[str, object]:
    """The answer that scripts rely on: `{"ok", "findings": [{"what", "state", "remedy"}]}`."""
    return {"ok": all(finding.is_ok for finding in findings), "findings": [asdict(finding) for finding in findings]}


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", f"ok, {found}") if sys.version_info >= (3, 11) else Finding("Python", found, "use 3.11+")


def _packages() -> Finding:
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("Packages", f"missing: {', '.join(missing)}", "install binsight again in its environment")
    return Finding("Packages", "ok, " + ", ".join(found))


def _home(home: Path) -> Finding:
    place = home if home.exists() else next(parent for parent in home.parents if parent.exists())
    if os.access(place, os.W_OK | os.X_OK):
        return Finding("Home folder", f"ok, {home}" + ("" if home.exists() else " (made at the first start)"))
    return Finding("Home folder", f"{home} cannot be written", "choose another with --home or BINSIGHT_HOME")


def _disk(home: Path) -> Finding:
    place = home if home.exists() else next(parent for parent in home.parents if parent.exists())
    free = shutil.disk_usage(place).free
    shown = f"{free / 1024**3:.1f} GiB free"
    if free < MINIMUM_FREE_BYTES:
        return Finding("Disk", shown, "free some space: a snapshot needs room beside the last one")
    return Finding("Disk", f"ok, {shown}")


def _database(settings: Settings) -> Finding:
    if settings.database_url is None:
        return Finding("PostgreSQL", "ok, embedded; starts with `binsight up`")
    try:
        require_database(settings)
    except BinsightError as error:
        return Finding("PostgreSQL", error.message, "start the server, or correct BINSIGHT_DATABASE_URL")
    engine = build_engine(settings)
    with engine.connect() as connection:
        number = connection.execute(text("SHOW server_version")).scalar_one()
    engine.dispose()
    if int(str(number).split(".", 1)[0]) < 15:
        return Finding("PostgreSQL", f"version {number} is too old", "use PostgreSQL 15 or newer")
    return Finding("PostgreSQL", f"ok, version {number}")


def _migrations(settings: Settings) -> Finding:
    if settings.database_url is None:
        return Finding("Migrations", "ok, applied at every start")
    try:
        require_database(settings)
    except BinsightError:
        return Finding("Migrations", "not known, the database does not answer", "mend the database first")
    engine = build_engine(settings)
    with engine.connect() as connection:
        current = runner.current(connection)
    engine.dispose()
    if current == runner.head():
        return Finding("Migrations", f"ok, at {current}")
    if not runner.is_known(current):
        return Finding("Migrations", f"at {current}, which this version does not know", runner.OTHER_VERSION)
    return Finding("Migrations", f"at {current}, this version wants {runner.head()}", "run `binsight up --once`")


def _object_store(settings: Settings) -> Finding:
    if settings.s3_endpoint_url is None:
        return Finding("S3", "ok, embedded; starts with `binsight up`")
    try:
        _client(settings).list_buckets()
    except (BotoCoreError, ClientError) as error:
        return Finding(
            "S3", f"{settings.s3_endpoint_url}: {error}", "check BINSIGHT_S3_ENDPOINT_URL and the credentials"
        )
    return Finding("S3", f"ok, {settings.s3_endpoint_url}")


def _conditional_writes(settings: Settings) -> Finding:
    """Publishing to S3 relies on them; some providers ignore them."""
    if settings.s3_endpoint_url is None:
        return Finding("S3 conditional writes", "ok, embedded")
    try:
        is_honoured = honours_conditions(_client(settings), settings.s3_bucket, f"doctor/{uuid4()}")
    except ClientError as error:
        return Finding("S3 conditional writes", str(error), f"make the bucket {settings.s3_bucket} and allow writing")
    except (BotoCoreError, NotAnsweringException) as error:
        return Finding("S3 conditional writes", str(error), "mend S3 first")
    if is_honoured:
        return Finding("S3 conditional writes", "ok, honoured")
    return Finding(
        "S3 conditional writes", "ignored by this provider", "keep the lake on a disk, or change the provider"
    )


def _client(settings: Settings) -> "S3Client":
    return s3_client(settings, read_timeout_seconds=5, attempts=1)
