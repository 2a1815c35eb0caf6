"""Raw assets on a real PostgreSQL and S3: what the sources said, in which run, and nothing made up."""

import json
from datetime import UTC, datetime

import dagster as dg
import polars as pl
import psycopg
import pytest

from app.contracts.registry import RAW_DROPS
from app.services.foreign.ingest import OUTCOMES, SCHEMAS
from app.services.object_store import ObjectStore
from app.sources.postgres.tables import TABLES
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish
from assets.io import transient
from assets.io.parquet_io_manager import lake_io_manager, scan_table
from assets.raw.foreign import raw_foreign
from assets.raw.object_store import objects, raw_drops
from assets.raw.postgres import raw_postgres

pytestmark = pytest.mark.integration
LINE = b'{"device": "ab12cd34", "ts": "2026-01-31T08:00:00Z", "firmware": "1.4.0", "uptime_s": 3600}\n'


@pytest.fixture
def files(storage_container, storage_settings):
    return ObjectStore(storage_settings)


@pytest.fixture
def read_drops(storage_settings):
    """Reads the dropped files; returns the rows of a raw table, and what was noted of the run."""

    def read(name):
        result = dg.materialize([dg.AssetSpec(["raw", "objects"]), raw_drops], resources=resources(storage_settings))
        noted = {e.asset_key.path[-1]: e.materialization.metadata for e in result.get_asset_materialization_events()}
        table = scan_table(LakeLayout(storage_settings.lake_path), "raw", name).collect()
        return table, {key: value.value for key, value in noted[name].items()}

    return read


def listing(settings):
    """What the asset lists of the bucket, in a run."""
    result = dg.materialize([objects], resources=resources(settings))
    return result.asset_value(["raw", "objects"])


def resources(settings):
    return {"settings": dg.ResourceDefinition.hardcoded_resource(settings), "io_manager": lake_io_manager}


def test_the_listing_names_every_object_with_its_size(files, storage_settings):
    files.put("drops/devices/b.ndjson", LINE)
    files.put("cas/ä b", b"123")
    listed = listing(storage_settings)
    assert listed.select("key", "size").rows() == [("cas/ä b", 3), ("drops/devices/b.ndjson", len(LINE))]
    assert listed.schema["last_modified"] == pl.Datetime("us", "UTC")


def test_an_empty_bucket_gives_empty_tables_with_their_columns(files, storage_settings, read_drops):
    assert listing(storage_settings).columns == ["key", "size", "etag", "last_modified"]
    for contract in RAW_DROPS:
        table, noted = read_drops(contract.name)
        assert (table.height, table.schema, noted["dagster/row_count"]) == (0, contract.schema, 0)


def test_everything_below_drops_is_read_and_what_cannot_be_is_kept_with_its_reason(files, read_drops):
    files.put("drops/devices/good.ndjson", LINE)
    files.put("drops/elsewhere/deep/er.txt", LINE.replace(b"ab12cd34", b"ff00ff00"))
    files.put("drops/devices/bad.ndjson", b"broken\n\xff\xfe\n" + LINE.replace(b"3600", b"-1"))
    files.put("cas/x.ndjson", LINE.replace(b"ab12cd34", b"00000000"))
    checkins, noted = read_drops("device_checkins")
    assert checkins["device_key"].to_list() == ["ab12cd34", "ff00ff00"]
    assert {name: noted[name] for name in ("listed", "read", "rows", "problems")} == {
        "listed": 3, "read": 3, "rows": 2, "problems": 3,
    }  # fmt: skip
    problems, _ = read_drops("rejected_lines")
    assert problems.select("key", "line").rows() == [("drops/devices/bad.ndjson", number) for number in (1, 2, 3)]


def test_a_replay_that_was_asked_for_is_read_again(files, read_drops, storage_container):
    files.put("drops/a", LINE)
    read_drops("drop_files")
    (etag,) = (stored.etag for stored in files.list("drops/"))
    with storage_container.unit_of_work() as work:
        work.drops.replay("drops/a", etag)
    readings, _ = read_drops("drop_files")
    assert readings["replay"].item() > 0


def test_a_run_stores_every_table_and_notes_rows_and_watermark(storage_container, storage_settings):
    with storage_container.unit_of_work() as work:
        work.boxes.create("Drawer", 2)
        work.parts.create(key="ABCD", description="Red LED")
    with storage_container.unit_of_work() as work:
        work.stock.receive("ABCD", "1-1", 5)
    result = dg.materialize([raw_postgres, objects, raw_drops], resources=resources(storage_settings))
    layout = LakeLayout(storage_settings.lake_path)
    noted = {
        event.asset_key.path[-1]: {name: value.value for name, value in event.materialization.metadata.items()}
        for event in result.get_asset_materialization_events()
    }
    assert noted.keys() == {*TABLES, *(contract.name for contract in RAW_DROPS), "watermark", "objects"}
    for name, metadata in noted.items():
        assert metadata["dagster/row_count"] == scan_table(layout, "raw", name).select(pl.len()).collect().item()
    watermark = scan_table(layout, "raw", "watermark").collect().row(0, named=True)
    assert watermark["ledger_max_id"] == scan_table(layout, "raw", "stock_movements").collect()["id"].max()
    assert {name: noted["watermark"][name] for name in watermark} == watermark


def test_a_foreign_source_that_is_refused_or_gone_is_a_warning_that_names_it(settings, tmp_path):
    url = settings.database_url.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE somebodys AS SELECT 1 AS id, 'bit' AS description")

    def mapping(source, table, **columns):
        text = {"source": source, "url": url, "tables": {"part": {"table": table, "columns": columns}}}
        (tmp_path / f"{source}.yaml").write_text(json.dumps(text))
        return read_foreign(settings.model_copy(update={"foreign_sources": tmp_path}))

    fine = mapping("ours", "somebodys", part_id="id", name="description")
    assert (fine.passed, fine.description) == (True, "every foreign source was read")
    wrong = mapping("bench", "bits", part_id="id", name="name")
    assert (wrong.passed, wrong.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert wrong.description.startswith("bench: Cannot read bench because")
    assert "public.bits" in wrong.description
    assert wrong.metadata["refused"].value == {"bench": wrong.description.removeprefix("bench: ")}
    draft = Manifest("s1", datetime.now(UTC), "r", "c", {}, {})
    publish(LakeLayout(settings.lake_path), [], draft, retention=2, ingest=[*SCHEMAS, OUTCOMES])
    unmapped = read_foreign(settings)
    assert (unmapped.passed, unmapped.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert unmapped.description.startswith("ours: No mapping of BINSIGHT_FOREIGN_SOURCES names ours: map it again")
    assert unmapped.metadata["removed"].value == {}
    gone = read_foreign(settings.model_copy(update={"forget_sources": ("ours",)}))
    assert (gone.passed, gone.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert gone.description == "ours: no mapping names it any more; its rows (1) were taken out"
    assert gone.metadata["removed"].value == {"ours": 1}


def test_a_foreign_source_that_is_away_is_asked_again_and_one_that_does_not_fit_is_not(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(transient, "WAIT_SECONDS", 0)
    part = {"part": {"table": "bits", "columns": {"part_id": "id", "name": "name"}}}
    told = settings.model_copy(update={"foreign_sources": tmp_path})

    def mapping(url):
        (tmp_path / "bench.yaml").write_text(json.dumps({"source": "bench", "url": url, "tables": part}))

    mapping("postgresql://nobody@127.0.0.1:1/nothing")
    assert "currently unavailable" in read_foreign(told, tries=1 + transient.RETRIES).description
    mapping(settings.database_url.replace("+psycopg", ""))
    assert "there is no table public.bits" in read_foreign(told).description


def read_foreign(settings, tries=1):
    """Reads the foreign sources; returns what the check says of them."""
    result = dg.materialize([raw_foreign], resources=resources(settings))
    assert result.success
    assert sum(event.is_step_up_for_retry for event in result.all_events) == tries - 1
    (evaluation,) = result.get_asset_check_evaluations()
    assert (evaluation.asset_key.path, evaluation.check_name) == (["raw", "foreign_source"], "every_source_was_read")
    return evaluation
