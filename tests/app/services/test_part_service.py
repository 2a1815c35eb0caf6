from decimal import Decimal
from random import Random

import pytest
from dependency_injector import providers
from sqlalchemy import event

from app.exceptions import (
    DependencyException,
    InvalidOperationException,
    RecordNotFoundException,
    ResourceConflictException,
    ValidationException,
)

pytestmark = pytest.mark.integration


@pytest.mark.rule(1, 2)
def test_a_part_is_created_with_a_drawn_key_and_its_value(shop):
    kind = shop.do(lambda work: work.types.create("Resistor").id)
    part = shop.do(
        lambda work: work.parts.create(
            description="  Resistor 4k7 0603 ",
            type_id=kind,
            tags=["smd", " smd ", ""],
            unit_price=0.012,
            currency="EUR",
        )
    )
    assert len(part.key) == 4
    assert part.key.isupper()
    assert (part.description, part.tags, part.unit_price) == ("Resistor 4k7 0603", ["smd"], Decimal("0.012"))
    assert (part.si_value, part.si_unit) == (4700, "ohm")
    owned = "SELECT count(a.id) FROM attachment_sets s LEFT JOIN attachments a ON a.attachment_set_id = s.id "
    assert shop.rows(f"{owned} WHERE s.id = :id GROUP BY s.id", id=part.attachment_set_id) == [(0,)]


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({}, "description", "must be filled in"),
        ({"description": " \t"}, "description", "must be filled in"),
        ({"description": "x" * 20_001}, "description", "at most 20000"),
        ({"description": "a\x00b"}, "description", "NUL"),
        ({"description": "a\ud800b"}, "description", "surrogate"),
        ({"description": 7}, "description", "must be a text"),
        ({"description": "x", "manufacturer": "m" * 256}, "manufacturer", "at most 255"),
        ({"description": "x", "pin_count": 0}, "pin_count", "at least 1"),
        ({"description": "x", "pin_count": 2**31}, "pin_count", "between"),
        ({"description": "x", "pin_count": "8"}, "pin_count", "whole number"),
        ({"description": "x", "pin_count": True}, "pin_count", "whole number"),
        ({"description": "x", "unit_price": -1, "currency": "EUR"}, "unit_price", "at least 0"),
        ({"description": "x", "unit_price": float("nan"), "currency": "EUR"}, "unit_price", "finite"),
        ({"description": "x", "unit_price": 1}, "currency", "together"),
        ({"description": "x", "currency": "EUR"}, "currency", "together"),
        ({"description": "x", "unit_price": 1, "currency": "eur"}, "currency", "three capital letters"),
        ({"description": "x", "size_class": "huge"}, "size_class", "one of"),
        ({"description": "x", "storage_needs": ["esd", "cold"]}, "storage_needs", "may hold"),
        ({"description": "x", "product_page": "javascript:alert(1)"}, "product_page", "begins with https"),
        ({"description": "x", "tags": "smd"}, "tags", "a list"),
        ({"description": "x", "key_": 1}, "key_", "not a field"),
        ({"description": "x", "archived_at": None}, "archived_at", "not a field"),
    ],
)
def test_wrong_fields_are_named(shop, fields, field, words):
    with pytest.raises(ValidationException) as caught:
        shop.do(lambda work: work.parts.create(**fields))
    assert caught.value.field == field
    assert words in caught.value.message
    assert shop.rows("SELECT count(*) FROM parts") == [(2,)]


def test_an_unknown_type_is_refused(shop):
    for type_id in (77, 2**31 - 1):
        with pytest.raises(RecordNotFoundException, match="Type"):
            shop.do(lambda work, n=type_id: work.parts.create(description="x", type_id=n))


def test_a_given_key_must_be_free_and_of_four_letters(shop):
    assert shop.do(lambda work: work.parts.create(key="wxyz", description="x").key) == "WXYZ"
    with pytest.raises(ResourceConflictException, match="ABCD"):
        shop.do(lambda work: work.parts.create(key="abcd", description="x"))
    for key in ("ABC", "ABCDE", "AB1D", "ÄBCD"):
        with pytest.raises(ValidationException):
            shop.do(lambda work, key=key: work.parts.create(key=key, description="x"))


@pytest.mark.rule(1)
def test_a_drawn_key_that_is_taken_is_drawn_again_and_given_up_in_the_end(shop):
    shop.container.random_source.override(providers.Factory(Random, 5))
    first = shop.do(lambda work: work.parts.create(description="x").key)
    assert shop.do(lambda work: work.parts.create(description="x").key) != first

    class Stuck(Random):
        def random(self):
            return 0.0

        def getrandbits(self, _bits):
            return 0

    shop.container.random_source.override(providers.Factory(Stuck))
    shop.do(lambda work: work.parts.create(description="x"))
    with pytest.raises(InvalidOperationException, match="no free key was found in 40 draws"):
        shop.do(lambda work: work.parts.create(description="x"))


@pytest.mark.rule(3)
def test_update_changes_only_what_is_given_and_none_clears(shop):
    shop.do(lambda work: work.parts.update("ABCD", {"manufacturer": "Acme", "package": "0805", "tags": ["a"]}))
    part = shop.do(lambda work: work.parts.update("abcd", {"manufacturer": None, "description": "Cap 0.1uF"}))
    assert (part.manufacturer, part.package, part.tags) == (None, "0805", ["a"])
    assert (float(part.si_value), part.si_unit) == (1e-7, "F")


def test_an_update_that_says_nothing_makes_no_batch(shop):
    before = shop.rows("SELECT count(*) FROM batches")
    shop.do(lambda work: work.parts.update("ABCD", {}))
    assert shop.rows("SELECT count(*) FROM batches") == before


@pytest.mark.parametrize("changes", [{"description": None}, {"description": ""}, {"id": 5}, {"unit_price": 3}])
def test_update_refuses_what_create_refuses(shop, changes):
    with pytest.raises(ValidationException):
        shop.do(lambda work: work.parts.update("ABCD", changes))
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: work.parts.update("ZZZZ", {"description": "x"}))


def test_archive_and_restore(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 3))
    with pytest.raises(InvalidOperationException, match="3 are in stock"):
        shop.do(lambda work: work.parts.archive("ABCD"))
    shop.do(lambda work: work.stock.use("ABCD", "1-1", 3))
    assert shop.do(lambda work: work.parts.archive("ABCD").archived_at) == shop.now
    with pytest.raises(InvalidOperationException, match="archived already"):
        shop.do(lambda work: work.parts.archive("ABCD"))
    assert shop.do(lambda work: [row.part.key for row in work.parts.list()[0]]) == ["EFGH"]
    assert shop.do(lambda work: work.parts.restore("ABCD").archived_at) is None
    with pytest.raises(InvalidOperationException, match="not archived"):
        shop.do(lambda work: work.parts.restore("ABCD"))


@pytest.mark.rule(4, 5)
def test_only_a_part_that_nothing_needs_is_deleted(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 3))
    with pytest.raises(DependencyException, match="3 are in stock"):
        shop.do(lambda work: work.parts.delete("ABCD"))
    shop.do(lambda work: work.stock.use("ABCD", "1-1", 3))
    with pytest.raises(DependencyException, match="archive it instead"):
        shop.do(lambda work: work.parts.delete("ABCD"))
    kit = shop.do(lambda work: work.kits.create("Blinker").id)
    line = shop.do(lambda work: work.kit_contents.add(kit, "EFGH", 1).id)
    with pytest.raises(DependencyException, match="these kits need it: Blinker"):
        shop.do(lambda work: work.parts.delete("EFGH"))
    shop.do(lambda work: work.kit_contents.remove(line))
    shop.do(lambda work: work.parts.delete("EFGH"))
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: work.parts.get("EFGH"))
    assert shop.rows("SELECT count(*) FROM attachment_sets") == [(2,)]  # of ABCD and of the kit


@pytest.mark.rule(9)
def test_rows_hold_slots_total_and_active_kits(shop):
    for slot, quantity in (("2-1", 1), ("1-2", 4)):
        shop.do(lambda work, s=slot, q=quantity: work.stock.receive("ABCD", s, q))
    for name in ("Zeta", "alpha", "Gone"):
        kit = shop.do(lambda work, name=name: work.kits.create(name).id)
        shop.do(lambda work, kit=kit: work.kit_contents.add(kit, "ABCD", 1))
    shop.do(lambda work: work.kits.archive(kit))
    row = shop.do(lambda work: work.parts.row("ABCD"))
    assert (row.quantity, [slot.location for slot in row.locations]) == (5, ["1-2", "2-1"])
    assert [kit.name for kit in row.kits] == ["alpha", "Zeta"]
    assert [kit.name for kit in shop.do(lambda work: work.parts.kits_using("ABCD"))] == ["alpha", "Zeta", "Gone"]
    assert shop.do(lambda work: work.parts.total_quantity("ABCD")) == 5


def test_lists_are_filtered_sorted_and_paged(shop):
    kind = shop.do(lambda work: work.types.create("Capacitor").id)
    for description in ("Cap 100nF", "Cap 0.1uF X7R", "Cap 1uF"):
        shop.do(lambda work, d=description: work.parts.create(description=d, type_id=kind))
    shop.do(lambda work: work.stock.receive("EFGH", "1-1", 9))

    def listed(**wanted):
        rows, total = shop.do(lambda work: work.parts.list(**wanted))
        return [row.part.description for row in rows], total

    assert listed(type_id=kind, sort="description") == (["Cap 0.1uF X7R", "Cap 100nF", "Cap 1uF"], 3)
    assert listed(query="100nF", sort="description") == (["Cap 0.1uF X7R", "Cap 100nF"], 2)
    assert listed(query="cap x7r") == (["Cap 0.1uF X7R"], 1)
    assert listed(query="%") == ([], 0)
    assert listed(sort="-quantity", limit=1) == (["Resistor 10k 0603"], 5)
    everything = listed(sort="created_at")[0]
    assert [listed(sort="created_at", limit=2, offset=o)[0] for o in (0, 2, 4)] == [
        everything[:2],
        everything[2:4],
        everything[4:],
    ]
    for wrong in ({"sort": "colour"}, {"limit": 0}, {"limit": 1001}, {"offset": -1}, {"query": "x" * 201}):
        with pytest.raises(ValidationException):
            listed(**wrong)


@pytest.mark.rule(8)
def test_a_list_takes_the_same_few_statements_however_long_it_is(shop):
    for number in range(30):
        shop.do(lambda work, n=number: work.parts.create(description=f"part {n}"))
    seen = []
    event.listen(shop.container.engine(), "before_cursor_execute", lambda *call: seen.append(call[2]))
    shop.do(lambda work: work.parts.list(limit=1))
    short = len(seen)
    shop.do(lambda work: work.parts.list(limit=50))
    assert len(seen) - short == short <= 6
