"""Orders as CSV files: the lines of one seller, or of the whole list."""

from app.domain.shopping.order_file import OrderLine, order_csv
from app.services.shopping.board_reader import Board, BoardLine


def export_csv(board: Board, seller_id: int | None = None) -> str:
    """The file for one seller, done lines left out; the whole list without a seller."""
    chosen = [
        entry
        for entry in board.lines
        if seller_id is None or (entry.line.seller_id == seller_id and entry.line.status != "done")
    ]
    return order_csv(_line(entry) for entry in chosen)


def _line(entry: BoardLine) -> OrderLine:
    line, draft = entry.line, entry.line.draft or {}
    price = None if line.unit_price is None else f"{line.unit_price.normalize():f}"
    return OrderLine(
        seller=line.seller.name if line.seller else "",
        sku=entry.offer.sku if entry.offer else None,
        manufacturer=line.part.manufacturer if line.part else draft.get("manufacturer"),
        manufacturer_code=line.part.manufacturer_code if line.part else draft.get("manufacturer_code"),
        description=entry.description,
        quantity=line.ordered or line.needed,
        unit_price=price,
        currency=line.currency,
        part=line.part.key if line.part else None,
        wanted_by=", ".join(f"{share.kit_name} ({share.quantity})" for share in entry.shares),
        status=line.status,
        note=line.note,
        link=entry.offer.link if entry.offer else None,
    )
