"""Histories of core tables: every version of a row, with the span in which it held.

Days and figures of the past need the facts of the past: what a part was called, where a box stood, what a device ran.
"""

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.device import DEVICE
from app.contracts.kit_content import KIT_CONTENT
from app.contracts.location import LOCATION
from app.contracts.part import PART

_SPAN = (
    Column("valid_from", TIMESTAMP, "from when this version held"),
    Column("valid_to", TIMESTAMP, "until when, exclusive; empty: it still holds", nullable=True),
    Column("observed_at", TIMESTAMP, "when a run first saw it; it may have held a little earlier"),
)


def history_of(contract: Contract) -> Contract:
    """The contract of a table's history: its columns, the span, and `valid_from` in the key."""
    return Contract(
        layer=contract.layer,
        name=f"{contract.name}_history",
        version=contract.version,
        description=f"{contract.description} With every version that a run has seen since the first.",
        grain=f"{contract.grain} during one span",
        key=(*contract.key, "valid_from"),
        columns=(*contract.columns, *_SPAN),
        owner=contract.owner,
    )


PART_HISTORY = history_of(PART)
LOCATION_HISTORY = history_of(LOCATION)
KIT_CONTENT_HISTORY = history_of(KIT_CONTENT)
DEVICE_HISTORY = history_of(DEVICE)

HISTORIES = (
    (PART, PART_HISTORY),
    (LOCATION, LOCATION_HISTORY),
    (KIT_CONTENT, KIT_CONTENT_HISTORY),
    (DEVICE, DEVICE_HISTORY),
)
"""Each table with its history."""
