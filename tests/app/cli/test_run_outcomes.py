"""What `run` and `snapshot` tell people about checks that warned, and about a run that published nothing."""

import json

import pytest
from sqlalchemy import create_engine, text

from app.services.container import Container
from app.utils.s3_client import s3_client

pytestmark = [pytest.mark.integration, pytest.mark.timeout(400)]


def test_a_check_that_warned_is_named_and_a_run_that_fails_is_a_sentence(installation):
    container = Container(settings=installation.settings)
    with container.unit_of_work() as work:
        work.boxes.create("Drawer", 4)
        work.parts.create(key="ABCD", description="Gadget", type_id=work.types.create("Gadget").id)
    with container.unit_of_work() as work:
        work.stock.receive("ABCD", "1-1", 10)
    container.engine().dispose()
    record = json.dumps({"device": "zzzz9999", "ts": "2026-01-05T08:00:00Z"})
    client, bucket = s3_client(installation.settings), installation.settings.s3_bucket
    client.create_bucket(Bucket=bucket)
    client.put_object(Bucket=bucket, Key="drops/check-in.json", Body=record.encode())
    unknown = "core.device_checkin_v1: not so: every check-in is of a device that is known"
    told = installation.run("run")
    assert (told.returncode, told.stderr) == (0, "")
    assert f"  warned: {unknown}" in told.stdout
    shown = installation.run("snapshot", "current").stdout
    assert f"  warned: {unknown}" in shown
    assert "knows what was booked until 20" in shown
    assert any(warning.startswith(unknown) for warning in installation.answer("run")["warnings"])

    _spoil_a_balance(installation.settings)
    failed = installation.run("run")
    assert failed.returncode == 1
    (sentence,) = failed.stderr.splitlines()
    assert sentence.startswith("Cannot publish a snapshot because")
    assert sentence.index("the balance is the sum of the ledger") < sentence.index(unknown)


def _spoil_a_balance(settings):
    """What no service can do."""
    engine = create_engine(str(settings.database_url))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE part_locations DISABLE TRIGGER part_locations_guard"))
        connection.execute(text("UPDATE part_locations SET quantity = quantity + 1"))
    engine.dispose()
