"""Bodies of what the published snapshot knows: usage, stock as of an instant, suggestions, the snapshot itself."""

from datetime import date, datetime
from typing import Any, Generic

from pydantic import Field

from app.schemas.base import Output, Page, Row

_KNOWN_UNTIL: datetime = Field(description="what was booked later is not in the snapshot, however late `at` is")


class SnapshotPage(Page[Row], Generic[Row]):
    """A page of a table of a snapshot."""

    snapshot: str = Field(description="the snapshot that was asked", examples=["20260201T090000-1a2b3c4d"])


class UsageDay(Output):
    """Units consumed on a day (UTC), of one part or of all."""

    day: date
    used_qty: int = Field(description="undone consumption left out", examples=[12])
    pick_qty: int = Field(description="of these, picked for kits", examples=[8])
    use_qty: int = Field(description="of these, used at the bench", examples=[3])
    scrap_qty: int = Field(description="of these, scrapped", examples=[1])
    repair_qty: int = Field(description="of these, used for repairs", examples=[0])
    undone_qty: int | None = Field(None, description="booked on this day and undone later; of one part only")
    parts: int | None = Field(None, description="parts consumed on this day; of all parts only")


class StockAtInstant(Output):
    """Units of a part in a slot at an instant."""

    part: str = Field(examples=["ABCD"])
    location: str = Field(examples=["7-3"])
    quantity: int = Field(examples=[42])


class AsOfPage(SnapshotPage[StockAtInstant]):
    """Stock as it was."""

    at: datetime
    known_until: datetime = _KNOWN_UNTIL


class FactsAtInstant(Output):
    """What a part or a device was."""

    at: datetime
    snapshot: str = Field(description="the snapshot that was asked", examples=["20260201T090000-1a2b3c4d"])
    known_until: datetime = _KNOWN_UNTIL
    facts: dict[str, Any] | None = Field(
        description="its columns as they held then, since when (`valid_from`), and when a run first saw them "
        "(`observed_at`; later than `at`: nobody saw them then, and they are taken to have been the same); null where "
        "no version is known"
    )


class SuggestionResponse(Output):
    """A slot where a part could live, and why."""

    part: str = Field(examples=["ABCD"])
    method: str = Field(examples=["same_type_first"])
    rank: int = Field(examples=[1])
    location: str = Field(examples=["7-3"])
    score: float = Field(description="higher is better; comparable within one part and method", examples=[3.5])
    saving_m_per_month: float | None = Field(description="walk saved against where the part lies now, metres")
    reasons: list[str] = Field(examples=[["box 7 holds Resistor already"]])


class WhyResponse(Output):
    """One figure back to its contract, its run and its source rows."""

    value: Any = Field(description="the published figure", examples=[6])
    unit: str | None = Field(examples=["pieces"])
    contract: str = Field(examples=["marts.usage_daily_v1"])
    column: str = Field(examples=["used_qty"])
    key: dict[str, Any] = Field(examples=[{"part_key": "ABCD", "day": "2026-01-05"}])
    run_id: str
    snapshot: str
    code_version: str
    watermark: dict[str, Any]
    how: str = Field(description="how the rows make the figure, in words")
    inputs: dict[str, str] = Field(description="published tables that were read, with the hash of their content")
    rows: list[dict[str, Any]] = Field(description="the first source rows, each with its `amount`")
    total: int = Field(description="how many source rows there are")
    combined: Any = Field(description="what all source rows make")
    adds_up: bool = Field(description="whether that is the published figure")


class SnapshotListItem(Output):
    """A published snapshot."""

    id: str = Field(examples=["20260201T060000-3f9c"])
    created_at: datetime
    run_id: str = Field(examples=["1c7a4f0e"])
    is_current: bool
    rows: dict[str, int] = Field(description="rows per table", examples=[{"marts.usage_daily_v1": 1234}])
    checks: dict[str, int] = Field(examples=[{"passed": 41, "failed": 0, "warned": 1}])


class SnapshotDetail(Output):
    """The manifest of a snapshot: where it came from and the hash of every file."""

    id: str
    created_at: datetime
    run_id: str
    code_version: str
    watermark: dict[str, Any]
    tables: dict[str, Any]
    checks: dict[str, int]
    outcomes: list[dict[str, Any]]
    verified: bool | None = Field(description="whether all files still match their hashes; null when not asked")
