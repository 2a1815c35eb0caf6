"""Core tables of the ledger: its lines, and the batches that they belong to."""

import dagster as dg

from app.contracts.batch import BATCH
from app.contracts.movement import MOVEMENT
from app.domain.pieces import in_pieces, month
from app.domain.portable import Frame
from app.domain.stock.batches import core_batches
from app.domain.stock.ledger import core_movements
from app.domain.stock.undo_chain import originals
from assets.io.contract_spec import contract_spec
from assets.io.inputs import raw


@dg.asset(ins=raw("stock_movements", "parts", "locations", "boxes"), **contract_spec(MOVEMENT))
def movement_v1(stock_movements: Frame, parts: Frame, locations: Frame, boxes: Frame) -> list[Frame]:
    """Ledger lines with part keys, slot labels and the original of every undo; a few months at a time."""
    undone = originals(stock_movements)
    months = in_pieces(stock_movements, "occurred_at", month("occurred_at"))
    return [core_movements(lines, undone, parts, locations, boxes) for lines in months]


@dg.asset(ins=raw("batches", "stock_movements"), **contract_spec(BATCH))
def batch_v1(batches: Frame, stock_movements: Frame) -> list[Frame]:
    """Batches with their undo and the number of their ledger lines; a few months at a time."""
    months = in_pieces(batches, "created_at", month("created_at"))
    return [core_batches(some, batches, stock_movements) for some in months]
