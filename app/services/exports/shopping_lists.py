"""Questions of exported lists about what is to be bought, for which kits, from whom, and what arrived."""

from sqlalchemy import select

from app.models import (
    Kit,
    KitShoppingLink,
    Part,
    Receipt,
    Seller,
    ShoppingList,
    ShoppingListLine,
    ShoppingListSeller,
)

SHOPPING_LISTS = select(
    ShoppingList.name, ShoppingList.description, ShoppingList.status, ShoppingList.done_at, ShoppingList.created_at
).order_by(ShoppingList.name)
SHOPPING_LINES = (
    select(
        ShoppingList.name.label("shopping_list"), Part.key.label("part"), ShoppingListLine.draft,
        Seller.name.label("seller"), ShoppingListLine.needed, ShoppingListLine.ordered, ShoppingListLine.received,
        ShoppingListLine.unit_price, ShoppingListLine.currency, ShoppingListLine.note, ShoppingListLine.status,
        ShoppingListLine.ordered_at, ShoppingListLine.expected_on, ShoppingListLine.completed_at,
        ShoppingListLine.completion_note,
    )
    .join(ShoppingListLine.shopping_list)
    .outerjoin(ShoppingListLine.part)
    .outerjoin(ShoppingListLine.seller)
    .order_by(ShoppingList.name, ShoppingListLine.id)
)  # fmt: skip
SELLER_GROUPS = (
    select(
        ShoppingList.name.label("shopping_list"), Seller.name.label("seller"), ShoppingListSeller.status,
        ShoppingListSeller.note, ShoppingListSeller.ordered_at,
    )
    .join(ShoppingListSeller.shopping_list)
    .join(ShoppingListSeller.seller)
    .order_by(ShoppingList.name, Seller.name)
)  # fmt: skip
KIT_LINKS = (
    select(
        Kit.name.label("kit"), ShoppingList.name.label("shopping_list"), KitShoppingLink.requested_units,
        KitShoppingLink.honor_reserved, KitShoppingLink.snapshot_kit_updated_at, KitShoppingLink.created_at,
    )
    .join(KitShoppingLink.kit)
    .join(KitShoppingLink.shopping_list)
    .order_by(Kit.name, ShoppingList.name)
)  # fmt: skip
DELIVERIES = (
    select(
        Receipt.id, Seller.name.label("seller"), Part.key.label("part"), ShoppingList.name.label("shopping_list"),
        Receipt.ordered_quantity, Receipt.ordered_at, Receipt.expected_on, Receipt.quantity, Receipt.received_at,
        Receipt.batch_id.label("batch"),
    )
    .join(Receipt.part)
    .outerjoin(Receipt.seller)
    .outerjoin(ShoppingListLine, ShoppingListLine.id == Receipt.shopping_list_line_id)
    .outerjoin(ShoppingListLine.shopping_list)
    .order_by(Receipt.id)
)  # fmt: skip
