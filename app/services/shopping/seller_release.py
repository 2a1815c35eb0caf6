"""What shopping lists still want from a seller that is to go away."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exceptions import DependencyException
from app.models import Receipt, Seller, ShoppingList, ShoppingListLine, ShoppingListSeller


def release_seller(session: Session, seller: Seller) -> None:
    """Take a seller off all lists: its groups go, lines it has not delivered are without a seller, receipts stay.

    Raises:
        DependencyException: something is ordered from it and may still arrive; names the lists.
    """
    lists = session.scalars(
        select(ShoppingList.name)
        .join(ShoppingListLine)
        .where(ShoppingListLine.seller_id == seller.id)
        .where(ShoppingListLine.status == "ordered", ShoppingList.status == "active")
        .distinct()
        .order_by(ShoppingList.name)
    ).all()
    if lists:
        named = ", ".join(lists[:3]) + (f" and {len(lists) - 3} more" if len(lists) > 3 else "")
        raise DependencyException(
            "seller", seller.name, f"parts are ordered from it on {named}; receive, complete or reopen them first"
        )
    for line in session.scalars(select(ShoppingListLine).where(ShoppingListLine.seller_id == seller.id)):
        line.seller_id = None
        if line.status == "new":
            line.ordered = 0
    for receipt in session.scalars(select(Receipt).where(Receipt.seller_id == seller.id)):
        receipt.seller_id = None
    for group in session.scalars(select(ShoppingListSeller).where(ShoppingListSeller.seller_id == seller.id)):
        session.delete(group)
    session.flush()
