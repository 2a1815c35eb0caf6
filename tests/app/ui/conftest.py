"""The app in this process, on a database, bucket and home of the test's own."""

from datetime import UTC, date, datetime
from functools import partial
from types import SimpleNamespace

import pytest
import streamlit as st
from sqlalchemy import text

from app.services.container import Container
from app.ui import resources
from app.warehouse.snapshot import SnapshotStore
from tests.app.services.files import picture
from tests.app.ui.screen import Screen
from tests.app.ui.stores import clone, drop, execute, fill, point_at, publish, republish


@pytest.fixture(scope="session")
def published(postgres, template_database, object_storage, tmp_path_factory):
    """The store with data and a snapshot; tests get clones of it."""
    return publish(postgres, template_database, object_storage, tmp_path_factory.getbasetemp() / "published")


@pytest.fixture
def fresh_app():
    """Caches are empty before, and connections closed after."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    resources.container().engine().dispose()
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def empty_store(storage_container, storage_settings, monkeypatch, tmp_path, fresh_app):
    """A migrated store without anything, nothing published; the app's environment points at it."""
    point_at(monkeypatch, storage_settings, tmp_path / "home", tmp_path / "home" / "lake")
    return look_into(storage_container)


@pytest.fixture
def data_store(postgres, published, monkeypatch, tmp_path, fresh_app):
    """A clone of the published store, with its lake; the app's environment points at it."""
    name = clone(postgres, published.database)
    settings = published.settings.model_copy(update={"database_url": postgres.url(name), "home": tmp_path / "home"})
    point_at(monkeypatch, settings, settings.home, published.settings.lake_path)
    container = Container(settings=settings)
    yield look_into(container)
    container.engine().dispose()
    resources.container().engine().dispose()
    drop(postgres, name)


@pytest.fixture(scope="session")
def read_only_url(postgres, published):
    """One clone of the published store for all tests that only look: it refuses every write, and saves a clone each."""
    name = clone(postgres, published.database)
    execute(postgres, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    return postgres.url(name)


@pytest.fixture
def read_only_store(published, read_only_url, monkeypatch, tmp_path, fresh_app):
    """The app's environment points at the store that can only be looked at, and at the published lake."""
    settings = published.settings.model_copy(update={"database_url": read_only_url, "home": tmp_path / "home"})
    point_at(monkeypatch, settings, settings.home, published.settings.lake_path)


@pytest.fixture
def busy(empty_store):
    """A store with a record of everything that a page can be about; the addresses of the pages by name."""
    fill(empty_store.container, datetime.now(UTC))
    with empty_store.container.unit_of_work(actor="setup") as work:
        seller = work.sellers.create("Corner shop").id
        work.seller_logos.put(seller, picture())
        work.sellers.link_part("ABCD", seller, sku="C-1")
        board = work.shopping_lists.create("Spring").id
        new = work.shopping_lines.add(board, part_key="ABCD", needed=5).id
        ordered = work.shopping_lines.add(board, part_key="EFGH", needed=2, seller_id=seller).id
        work.shopping_lines.update(ordered, {"ordered": 2})
        work.orders.order(board, seller)
        kit = work.kits.create("Lamp", build_target=30).id
        work.kit_contents.add(kit, "EFGH", 1, substitutes=["IJKL"])
        picked, walked = (work.pick_lists.create(kit, 1).id for _ in range(2))
        work.picks.pick_all(picked)
        work.attachments.add_file(work.parts.get("ABCD").attachment_set_id, b"words", filename="words.txt")
    return SimpleNamespace(
        part=[{"part": "ABCD"}, {"part": "IJKL"}],
        boxes=[{"box": 2, "slot": 1}],
        kits=[{"kit": kit}],
        pick_lists=[{"pick_list": walked}, {"pick_list": picked}],
        shopping=[{"shopping_list": board, "line": line} for line in (new, ordered)],
        sellers=[{"seller": seller}],
        duplicates=[{"first": "ABCD", "second": "IJKL"}],
    )


@pytest.fixture
def empty(empty_store):
    """The app on the empty store."""
    return Screen()


@pytest.fixture
def screen(data_store):
    """The app on the store with data."""
    return Screen()


@pytest.fixture
def viewer(read_only_store):
    """The app on the store with data, for somebody who only looks; nothing can be written there."""
    return Screen()


@pytest.fixture
def snapshot_day(published):
    """The business day (UTC) of the published snapshot."""
    return date.fromisoformat(SnapshotStore(published.settings.lake_path).open().manifest.watermark["as_of"])


@pytest.fixture
def republished(published, read_only_store, monkeypatch, tmp_path):
    """Publishes the snapshot again beside the first, with another manifest or other tables, for this test alone."""
    lake = tmp_path / "lake"
    monkeypatch.setenv("BINSIGHT_LAKE_URL", str(lake))
    return partial(republish, published, lake)


def look_into(container):
    """`held(part)`: slots to pieces; `ledger()`: what the ledger sums up to; `counts()`: rows of what writes touch."""

    def held(part):
        with container.unit_of_work() as work:
            return {balance.location.label: balance.quantity for balance in work.stock.stock_of(part)}

    def rows(query):
        with container.engine().connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def balanced():
        sums = "SELECT part_id, location_id, sum(delta) FROM stock_movements GROUP BY 1, 2 HAVING sum(delta) <> 0"
        return sorted(rows(sums)) == sorted(rows("SELECT part_id, location_id, quantity FROM part_locations"))

    def counts():
        tables = ("stock_movements", "batches", "parts", "boxes", "devices")
        return {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}

    return SimpleNamespace(container=container, held=held, balanced=balanced, counts=counts)
