import pytest

from app.exceptions import (
    DependencyException,
    RecordNotFoundException,
    ResourceConflictException,
    ValidationException,
)
from app.services.seed_types import SEED_TYPES

pytestmark = pytest.mark.integration


def test_types_are_created_renamed_and_listed_by_name(shop):
    gadget = shop.do(lambda work: work.types.create(" Gadget ").id)
    shop.do(lambda work: work.types.create("antenna"))
    shop.do(lambda work: work.parts.update("ABCD", {"type_id": gadget}))
    shop.do(lambda work: work.types.rename(gadget, "gadget"))
    rows, total = shop.do(lambda work: work.types.list())
    assert ([(row.type.name, row.part_count) for row in rows], total) == ([("antenna", 0), ("gadget", 1)], 2)
    assert [row.type.name for row in shop.do(lambda work: work.types.list(limit=1, offset=1))[0]] == ["gadget"]


def test_archived_parts_are_not_counted(shop):
    gadget = shop.do(lambda work: work.types.create("Gadget").id)
    shop.do(lambda work: work.parts.update("ABCD", {"type_id": gadget}))
    shop.do(lambda work: work.parts.archive("ABCD"))
    assert shop.do(lambda work: work.types.list()[0][0].part_count) == 0


@pytest.mark.rule(7)
def test_names_are_unique_whatever_their_case(shop):
    one = shop.do(lambda work: work.types.create("Gadget").id)
    two = shop.do(lambda work: work.types.create("Widget").id)
    for act in (lambda work: work.types.create("GADGET"), lambda work: work.types.rename(two, "gadget")):
        with pytest.raises(ResourceConflictException, match="A type with the name Gadget already exists"):
            shop.do(act)
    assert shop.do(lambda work: work.types.get_or_create("gadget").id) == one
    assert shop.do(lambda work: work.types.get_or_create("Gizmo").name) == "Gizmo"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b", None, 5])
def test_impossible_names_are_refused(shop, name):
    for act in (lambda work: work.types.create(name), lambda work: work.types.get_or_create(name)):
        with pytest.raises(ValidationException) as caught:
            shop.do(act)
        assert caught.value.field == "name"


@pytest.mark.rule(6)
def test_a_type_in_use_stays(shop):
    gadget = shop.do(lambda work: work.types.create("Gadget").id)
    shop.do(lambda work: work.parts.update("ABCD", {"type_id": gadget}))
    with pytest.raises(DependencyException, match="1 part belong"):
        shop.do(lambda work: work.types.delete(gadget))
    shop.do(lambda work: work.parts.update("ABCD", {"type_id": None}))
    shop.do(lambda work: work.boxes.update(1, {"designated_type_id": gadget}))
    with pytest.raises(DependencyException, match="box 1 is designated for it"):
        shop.do(lambda work: work.types.delete(gadget))
    shop.do(lambda work: work.boxes.update(1, {"designated_type_id": None}))
    shop.do(lambda work: work.types.delete(gadget))
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: work.types.get(gadget))


def test_the_usual_types_are_added_once_and_keep_what_is_there(shop):
    shop.do(lambda work: work.types.create("RESISTOR"))
    assert shop.do(lambda work: work.types.seed()) == len(SEED_TYPES) - 1
    assert shop.do(lambda work: work.types.seed()) == 0
    assert len({name.lower() for name in SEED_TYPES}) == len(SEED_TYPES) >= 90
