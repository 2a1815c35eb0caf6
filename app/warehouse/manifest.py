"""The manifest of a snapshot: what it holds, where it came from, and the hash of every byte of it."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.contracts.base import Contract

_STAMP = "%Y%m%dT%H%M%S"


@dataclass(frozen=True)
class FileEntry:
    """One Parquet file, its path relative to the snapshot's folder."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class TableEntry:
    """One table; `sha256` depends on its content alone, not on the snapshot it is in."""

    rows: int
    sha256: str
    files: list[FileEntry]


@dataclass(frozen=True)
class Expectation:
    """One expectation of a suite in words, whether it holds, and what was found; empty when nothing stood out."""

    words: str
    holds: bool
    found: str = ""


@dataclass(frozen=True)
class CheckOutcome:
    """How one check of the run went: status is passed, failed or warned; a suite's has its expectations."""

    check: str
    table: str
    status: str
    message: str
    expectations: list[Expectation] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The table and what was found there."""
        return f"{self.table}: {self.message}"


@dataclass(frozen=True)
class Manifest:
    """A published snapshot.

    `ingest` holds the raw tables that grow and are never read twice: the segments the next run starts from. How rows
    are spread over their files depends on when runs happened, so their hash says nothing about content alone.
    `contracts` are fingerprints of the tables' schemas, `warehouse` is the DuckDB file made of the tables. `follows` is
    the id of the snapshot that the run started from, None when nothing was published then.
    """

    id: str
    created_at: datetime
    run_id: str
    code_version: str
    watermark: dict[str, Any]
    tables: dict[str, TableEntry]
    outcomes: list[CheckOutcome] = field(default_factory=list)
    ingest: dict[str, TableEntry] = field(default_factory=dict)
    contracts: dict[str, str] = field(default_factory=dict)
    warehouse: FileEntry | None = None
    follows: str | None = None

    @property
    def files(self) -> list[FileEntry]:
        """Every file of the snapshot but the manifest itself."""
        tables = [*self.tables.values(), *self.ingest.values()]
        return [file for table in tables for file in table.files] + ([self.warehouse] if self.warehouse else [])

    @property
    def checks(self) -> dict[str, int]:
        """Number of checks by status."""
        return {status: sum(o.status == status for o in self.outcomes) for status in ("passed", "failed", "warned")}

    @property
    def rows(self) -> dict[str, int]:
        """Rows per table."""
        return {name: table.rows for name, table in self.tables.items()}

    @property
    def known_until(self) -> datetime:
        """Instant (UTC) up to which the store was read: what was booked later is not in the snapshot."""
        exported_at = self.watermark.get("exported_at")
        return datetime.fromisoformat(exported_at) if exported_at else self.created_at

    def as_text(self) -> str:
        """The stored form, which `parse_manifest` reads."""
        return json.dumps(self.as_json(), indent=1)

    def as_json(self, *, verified: bool | None = None) -> dict[str, Any]:
        """The shape that scripts rely on (`binsight snapshot ID --json`)."""
        content = asdict(self)
        return content | {"created_at": self.created_at.isoformat(), "checks": self.checks, "verified": verified}


def table_hash(files: Sequence[FileEntry]) -> str:
    """Hash of a table from the names and hashes of its files."""
    text = "\n".join(f"{Path(file.path).name} {file.sha256}" for file in sorted(files, key=lambda f: f.path))
    return hashlib.sha256(text.encode()).hexdigest()


def next_id(now: datetime, run_id: str, before: str | None) -> str:
    """Id of the snapshot that follows `before`: ids sort as publishes do, even if the clock went back."""
    if before is not None:
        with suppress(ValueError):
            now = max(now, datetime.strptime(before[:15], _STAMP).replace(tzinfo=UTC) + timedelta(seconds=1))
    return f"{now:{_STAMP}}-{run_id[:8]}"


def fingerprint(contract: Contract) -> str:
    """Hash of what readers of a table rely on: its name, columns, types, units, key."""
    columns = [(column.name, str(column.dtype), column.nullable, column.unit) for column in contract.columns]
    return hashlib.sha256(json.dumps([contract.table, contract.key, columns]).encode()).hexdigest()


def parse_manifest(text: str) -> Manifest:
    """Read a stored manifest."""
    content = json.loads(text)
    return Manifest(
        id=content["id"],
        created_at=datetime.fromisoformat(content["created_at"]),
        run_id=content["run_id"],
        code_version=content["code_version"],
        watermark=content["watermark"],
        tables=_tables(content["tables"]),
        outcomes=[_outcome(outcome) for outcome in content["outcomes"]],
        ingest=_tables(content.get("ingest", {})),
        contracts=content.get("contracts", {}),
        warehouse=FileEntry(**content["warehouse"]) if content.get("warehouse") else None,
        follows=content.get("follows"),
    )


def _outcome(content: dict[str, Any]) -> CheckOutcome:
    expectations = [Expectation(**expectation) for expectation in content.get("expectations", [])]
    return CheckOutcome(**content | {"expectations": expectations})


def _tables(content: dict[str, Any]) -> dict[str, TableEntry]:
    return {
        name: TableEntry(table["rows"], table["sha256"], [FileEntry(**file) for file in table["files"]])
        for name, table in content.items()
    }
