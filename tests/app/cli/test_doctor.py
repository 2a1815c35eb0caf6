import json
import socket

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from app.cli.main import build
from app.embedded.object_store import EmbeddedS3
from app.embedded.ports import LOOPBACK, choose_port
from app.exceptions import MigrationException

EMBEDDED = ("PostgreSQL", "Migrations", "S3", "S3 conditional writes")


@pytest.fixture(scope="module")
def app():
    return build()


@pytest.fixture
def doctor(app):
    def run(home):
        result = CliRunner().invoke(app, ["doctor", "--json", "--home", str(home)])
        answer = json.loads(result.stdout)
        assert result.exit_code == (0 if answer["ok"] else 1), result.output
        assert all(finding.keys() == {"what", "state", "remedy"} for finding in answer["findings"])
        return {finding["what"]: finding for finding in answer["findings"]}

    return run


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    with EmbeddedS3(tmp_path_factory.mktemp("s3") / "home") as server:
        yield server


def use_s3(monkeypatch, server, key=None):
    monkeypatch.setenv("BINSIGHT_S3_ENDPOINT_URL", server.endpoint_url)
    monkeypatch.setenv("BINSIGHT_S3_ACCESS_KEY_ID", key or server.access_key_id)
    monkeypatch.setenv("BINSIGHT_S3_SECRET_ACCESS_KEY", server.secret_access_key)


def test_a_fresh_home_is_well_but_has_nothing_published_and_is_not_touched(doctor, tmp_path):
    findings = doctor(tmp_path / "home")
    assert [name for name in EMBEDDED if findings[name]["remedy"]] == []
    assert findings["Snapshot"]["remedy"] == "run `binsight run`"
    assert not (tmp_path / "home").exists()


def test_a_taken_port_is_told(doctor, tmp_path, monkeypatch):
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        port = server.getsockname()[1]
        monkeypatch.setenv("BINSIGHT_UI_PORT", str(port))
        assert f"taken: App {port}" in doctor(tmp_path)["Ports"]["state"]


def test_a_database_that_does_not_answer_is_named_with_what_to_do_and_without_the_password(
    doctor, tmp_path, monkeypatch
):
    port = choose_port(None)
    monkeypatch.setenv("BINSIGHT_DATABASE_URL", f"postgresql://u:hidden@{LOOPBACK}:{port}/binsight")
    finding = doctor(tmp_path)["PostgreSQL"]
    assert str(port) in finding["state"]
    assert "BINSIGHT_DATABASE_URL" in finding["remedy"]
    assert "hidden" not in finding["state"]


def test_an_s3_that_does_not_answer_is_named_with_what_to_do(doctor, tmp_path, monkeypatch):
    monkeypatch.setenv("BINSIGHT_S3_ENDPOINT_URL", f"http://{LOOPBACK}:{choose_port(None)}")
    monkeypatch.setenv("BINSIGHT_S3_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("BINSIGHT_S3_SECRET_ACCESS_KEY", "b")
    findings = doctor(tmp_path)
    assert "BINSIGHT_S3_ENDPOINT_URL" in findings["S3"]["remedy"]
    assert findings["S3 conditional writes"]["remedy"]


def test_people_see_a_line_per_finding_and_the_remedy(app, tmp_path):
    result = CliRunner().invoke(app, ["doctor", "--home", str(tmp_path)])
    assert result.exit_code == 1
    assert "!!  Snapshot" in result.stdout
    assert "-> run `binsight run`" in result.stdout


@pytest.mark.integration
def test_a_database_of_another_version_is_told_with_what_to_do(doctor, app, tmp_path, monkeypatch, database_url):
    monkeypatch.setenv("BINSIGHT_DATABASE_URL", database_url)
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '999'"))
    engine.dispose()
    finding = doctor(tmp_path)["Migrations"]
    assert finding["state"] == "at 999, which this version does not know"
    assert "choose another home" in finding["remedy"]
    refused = CliRunner().invoke(app, ["run", "--home", str(tmp_path)]).exception
    assert isinstance(refused, MigrationException)


@pytest.mark.integration
def test_outside_servers_that_are_well_are_reported_well(doctor, tmp_path, monkeypatch, database_url, s3):
    use_s3(monkeypatch, s3)
    monkeypatch.setenv("BINSIGHT_DATABASE_URL", database_url)
    monkeypatch.setenv("BINSIGHT_S3_BUCKET", "doctor")
    import boto3

    client = boto3.client(
        "s3",
        endpoint_url=s3.endpoint_url,
        aws_access_key_id=s3.access_key_id,
        aws_secret_access_key=s3.secret_access_key,
        region_name="us-east-1",
    )
    client.create_bucket(Bucket="doctor")
    findings = doctor(tmp_path)
    assert {name: findings[name]["remedy"] for name in EMBEDDED} == dict.fromkeys(EMBEDDED, "")
    assert findings["S3 conditional writes"]["state"] == "ok, honoured"
    assert "KeyCount" in (listing := client.list_objects_v2(Bucket="doctor"))
    assert listing["KeyCount"] == 0, "what doctor wrote to find out is gone"


@pytest.mark.integration
def test_wrong_credentials_and_old_migrations_are_told(doctor, tmp_path, monkeypatch, postgres, s3):
    use_s3(monkeypatch, s3, key="wrong")
    monkeypatch.setenv("BINSIGHT_DATABASE_URL", postgres.url("dagster"))
    findings = doctor(tmp_path)
    assert "credentials" in findings["S3"]["remedy"]
    assert findings["Migrations"]["remedy"] == "run `binsight up --once`"
