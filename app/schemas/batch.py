"""Bodies about batches: who did what, and what taking it back did."""

from datetime import datetime
from typing import Any

from pydantic import Field

from app.schemas.base import Output


class BatchResponse(Output):
    """One act of a person or program."""

    id: int = Field(examples=[812])
    kind: str = Field(examples=["use"])
    actor: str = Field(examples=["anna"])
    note: str | None = Field(None, examples=["bench prototype"])
    reference: str | None = Field(None, examples=["order 4711"])
    undoes_batch_id: int | None = Field(None, description="the batch that this one took back", examples=[811])
    created_at: datetime


class BatchMovement(Output):
    """A ledger line of a batch."""

    id: int
    part_key: str = Field(examples=["ABCD"])
    location: str = Field(examples=["7-3"])
    delta: int = Field(examples=[-3])
    reason: str = Field(examples=["use"])
    occurred_at: datetime


class BatchRowChange(Output):
    """A row that a batch inserted, updated or deleted, with the changed columns before and after."""

    table_name: str = Field(examples=["parts"])
    record_id: int
    action: str = Field(examples=["update"])
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class BatchDetail(BatchResponse):
    """A batch with what it changed; lists are cut at 500 entries, the counts are not."""

    undone_by: int | None = Field(None, description="the batch that took this one back")
    movement_count: int
    movements: list[BatchMovement]
    change_count: int
    changes: list[BatchRowChange]


class UndoResponse(Output):
    """What an undo did."""

    batch: int = Field(description="the batch that was taken back", examples=[812])
    undo_batch: int = Field(description="the batch that did it; undo it to do the first one again", examples=[813])
    compensated: int = Field(description="ledger lines that were mirrored", examples=[1])
    left: list[str] = Field(description="what had to stay, in words", examples=[["part ABCD has history"]])
