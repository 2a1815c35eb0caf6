"""The sensor of device drops on a real S3: a change under drops/ asks for one run, everything else for none."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from app.embedded.ports import LOOPBACK, choose_port
from app.exceptions import ExternalServiceException
from app.services.object_store import ObjectStore
from pipelines.definitions import build_defs
from pipelines.sensors import new_drops

pytestmark = pytest.mark.integration


class Watch:
    """The sensor with its cursor, as the daemon keeps it from look to look."""

    def __init__(self, settings):
        self.settings = settings
        self.files = ObjectStore(settings)
        self.cursor = None

    def look(self):
        """The runs that are asked for."""
        context = dg.build_sensor_context(cursor=self.cursor)
        result = new_drops(context, settings=self.settings)
        if isinstance(result, dg.SkipReason):
            return []
        self.cursor = result.cursor
        return result.run_requests or []


@pytest.fixture
def watch(storage_container, storage_settings):
    return Watch(storage_settings)


def test_a_new_file_asks_for_one_run_of_today_and_the_same_files_for_none(watch):
    watch.files.put("drops/devices/old.ndjson", b"1")
    assert watch.look() == [], "what lay there before is taken by the first refresh"
    watch.files.put("drops/devices/new.ndjson", b"2")
    before = datetime.now(UTC).date().isoformat()
    (request,) = watch.look()
    assert before <= request.tags["dagster/asset_partition_range_start"] <= datetime.now(UTC).date().isoformat()
    assert request.tags["dagster/asset_partition_range_start"] == request.tags["dagster/asset_partition_range_end"]
    assert watch.look() == []
    assert watch.look() == []


def test_the_first_file_of_an_empty_store_asks_for_a_run(watch):
    assert watch.look() == []
    assert watch.look() == []
    watch.files.put("drops/devices/first.ndjson", b"1")
    assert len(watch.look()) == 1


def test_many_new_files_ask_for_one_run(watch):
    watch.look()
    for number in range(5):
        watch.files.put(f"drops/devices/{number}.ndjson", b"x")
    assert len(watch.look()) == 1
    assert watch.look() == []


def test_other_content_under_the_same_key_is_a_change_and_the_same_content_is_none(watch):
    watch.files.put("drops/devices/a.ndjson", b"1")
    watch.look()
    watch.files.put("drops/devices/a.ndjson", b"1")
    assert watch.look() == []
    watch.files.put("drops/devices/a.ndjson", b"2")
    assert len(watch.look()) == 1


def test_a_file_that_goes_and_comes_again_asks_for_a_run_each_time_and_none_is_dropped_as_known(watch):
    watch.look()
    asked = []
    for _ in range(3):
        watch.files.put("drops/devices/a.ndjson", b"1")
        asked += watch.look()
        watch.files.delete("drops/devices/a.ndjson")
        asked += watch.look()
    assert len(asked) == 6
    keys = [request.run_key for request in asked if request.run_key is not None]
    assert len(keys) == len(set(keys)), "the daemon drops a request whose key it knows"


def test_files_elsewhere_are_nobodys_drops(watch):
    watch.look()
    for key in ("cas/abc", "dropsy/devices/a.ndjson", "other/drops/a.ndjson"):
        watch.files.put(key, b"1")
    assert watch.look() == []


def test_a_store_that_does_not_answer_fails_the_look_in_words_and_the_next_look_finds_the_file(watch):
    watch.look()
    watch.files.put("drops/devices/a.ndjson", b"1")
    right = watch.settings
    watch.settings = right.model_copy(update={"s3_endpoint_url": f"http://{LOOPBACK}:{choose_port(None)}"})
    with pytest.raises(ExternalServiceException, match="does not answer"):
        watch.look()
    watch.settings = right
    assert len(watch.look()) == 1


def test_it_looks_every_minute_at_most_without_being_switched_on():
    sensor = build_defs().resolve_sensor_def("new_drops")
    assert sensor.minimum_interval_seconds == 60
    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING
    assert sensor.job_name == "refresh"
