"""Every figure of every mart of a demo store follows from the rows that `why` names."""

import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from app.config import Settings
from app.contracts.foreign import FOREIGN_DRIFT
from app.contracts.registry import MARTS, PUBLISHED
from app.domain.demo.size import DemoSize
from app.embedded.servers import s3_settings
from app.exceptions import BinsightError
from app.services.container import Container
from app.services.demo.loader import load_store
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.publish import publish
from app.warehouse.snapshot import SnapshotStore
from app.warehouse.why.explain import explain
from app.warehouse.why.origin import Fact, Origin
from app.warehouse.why.registry import origin_of
from pipelines.run import run_pipeline
from tests.databases import execute, number
from tests.foreign import workshop

pytestmark = [pytest.mark.integration, pytest.mark.timeout(400)]

TINY = DemoSize("tiny", parts=70, kits=15, devices=8, sellers=3, sessions=1.0)
KEYS_TRIED = 6
COLUMNS = [(contract, column) for contract in MARTS for column in contract.schema]


@pytest.fixture(scope="module")
def lake(postgres, template_database, object_storage, tmp_path_factory):
    """The lake of a demo store with uses that were undone, a part that never moved, a broken drop, a foreign source."""
    name = f"why_{number()}"
    execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template_database} STRATEGY FILE_COPY")
    values = s3_settings(object_storage) | {"database_url": postgres.url(name), "s3_bucket": name.replace("_", "-")}
    values["foreign_sources"] = workshop(values["database_url"], tmp_path_factory.mktemp("mappings"))
    settings = Settings(home=tmp_path_factory.mktemp("why") / "home").model_copy(update=values)
    container = Container(settings=settings)
    container.object_store().ensure_bucket()
    load_store(container, TINY, seed=3, until=container.clock()().date())
    _make_mistakes(container)
    assert run_pipeline(settings).problems == []
    container.engine().dispose()
    yield LakeLayout(settings.lake_path)
    execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def _make_mistakes(container):
    container.object_store().put("drops/broken", b"{")
    with container.unit_of_work() as work:
        work.batches.open("edit")
        box_no = work.boxes.create("Extra", 4).box_no
        for key in ("ZZZY", "ZZZZ"):
            work.parts.create(key=key, description="Used by mistake, or never stocked")
    with container.unit_of_work() as work:
        work.stock.receive("ZZZY", f"{box_no}-1", 10)
    with container.unit_of_work() as work:
        mistake = work.stock.use("ZZZY", f"{box_no}-1", 2).batch_id
    with container.unit_of_work() as work:
        work.undo.undo(mistake)


@pytest.fixture(scope="module")
def snapshot(lake):
    return SnapshotStore(lake.root).open()


@pytest.fixture(scope="module")
def keys(snapshot):
    """Some keys of each mart, as texts, the same in every run; those of rows with empty columns among them."""

    def some(contract, column):
        names = ", ".join(contract.key)
        rows = snapshot.query(f"SELECT {names}, {column} IS NULL FROM {contract.table} ORDER BY {names}").rows()
        chosen = random.Random(5).sample(rows, min(len(rows), KEYS_TRIED))
        chosen += next(([row] for row in rows if row[-1]), [])
        return [
            [f"{name}={_text(value)}" for name, value in zip(contract.key, row[:-1], strict=True)] for row in chosen
        ]

    return some


def _text(value):
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize(("contract", "column"), COLUMNS, ids=[f"{c.asset_name}-{name}" for c, name in COLUMNS])
def test_the_rows_make_the_published_figure(snapshot, keys, contract, column):
    asked = keys(contract, column)
    assert asked, f"the demo store has no rows in {contract.table}"
    for key in asked:
        found = explain(snapshot, contract.table, column, key)
        assert found.adds_up, (key, found.value, found.combined, found.rows[:5])
        assert isinstance(origin_of(contract, column), Fact) or not found.value or found.total > 0, key


def test_ledger_figures_are_the_plain_sum_of_the_movements_that_are_listed(snapshot, keys):
    for contract, column in COLUMNS:
        origin = origin_of(contract, column)
        if isinstance(origin, Origin) and "sum(amount)" in origin.combine and "core.movement_v1 m" in origin.rows:
            for key in keys(contract, column):
                found = explain(snapshot, contract.table, column, key, limit=100_000)
                assert sum(row["amount"] for row in found.rows) == found.value
                assert len({row["id"] for row in found.rows}) == found.total


def test_an_undone_use_is_among_the_rows(snapshot):
    (day,) = snapshot.query("SELECT day FROM marts.usage_daily_v1 WHERE part_key = 'ZZZY' AND undone_qty = 2").row(0)
    found = explain(snapshot, "marts.usage_daily_v1", "used_qty", ["part=ZZZY", f"day={day}"])
    assert {row["reason"] for row in found.rows} == {"use", "undo"}


def test_copied_facts_stand_in_the_raw_table_that_is_named(lake, snapshot):
    facts = [(c, name, f) for c, name in COLUMNS if isinstance(f := origin_of(c, name), Fact)]
    assert facts
    for contract, column, fact in facts:
        raw = pl.read_parquet(lake.work / f"{fact.table.replace('.', '/')}.parquet")[fact.column]
        published = snapshot.query(f"SELECT DISTINCT {column} AS x FROM {contract.table} WHERE {column} IS NOT NULL")
        assert set(published["x"].to_list()) <= set(raw.to_list())


@pytest.mark.parametrize("contract", [c for c in PUBLISHED if c.layer == "core"], ids=lambda c: c.table)
def test_a_core_row_says_what_it_was_read_from(snapshot, drifted, contract):
    if contract is FOREIGN_DRIFT:
        snapshot = drifted
    names = ", ".join(contract.key)
    row = snapshot.query(f"SELECT {names} FROM {contract.table} ORDER BY {names} LIMIT 1").row(0)
    key = [f"{name}={_text(value)}" for name, value in zip(contract.key, row, strict=True)]
    found = explain(snapshot, contract.table, contract.columns[-1].name, key)
    assert found.adds_up
    assert (found.total, set(found.rows[0])) == (1, {*contract.schema, "amount"})
    assert found.how.startswith(("read from raw.", "read from core."))


def test_the_answer_names_run_code_watermark_and_inputs(snapshot):
    part, day = snapshot.query("SELECT part_key, day FROM marts.usage_daily_v1 WHERE movements > 1 LIMIT 1").row(0)
    short = explain(snapshot, "marts.usage_daily_v1", "movements", [f"part={part.lower()}", f"day={day}"], limit=1)
    long = explain(snapshot, "marts.usage_daily_v1", "movements", [f"day={day}", f"part_key={part}"])
    manifest = snapshot.manifest
    assert (short.run_id, short.snapshot, short.code_version) == (manifest.run_id, manifest.id, manifest.code_version)
    assert short.watermark == manifest.watermark
    assert short.inputs == {"core.movement_v1": manifest.tables["core.movement_v1"].sha256}
    assert (len(short.rows), short.total, short.adds_up) == (1, len(long.rows), True)
    assert short.value == long.value == long.total


@pytest.mark.parametrize(
    ("table", "column", "key", "sentence"),
    [
        ("usage", "used_qty", [], "There is no table usage; there are .*marts.usage_daily_v1"),
        ("marts.usage_daily_v1", "used", [], r"has no column used \(did you mean used_qty\?\); it has .*used_qty"),
        ("usage_daily_v1", "used_qty", [], r"no table usage_daily_v1 \(did you mean marts.usage_daily_v1\?\)"),
        ("marts.usage_daily_v1", "used_qty", [], "lacks part_key and day; give --key part=... --key day=..."),
        ("marts.usage_daily_v1", "used_qty", ["part=ABCD"], "lacks day"),
        ("marts.usage_daily_v1", "used_qty", ["colour=red"], "'colour=red' is not a key"),
        ("marts.usage_daily_v1", "used_qty", ["part"], "'part' is not a key"),
        ("marts.usage_daily_v1", "used_qty", ["part=A", "part_key=B"], "part_key was given twice"),
        ("marts.usage_daily_v1", "used_qty", ["part=A", "day=soon"], "'soon' is not a value of day; it is a day"),
        ("marts.box_utilisation_v1", "units", ["box=one"], "'one' is not a value of box_no; it is a whole number"),
        ("marts.stock_asof_v1", "quantity", ["part=A", "location=1-1", "valid_from=x"], "'x' is not a date"),
        (
            "marts.box_utilisation_v1",
            "units",
            ["box=9999"],
            r"Row box_no=9999 of .* \(a row is one box.*\) .* was not found",
        ),
        ("marts.box_utilisation_v1", "units", ["box=99999999999999999999999"], "."),
        ("marts.part_activity_v1", "used_30d", ["part=' OR 1=1 --"], "was not found"),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_sentence(snapshot, table, column, key, sentence):
    with pytest.raises(BinsightError) as refusal:
        explain(snapshot, table, column, key)
    assert re.search(sentence, refusal.value.message)


def _republished(snapshot, folder, **replaced):
    """The snapshot once more in another lake, some tables replaced by name."""
    other = LakeLayout(folder / "lake")
    for contract in PUBLISHED:
        frame = replaced.get(contract.asset_name)
        rows = snapshot.query(f"SELECT * FROM {contract.table}") if frame is None else frame
        write_parquet(rows, other.work_table(contract.layer, contract.asset_name).with_suffix(".parquet"))
    draft = replace(snapshot.manifest, id="other", created_at=datetime.now(UTC), tables={})
    publish(other, PUBLISHED, draft, retention=2)
    return SnapshotStore(other.root).open()


@pytest.fixture(scope="module")
def drifted(snapshot, tmp_path_factory):
    """The snapshot with a change of a foreign table, which one reading alone cannot show."""
    change = ("shop", datetime(2026, 1, 5, tzinfo=UTC), "workshop.bits", "colour", "added", None, "text")
    drift = pl.DataFrame([change], schema=FOREIGN_DRIFT.schema, orient="row")
    return _republished(snapshot, tmp_path_factory.mktemp("drifted"), foreign_drift_v1=drift)


def test_a_figure_that_does_not_follow_from_the_ledger_is_told(snapshot, tmp_path):
    usage = snapshot.query("SELECT * FROM marts.usage_daily_v1 ORDER BY part_key, day")
    more = pl.col("used_qty", "pick_qty") + (pl.int_range(pl.len()) == 0).cast(pl.Int64)
    wrong = _republished(snapshot, tmp_path, usage_daily_v1=usage.with_columns(more))
    first, second = ([f"part={row[0]}", f"day={row[1]}"] for row in usage.rows()[:2])
    found = explain(wrong, "marts.usage_daily_v1", "used_qty", first)
    assert (found.adds_up, found.value) == (False, found.combined + 1)
    assert explain(wrong, "marts.usage_daily_v1", "used_qty", second).adds_up
