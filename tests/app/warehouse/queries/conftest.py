"""Snapshots of rows written by hand."""

from itertools import count

import pytest

from app.contracts.registry import PUBLISHED
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish
from app.warehouse.snapshot import SnapshotStore
from tests.app.warehouse.queries.made_rows import AS_OF, AT, table


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """`snapshot(usage_daily_v1=[{...}], ...)`: a snapshot of its own with these rows, all other tables empty."""
    folder, numbers = tmp_path_factory.mktemp("lakes"), count(1)

    def make(**tables):
        layout = LakeLayout(folder / str(next(numbers)))
        for contract in PUBLISHED:
            frame = table(contract, tables.pop(contract.asset_name, []))
            write_parquet(frame, layout.work_table(contract.layer, contract.asset_name).with_suffix(".parquet"))
        assert not tables, f"no such tables: {list(tables)}"
        draft = Manifest("s1", AT, "run", "code", {"as_of": AS_OF.isoformat()}, {})
        publish(layout, PUBLISHED, draft, retention=2)
        return SnapshotStore(layout.root).open()

    return make
