"""The core table of the ledger."""

import dagster as dg

from app.contracts.movement import MOVEMENT
from app.domain.pieces import MONTH, in_pieces
from app.domain.portable import Frame
from app.domain.stock.ledger import core_movements
from app.domain.stock.undo_chain import originals
from assets.io.contract_spec import contract_spec
from assets.io.inputs import raw


@dg.asset(ins=raw("stock_movements", "parts", "locations", "boxes"), **contract_spec(MOVEMENT))
def movement_v1(stock_movements: Frame, parts: Frame, locations: Frame, boxes: Frame) -> list[Frame]:
    """Ledger lines with part keys, slot labels and the original of every undo; a few months at a time."""
    undone = originals(stock_movements)
    months = in_pieces(stock_movements, "occurred_at", MONTH)
    return [core_movements(lines, undone, parts, locations, boxes) for lines in months]
