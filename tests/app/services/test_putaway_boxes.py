"""Boxes read as bytes, against reading them one by one."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.placement.rules import NO_TYPE, offer_sizes, storage_bits
from app.models import Box
from app.models.storage import SIZE_CLASSES, STORAGE_PROPERTIES
from app.services.putaway_boxes import standing_boxes

pytestmark = pytest.mark.integration

METRES = st.none() | st.floats(-1e6, 1e6)
BOX = st.fixed_dictionaries(
    {
        "x_m": METRES,
        "y_m": METRES,
        "z_m": METRES,
        "size_class": st.sampled_from([None, *SIZE_CLASSES]),
        "storage_properties": st.lists(st.sampled_from(STORAGE_PROPERTIES), unique=True, max_size=3),
        "is_meant_for_leds": st.booleans(),
        "is_archived": st.booleans(),
    }
)


@pytest.fixture
def led(shop):
    return shop.do(lambda work: work.types.create("LED").id)


def box(box_no, facts, led, now):
    kind = led if facts["is_meant_for_leds"] else None
    archived_at = now if facts["is_archived"] else None
    columns = {name: value for name, value in facts.items() if not name.startswith("is_")}
    size = {"capacity": 1, "grid_rows": 1, "grid_columns": 1}
    return Box(box_no=box_no, description="Drawer", designated_type_id=kind, archived_at=archived_at, **size, **columns)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(st.dictionaries(st.integers(3, 2**31 - 1), BOX, max_size=8))
def test_every_fact_of_every_box_is_read_as_it_is(shop, led, boxes):
    with shop.container.unit_of_work() as work:
        made = [box(box_no, facts, led, shop.now) for box_no, facts in boxes.items()]
        work.session.add_all(made)
        work.session.flush()
        read = standing_boxes(work.session)
        held = sorted(
            (one for one in made if not (one.archived_at or one.x_m is None or one.y_m is None)),
            key=lambda one: one.box_no,
        )
        ids = [one.id for one in held]
        work.session.expunge_all()
        work.session.rollback()
    assert (read.ids, read.numbers) == (ids, [one.box_no for one in held])
    assert read.boxes.x.tolist() == [one.x_m for one in held]
    assert read.boxes.y.tolist() == [one.y_m for one in held]
    assert read.boxes.z.tolist() == [one.z_m or 0.0 for one in held]
    offered = read.boxes.offered
    assert offered.size.tolist() == offer_sizes(one.size_class for one in held).tolist()
    assert offered.properties.tolist() == storage_bits(one.storage_properties for one in held).tolist()
    assert offered.kind.tolist() == [one.designated_type_id or NO_TYPE for one in held]
