"""What doctor finds when something is wrong: always a finding with a remedy, never an exception, never a change."""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import polars as pl
import pytest
from pydantic import SecretStr

from app.config import Settings
from app.contracts.base import Column, Contract
from app.services import doctor
from app.services.doctor_finding import Finding
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
TABLE = Contract("marts", "thing", 1, "Things.", "one thing", ("name",), (Column("name", pl.String, "name"),))


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for name in ("DATABASE_URL", "S3_ENDPOINT_URL", "LAKE_URL"):
        monkeypatch.delenv(f"BINSIGHT_{name}", raising=False)
    return Settings(home=tmp_path / "home")


def examine(settings, now=NOW):
    return {finding.what: finding for finding in doctor.examine(settings, lambda: now)}


@pytest.fixture
def layout(settings):
    """A lake with one snapshot, published at `NOW`."""
    made = LakeLayout(settings.lake_path)
    write_parquet(pl.DataFrame({"name": ["a"]}), made.work_table("marts", "thing_v1").with_suffix(".parquet"))
    publish(made, [TABLE], Manifest("s1", NOW, "run", "code", {"as_of": "2026-03-05"}, {}), retention=3)
    return made


@pytest.mark.parametrize(
    ("age", "is_ok", "words"),
    [
        (timedelta(minutes=12), True, "ok, s1, 12 min old"),
        (timedelta(hours=26), True, "min old"),
        (timedelta(hours=27), False, "s1 is 27 h old"),
    ],
)
def test_a_snapshot_is_well_until_it_is_older_than_its_promise(settings, layout, age, is_ok, words):
    finding = examine(settings, NOW + age)["Snapshot"]
    assert finding.is_ok == is_ok
    assert words in finding.state


@pytest.mark.parametrize("endpoint", [None, "http://127.0.0.1:9"])
def test_a_lake_on_a_store_that_does_not_answer_is_not_called_damaged(settings, endpoint):
    changes = {"lake_url": "s3://lake/x", "s3_endpoint_url": endpoint, "s3_access_key_id": "a"}
    secret = {"s3_secret_access_key": SecretStr("b")}
    finding = examine(settings.model_copy(update=changes | secret))["Snapshot"]
    assert not finding.is_ok
    assert "damaged" not in finding.state


@pytest.mark.parametrize("damage", ["gone", "cut", "empty"])
def test_a_lake_that_was_damaged_is_a_finding_with_a_remedy(settings, layout, damage):
    if damage == "gone":
        layout.manifest("s1").unlink()
    else:
        layout.pointer.write_text('{"snap' if damage == "cut" else "")
    finding = examine(settings)["Snapshot"]
    assert "binsight run" in finding.remedy
    assert finding.state


def test_a_home_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    finding = examine(Settings(home=tmp_path / "file" / "home"))["Home folder"]
    assert "cannot be written" in finding.state
    assert "BINSIGHT_HOME" in finding.remedy


def test_little_room_and_missing_packages_are_told(settings, monkeypatch):
    monkeypatch.setattr(doctor, "MINIMUM_FREE_BYTES", 2**80)
    monkeypatch.setattr(doctor, "PACKAGES", ("polars", "no-such-package-of-binsight"))
    found = examine(settings)
    assert "free some space" in found["Disk"].remedy
    assert found["Packages"].state == "missing: no-such-package-of-binsight"


def test_looking_changes_nothing(settings, tmp_path):
    examine(settings)
    assert list(tmp_path.iterdir()) == []


def test_all_is_well_only_when_every_finding_is():
    good, bad = Finding("A", "ok"), Finding("B", "broken", "mend it")
    assert doctor.as_json([good])["ok"] is True
    assert doctor.as_json([good, bad]) == {
        "ok": False,
        "findings": [{"what": "A", "state": "ok", "remedy": ""}, {"what": "B", "state": "broken", "remedy": "mend it"}],
    }


@pytest.mark.integration
def test_a_url_that_cannot_be_read_is_a_finding(settings):
    broken = settings.model_copy(update={"database_url": "postgresql+psycopg://u:hidden@host:port/x"})
    found = examine(broken)
    assert "BINSIGHT_DATABASE_URL" in found["PostgreSQL"].remedy
    assert not found["Migrations"].is_ok
    assert "hidden" not in str(found)


@pytest.mark.integration
def test_a_bucket_that_is_missing_is_a_finding(storage_settings):
    finding = examine(storage_settings)["S3 conditional writes"]
    assert f"make the bucket {storage_settings.s3_bucket}" in finding.remedy


@pytest.fixture
def provider(settings):
    """Settings of an S3 provider that answers every writing request with one status; what it was asked is kept."""
    asked = []

    class Answering(BaseHTTPRequestHandler):
        status = 200
        is_store = True

        def answer(self):
            asked.append(self.command)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(self.status if self.command == "PUT" else 200)
            self.send_header("Content-Length", "0")
            if self.is_store:
                self.send_header("ETag", '"0"')
            self.end_headers()

        do_PUT = do_DELETE = do_GET = answer  # noqa: N815 - the names that the server calls

        def log_message(self, *_):
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pointed = settings.model_copy(
            update={
                "s3_endpoint_url": f"http://127.0.0.1:{server.server_port}",
                "s3_access_key_id": "a",
                "s3_secret_access_key": SecretStr("b"),
            }
        )
        yield pointed, Answering, asked
        server.shutdown()


def test_a_provider_that_ignores_conditions_is_found_out_and_cleaned_up_after(provider):
    settings, _, asked = provider
    finding = examine(settings)["S3 conditional writes"]
    assert finding.state == "ignored by this provider"
    assert finding.remedy
    assert asked.count("DELETE") == 1


def test_what_answers_and_is_no_object_store_is_not_blamed_for_conditions(provider):
    settings, answering, _ = provider
    answering.is_store = False
    finding = examine(settings)["S3 conditional writes"]
    assert "what answered is no object store, or broke off" in finding.state
    assert finding.remedy == "mend S3 first"


def test_a_provider_that_does_not_know_conditions_is_found_out(provider):
    settings, answering, _ = provider
    answering.status = 501
    finding = examine(settings)["S3 conditional writes"]
    assert not finding.is_ok
    assert finding.state == "ignored by this provider"
