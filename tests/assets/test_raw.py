"""Raw assets on a real PostgreSQL and S3: what the sources said, in which run, and nothing made up."""

import dagster as dg
import polars as pl
import pytest

from app.services.object_store import ObjectStore
from app.sources.postgres_export import TABLES
from app.warehouse.layout import LakeLayout
from assets.io.parquet_io_manager import lake_io_manager, scan_table
from assets.raw.object_store import objects, raw_device_drops
from assets.raw.postgres import raw_postgres

pytestmark = pytest.mark.integration
LINE = b'{"device": "ab12cd34", "ts": "2026-01-31T08:00:00Z", "firmware": "1.4.0", "uptime_s": 3600}\n'


@pytest.fixture
def files(storage_container, storage_settings):
    return ObjectStore(storage_settings)


def outputs(settings):
    """What the reader of device drops gives, by output."""
    return {output.output_name: output for output in raw_device_drops(settings=settings)}


def test_the_listing_names_every_object_with_its_size(files, storage_settings):
    files.put("drops/devices/b.ndjson", LINE)
    files.put("cas/ä b", b"123")
    listed = objects(settings=storage_settings)
    assert listed.select("key", "size").rows() == [("cas/ä b", 3), ("drops/devices/b.ndjson", len(LINE))]
    assert listed.schema["last_modified"] == pl.Datetime("us", "UTC")


def test_an_empty_bucket_gives_empty_tables_with_their_columns(files, storage_settings):
    assert objects(settings=storage_settings).columns == ["key", "size", "etag", "last_modified"]
    read = outputs(storage_settings)
    assert read["device_checkins"].value.columns == ["device_key", "checked_in_at", "firmware", "uptime_s", "source"]
    assert (read["device_checkins"].value.height, read["rejected_lines"].value.height) == (0, 0)


def test_only_lines_of_devices_are_read_and_what_cannot_be_is_kept_with_its_reason(files, storage_settings):
    files.put("drops/devices/good.ndjson", LINE)
    files.put("drops/devices/deep/er.ndjson", LINE.replace(b"ab12cd34", b"ff00ff00"))
    files.put("drops/devices/bad.ndjson", b"broken\n\xff\xfe\n" + LINE.replace(b"3600", b"-1"))
    for key in ("drops/devices/note.txt", "drops/other/x.ndjson", "cas/x.ndjson"):
        files.put(key, LINE.replace(b"ab12cd34", b"00000000"))
    read = outputs(storage_settings)
    assert read["device_checkins"].value["device_key"].to_list() == ["ab12cd34", "ff00ff00"]
    rejected = read["rejected_lines"].value
    assert rejected["source"].to_list() == [f"drops/devices/bad.ndjson:{number}" for number in (1, 2, 3)]
    assert rejected["reason"].str.len_chars().min() > 0
    assert read["rejected_lines"].metadata["rejected"].value == 3


def test_a_line_from_the_future_of_its_file_is_kept_with_its_reason(files, storage_settings):
    files.put("drops/devices/a.ndjson", LINE.replace(b"2026-01", b"2999-01") + LINE)
    read = outputs(storage_settings)
    assert read["device_checkins"].value["source"].to_list() == ["drops/devices/a.ndjson:2"]
    assert "set the clock" in read["rejected_lines"].value["reason"].item()


def test_half_of_a_character_is_a_reason_and_stops_nobody(files, storage_settings):
    files.put(
        "drops/devices/a.ndjson", LINE.replace(b"ab12cd34", b"\\ud800") + LINE + LINE.replace(b"1.4.0", b"\\udfff")
    )
    read = outputs(storage_settings)
    assert read["device_checkins"].value["device_key"].to_list() == ["ab12cd34"]
    assert read["rejected_lines"].value["source"].to_list() == [f"drops/devices/a.ndjson:{number}" for number in (1, 3)]
    assert all("half of a character" in reason for reason in read["rejected_lines"].value["reason"])


def test_a_run_stores_every_table_and_notes_rows_and_watermark(storage_container, storage_settings):
    with storage_container.unit_of_work() as work:
        work.boxes.create("Drawer", 2)
        work.parts.create(key="ABCD", description="Red LED")
    with storage_container.unit_of_work() as work:
        work.stock.receive("ABCD", "1-1", 5)
    resources = {"settings": dg.ResourceDefinition.hardcoded_resource(storage_settings), "io_manager": lake_io_manager}
    result = dg.materialize([raw_postgres, objects, raw_device_drops], resources=resources)
    layout = LakeLayout(storage_settings.lake_path)
    noted = {
        event.asset_key.path[-1]: {name: value.value for name, value in event.materialization.metadata.items()}
        for event in result.get_asset_materialization_events()
    }
    assert noted.keys() == {*TABLES, "watermark", "objects", "device_checkins", "rejected_lines"}
    for name, metadata in noted.items():
        assert metadata["dagster/row_count"] == scan_table(layout, "raw", name).select(pl.len()).collect().item()
    watermark = scan_table(layout, "raw", "watermark").collect().row(0, named=True)
    assert watermark["ledger_max_id"] == scan_table(layout, "raw", "stock_movements").collect()["id"].max()
    assert {name: noted["watermark"][name] for name in watermark} == watermark
