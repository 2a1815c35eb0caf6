import pytest

pytestmark = pytest.mark.integration


@pytest.mark.rule(21, 22, 24)
def test_the_gauges_say_what_the_store_holds_and_forget_what_went_away(shop):
    def fill(work):
        gadget = work.types.create("Gadget")
        work.parts.update("ABCD", {"type_id": gadget.id})
        work.attachments.add_link(work.attachments.sets.of_part("ABCD").id, "https://example.org/abcd.pdf")
        work.stock.receive("ABCD", "1-1", 40)
        work.kits.archive(work.kits.create("Old").id)
        work.kits.create("Lamp")

    shop.do(fill)
    gauges, registry = shop.container.inventory_gauges(), shop.container.registry()
    gauges.measure()
    expected = {
        "inventory_total_parts": 2,
        "inventory_total_quantity": 40,
        "inventory_low_stock_parts": 1,  # EFGH, at zero
        "inventory_total_boxes": 2,
        "inventory_parts_without_docs": 1,
        "inventory_recent_changes_7d": 1,
        "inventory_recent_changes_30d": 1,
        "kits_active_count": 1,
        "kits_archived_count": 1,
    }
    assert {name: registry.get_sample_value(name) for name in expected} == expected
    assert registry.get_sample_value("inventory_box_utilization_percent", {"box_no": "1"}) == 25
    assert registry.get_sample_value("inventory_parts_by_type", {"type_name": "Gadget"}) == 1
    shop.do(lambda work: work.boxes.archive(2))
    gauges.measure()
    assert registry.get_sample_value("inventory_box_utilization_percent", {"box_no": "2"}) is None
