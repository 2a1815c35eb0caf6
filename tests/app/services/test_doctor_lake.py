"""What doctor says of a run that failed and of foreign sources: what is amiss, and what to do."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from app.config import Settings
from app.contracts.base import Column, Contract
from app.services import doctor_lake
from app.warehouse.files import write_parquet
from app.warehouse.lake import as_lake
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import CheckOutcome, FileEntry, Manifest, TableEntry
from app.warehouse.publish import publish
from app.warehouse.run_failure import RunFailure, record_failure

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
TABLE = Contract("marts", "thing", 1, "Things.", "one thing", ("name",), (Column("name", pl.String, "name"),))
MAPPING = """
source: bench
url: postgresql://reader@db.example/parts
tables: {part: {table: parts, columns: {part_id: id, name: name}}}
"""


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for name in ("DATABASE_URL", "S3_ENDPOINT_URL", "LAKE_URL", "FOREIGN_SOURCES"):
        monkeypatch.delenv(f"BINSIGHT_{name}", raising=False)
    return Settings(home=tmp_path / "home")


@pytest.fixture
def published(settings):
    """A function that publishes a snapshot which holds the named source; `message` is why it was refused."""

    def make(source=None, message=None):
        layout = LakeLayout(settings.lake_path)
        write_parquet(pl.DataFrame({"name": ["a"]}), layout.work_table("marts", "thing_v1").with_suffix(".parquet"))
        status = "warned" if message else "passed"
        outcome = CheckOutcome("every_source_was_read", "raw.foreign_source", status, message or "")
        draft = Manifest("s1", NOW, "run", "code", {"as_of": "2026-03-05"}, {}, [outcome])
        publish(layout, [TABLE], draft, retention=3)
        if source is not None:
            _hold(layout, source)

    return make


def _hold(layout, source):
    """Write the source's file into the manifest, as a run does that read one."""
    manifest = as_lake(layout.root).manifest("s1")
    files = [FileEntry(f"raw/foreign_part/{name}.parquet", "0", 1) for name in (source, "tail")]
    manifest.ingest["foreign_part"] = TableEntry(1, "0", files)
    layout.manifest("s1").write_text(manifest.as_text())


def mapped(settings, tmp_path, text=MAPPING):
    path = tmp_path / "bench.yaml"
    path.write_text(text)
    return settings.model_copy(update={"foreign_sources": path})


def test_a_run_that_failed_since_the_snapshot_is_told_and_one_before_it_is_not(settings, published):
    assert doctor_lake.latest_run(settings).is_ok
    published()
    lake = as_lake(settings.lake_path)
    record_failure(lake, RunFailure("1234567890", NOW - timedelta(hours=1), ["old"]), NOW)
    assert doctor_lake.latest_run(settings).is_ok
    record_failure(lake, RunFailure("1234567890", NOW + timedelta(hours=1), ["a table was emptied"]), NOW)
    finding = doctor_lake.latest_run(settings)
    assert "12345678 of 2026-03-05 13:00 UTC published nothing: a table was emptied" in finding.state
    assert "binsight run" in finding.remedy


def test_a_damaged_lake_is_a_finding_and_says_nothing_of_sources(settings, published):
    published()
    LakeLayout(settings.lake_path).pointer.write_text("")
    assert not doctor_lake.latest_run(settings).is_ok
    assert doctor_lake.foreign_sources(settings).state == "ok, none mapped"


def test_sources_that_are_mapped_and_read_are_well(settings, published, tmp_path):
    assert doctor_lake.foreign_sources(settings).state == "ok, none mapped"
    published("bench")
    assert doctor_lake.foreign_sources(mapped(settings, tmp_path)).state == "ok, bench"


def test_a_source_that_the_next_run_would_not_read_is_named_with_the_setting(settings, published):
    published("bench")
    finding = doctor_lake.foreign_sources(settings)
    assert "no mapping here names bench" in finding.state
    assert "BINSIGHT_FOREIGN_SOURCES" in finding.remedy


def test_a_source_that_was_refused_says_why(settings, published, tmp_path):
    published("bench", "bench: Cannot read bench because there is no table parts")
    finding = doctor_lake.foreign_sources(mapped(settings, tmp_path))
    assert finding.state == "bench: Cannot read bench because there is no table parts"
    assert finding.remedy


@pytest.mark.parametrize("text", ["tables: [", "source: bench"])
def test_a_mapping_that_cannot_be_read_is_a_finding(settings, tmp_path, text):
    finding = doctor_lake.foreign_sources(mapped(settings, tmp_path, text))
    assert finding.state.startswith("bench.yaml: ")
    assert "BINSIGHT_FOREIGN_SOURCES" in finding.remedy
