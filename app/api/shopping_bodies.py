"""Answers about shopping lists, made from what the services return."""

from app.models import KitShoppingLink, ShoppingListLine
from app.schemas.part import SlotQuantityResponse
from app.schemas.seller import SellerLinkResponse
from app.schemas.shopping import (
    GroupResponse,
    KitLinkResponse,
    KitShareResponse,
    LineCounts,
    LineResponse,
    MembershipResponse,
    ShoppingListName,
    ShoppingListResponse,
    Totals,
)
from app.services.shopping.board_reader import BoardGroup, BoardLine
from app.services.shopping.kit_push_service import is_stale
from app.services.shopping.list_service import ListRow


def list_response(row: ListRow) -> ShoppingListResponse:
    """A list and how far it is."""
    facts = {
        name: getattr(row.shopping_list, name)
        for name in ShoppingListResponse.model_fields
        if hasattr(row.shopping_list, name)
    }
    return ShoppingListResponse(**facts, line_counts=LineCounts(**row.line_counts, total=row.total))


def line_response(entry: BoardLine) -> LineResponse:
    """A line with stock, offer and the kits that asked for it."""
    line = entry.line
    known = {name: getattr(line, name) for name in LineResponse.model_fields if hasattr(line, name)}
    known |= {
        "part_key": line.part.key if line.part else None,
        "description": entry.description,
        "seller_link": SellerLinkResponse.model_validate(entry.offer) if entry.offer else None,
        "can_receive": entry.can_receive,
        "has_quantity_mismatch": line.status != "new" and line.ordered != line.received,
        "is_editable": line.status == "new",
        "part_locations": [SlotQuantityResponse.model_validate(slot) for slot in entry.locations],
        "needed_by": [KitShareResponse.model_validate(share) for share in entry.shares],
    }
    return LineResponse.model_validate(known)


def group_response(group: BoardGroup) -> GroupResponse:
    """A group with its lines."""
    return GroupResponse.model_validate(
        {
            "group_key": str(group.seller.id) if group.seller else "ungrouped",
            "seller": group.seller,
            "note": group.group.note if group.group else None,
            "status": group.status,
            "ordered_at": group.group.ordered_at if group.group else None,
            "totals": Totals(needed=group.needed, ordered=group.ordered, received=group.received),
            "completed": group.is_completed,
            "lines": [line_response(entry) for entry in group.lines],
        }
    )


def membership_response(line: ShoppingListLine) -> MembershipResponse:
    """A line that names a part, and its list."""
    facts = {name: getattr(line, name) for name in MembershipResponse.model_fields if hasattr(line, name)}
    return MembershipResponse.model_validate(
        facts | {"line_id": line.id, "part_key": line.part.key if line.part else None}
    )


def link_response(link: KitShoppingLink) -> KitLinkResponse:
    """A kit on a list."""
    facts = {name: getattr(link, name) for name in KitLinkResponse.model_fields if hasattr(link, name)}
    shopping_list = ShoppingListName.model_validate(link.shopping_list)
    known = {"kit_name": link.kit.name, "is_stale": is_stale(link), "shopping_list": shopping_list}
    return KitLinkResponse.model_validate(facts | known)
