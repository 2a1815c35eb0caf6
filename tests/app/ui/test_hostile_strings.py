"""Names that would format, link or run if they were not text: in every field that a page shows."""

from types import SimpleNamespace

import polars as pl
import pytest

from tests.app.ui.screen import Screen
from tests.app.ui.stores import HOSTILE, published_rows

pytestmark = pytest.mark.integration

UNESCAPED = (":red[hot]", "<script>", "](javascript:1)", "$a$", "**bold**")


@pytest.fixture
def hostile(data_store):
    """The store with HOSTILE in the texts of a part, its offers, a box, a kit, a device and the ledger."""
    with data_store.container.unit_of_work(actor=HOSTILE[:40]) as work:
        work.types.rename(work.types.get_or_create("Relay").id, HOSTILE)
        work.parts.update("EFGH", {"manufacturer": HOSTILE, "series": HOSTILE, "tags": [HOSTILE]})
        work.sellers.link_part("EFGH", work.sellers.create(HOSTILE).id, sku=HOSTILE)
        work.boxes.update(1, {"description": HOSTILE, "zone": HOSTILE[:50]})
        kit = work.kits.create(HOSTILE)
        work.kit_contents.add(kit.id, "EFGH", 1)
        work.devices.create_model("hostile", HOSTILE, firmware_version="1", kit_id=kit.id)
        config = {HOSTILE: HOSTILE}
        key = work.devices.create_device("hostile", config=config, name=HOSTILE, firmware_version="2").key
        work.devices.save_config(key, {"a": [HOSTILE]}, HOSTILE)
    with data_store.container.unit_of_work(actor=HOSTILE[:40]) as work:
        work.stock.receive("EFGH", "1-3", 1, note=HOSTILE, reference=HOSTILE)
    return SimpleNamespace(device=key)


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("find", {"q": "relay"}),
        ("find", {"q": HOSTILE}),
        ("find", {"q": "1-1"}),
        ("part", {"part": "EFGH"}),
        ("boxes", {"box": 1, "slot": 1}),
    ],
)
def test_what_is_stored_is_shown_as_it_was_typed(page, query):
    screen = Screen().open(page, **query)
    assert HOSTILE in shown(screen)
    assert [text for text in UNESCAPED if text in screen.markdown] == []


def test_a_device_and_its_configurations_are_shown_as_they_were_typed(hostile):
    screen = Screen().open("devices", device=hostile.device)
    assert screen.facts["Name"] == HOSTILE
    assert screen.tables[1][0][0] == HOSTILE
    assert [text for text in UNESCAPED if text in screen.markdown] == []


@pytest.mark.parametrize("page", ["today", "placement", "usage", "devices"])
def test_what_was_published_is_shown_as_it_was_typed(published, republished, page):
    columns = {
        "marts.part_activity_v1": ("description", "type_name"),
        "marts.category_spread_v1": ("type_name",),
        "marts.device_inventory_v1": ("name", "model_name", "kit_name"),
    }
    republished(
        {
            table: published_rows(published, table).with_columns(pl.lit(HOSTILE).alias(name) for name in names)
            for table, names in columns.items()
        }
    )
    screen = Screen().open(page)
    assert HOSTILE[:40] in shown(screen)
    assert [text for text in UNESCAPED if text in screen.markdown] == []


def shown(screen):
    """All words of a page, those in its tables included."""
    cells = [cell for table in screen.tables for row in table for cell in row]
    frames = [str(cell) for frame in screen.at.dataframe for row in frame.value.values for cell in row]
    return "\n".join([screen.said, *cells, *frames])
