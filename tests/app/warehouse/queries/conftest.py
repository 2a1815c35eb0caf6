"""Snapshots of rows written by hand."""

from itertools import count

import pytest

from app.warehouse.layout import LakeLayout
from app.warehouse.snapshot import SnapshotStore
from tests.app.warehouse.queries.made_rows import publish_rows


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """`snapshot(usage_daily_v1=[{...}], ...)`: a snapshot of its own with these rows, all other tables empty."""
    folder, numbers = tmp_path_factory.mktemp("lakes"), count(1)

    def make(**tables):
        layout = LakeLayout(folder / str(next(numbers)))
        publish_rows(layout, tables)
        return SnapshotStore(layout.root).open()

    return make
