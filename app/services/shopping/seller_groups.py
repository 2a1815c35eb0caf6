"""The share of a list that one seller gets: found, or made where a line needs it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ShoppingListSeller


def find_group(session: Session, list_id: int, seller_id: int) -> ShoppingListSeller | None:
    """The seller's group on the list, if there is one."""
    return session.scalar(
        select(ShoppingListSeller).where(
            ShoppingListSeller.shopping_list_id == list_id, ShoppingListSeller.seller_id == seller_id
        )
    )


def ensure_group(session: Session, list_id: int, seller_id: int) -> ShoppingListSeller:
    """The seller's group on the list, made now where it is missing."""
    group = find_group(session, list_id, seller_id)
    if group is None:
        group = ShoppingListSeller(shopping_list_id=list_id, seller_id=seller_id)
        session.add(group)
        session.flush()
    return group
