from datetime import UTC, datetime
from itertools import count

import polars as pl
import pytest

from app.contracts.movement import MOVEMENT
from app.contracts.usage_daily import USAGE_DAILY
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish

pytestmark = pytest.mark.integration

AT = datetime(2026, 1, 6, 9, tzinfo=UTC)
ASKED = "/api/why/marts.usage_daily_v1/used_qty"
KEY = {"key": ["part=ABCD", "day=2026-01-06"]}


@pytest.fixture
def ledger(settings):
    """Publishes used_qty 3 of ABCD on a day whose three movements make 4 - 2 + 1."""
    layout, numbers = LakeLayout(settings.lake_path), count(1)

    def line(delta, reason, root):
        number = next(numbers)
        ends = (AT, AT, "anna", 1, None, None, None, root, "use", AT)
        return (number, "ABCD", "1-1", 1, 1, delta, reason, *ends)

    lines = [line(-4, "use", 1), line(2, "undo", 1), line(-1, "use", 3)]
    tables = ((MOVEMENT, lines), (USAGE_DAILY, [("ABCD", AT.date(), 3, 0, 3, 0, 0, 2, 2)]))
    for contract, rows in tables:
        frame = pl.DataFrame(rows, schema=contract.schema, orient="row")
        write_parquet(frame, layout.work_table(contract.layer, contract.asset_name).with_suffix(".parquet"))
    draft = Manifest("20260110T000000-new", AT, "run-1", "0.1+1", {"as_of": "2026-01-10"}, {}, [])
    publish(layout, [contract for contract, _ in tables], draft, retention=2)


def test_a_figure_leads_to_its_run_and_rows(client, ledger):
    body = client.get(ASKED, params=KEY).json()
    assert (body["value"], body["unit"], body["combined"], body["adds_up"]) == (3, "pieces", 3, True)
    assert (body["contract"], body["column"]) == ("marts.usage_daily_v1", "used_qty")
    assert body["key"] == {"part_key": "ABCD", "day": "2026-01-06"}
    assert (body["snapshot"], body["run_id"], body["code_version"]) == ("20260110T000000-new", "run-1", "0.1+1")
    assert [(row["id"], row["amount"]) for row in body["rows"]] == [(1, 4), (2, -2), (3, 1)]
    assert body["total"] == 3
    assert body["inputs"].keys() == {"core.movement_v1"}


def test_of_many_rows_the_first_are_shown_and_all_are_counted(client, ledger):
    body = client.get(ASKED, params=KEY | {"limit": 1}).json()
    assert (len(body["rows"]), body["total"], body["adds_up"]) == (1, 3, True)


@pytest.mark.parametrize(
    ("address", "params", "field"),
    [
        ("/api/why/usage/used_qty", KEY, "table"),
        ("/api/why/marts.usage_daily_v1/used", KEY, "column"),
        (ASKED, {"key": ["part=ABCD"]}, "key"),
        (ASKED, {"key": ["part=ABCD", "day=soon"]}, "key"),
        (ASKED, {}, "key"),
        (ASKED, KEY | {"limit": 0}, "limit"),
    ],
)
@pytest.mark.usefixtures("ledger")
def test_a_question_that_cannot_be_answered_names_what_is_wrong(client, invalid, address, params, field):
    assert invalid(client.get(address, params=params)) == [field]


def test_a_row_that_is_not_there_is_404(client, ledger, refused):
    refused(client.get(ASKED, params={"key": ["part=ZZZZ", "day=2026-01-06"]}), 404, "RECORD_NOT_FOUND")
    refused(client.get(ASKED, params=KEY | {"snapshot": "gone"}), 404, "SNAPSHOT_NOT_FOUND")
