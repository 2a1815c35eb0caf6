"""Splits: one action over several slots of a part, such as one delivery that fills three of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exceptions import ValidationException
from app.models import Location, Part, PartLocation
from app.services.lookups import find_location, find_part
from app.services.stock_service import StockChange, StockService

MAX_SHARES = 200


@dataclass(frozen=True)
class Share:
    """Units of a part for, or from, one slot."""

    location: str
    quantity: int


class SplitService:
    """Puts units into several slots, or takes them out of several, as one batch: all of it or nothing."""

    def __init__(self, session: Session, stock: StockService) -> None:
        self._session = session
        self._stock = stock

    def put(
        self,
        part_key: str,
        shares: Sequence[Share],
        *,
        source: str | None = None,
        note: str | None = None,
        reference: str | None = None,
        beyond_reserved: bool = False,
    ) -> StockChange:
        """Put units into each slot of `shares`: newly received, or carried there from the slot `source`.

        Raises:
            ValidationException: no share, a slot twice, or a quantity below 1.
            RecordNotFoundException, InvalidOperationException, InsufficientQuantityException: as for one slot.
        """
        part = self._lock(part_key, shares, source)
        if source is None:
            changes = [
                self._stock.receive(part.key, share.location, share.quantity, note=note, reference=reference)
                for share in shares
            ]
            return _as_one(changes, f"Received {_told(shares)} of {part.key}")
        changes = [
            self._stock.move(
                part.key, source, share.location, share.quantity, note=note, beyond_reserved=beyond_reserved
            )
            for share in shares
        ]
        return _as_one(changes, f"Moved {_told(shares)} of {part.key} from {source}")

    def take(
        self,
        part_key: str,
        shares: Sequence[Share],
        *,
        reason: str = "use",
        note: str | None = None,
        reference: str | None = None,
        beyond_reserved: bool = False,
    ) -> StockChange:
        """Take units out of each slot of `shares` because they were consumed; `reason` is use, scrap or repair.

        Raises:
            ValidationException: no share, a slot twice, a quantity below 1, or an unknown reason.
            RecordNotFoundException, InsufficientQuantityException: as for one slot.
        """
        part = self._lock(part_key, shares, None)
        changes = [
            self._stock.use(
                part.key,
                share.location,
                share.quantity,
                reason=reason,
                note=note,
                reference=reference,
                beyond_reserved=beyond_reserved,
            )
            for share in shares
        ]
        return _as_one(changes, f"Took {_told(shares, 'from')} of {part.key}")

    def _lock(self, part_key: str, shares: Sequence[Share], source: str | None) -> Part:
        """Check the shares, and lock the balances of all their slots in id order so that two splits cannot deadlock."""
        if not 1 <= len(shares) <= MAX_SHARES:
            raise ValidationException(f"Give between 1 and {MAX_SHARES} slots", field="shares")
        part = find_part(self._session, part_key)
        slots = [find_location(self._session, share.location) for share in shares]
        _refuse_repeats(slots)
        named = slots if source is None else [*slots, find_location(self._session, source)]
        self._session.execute(
            select(PartLocation.id)
            .where(PartLocation.part_id == part.id, PartLocation.location_id.in_([slot.id for slot in named]))
            .order_by(PartLocation.location_id)
            .with_for_update()
        )
        return part


def _refuse_repeats(slots: Sequence[Location]) -> None:
    labels = [slot.label for slot in slots]
    repeated = next((label for label in labels if labels.count(label) > 1), None)
    if repeated is not None:
        raise ValidationException(f"Slot {repeated} is named twice; give one quantity for it", field="shares")


def _told(shares: Sequence[Share], word: str = "into") -> str:
    listed = [f"{share.quantity} {word} {share.location}" for share in shares[:5]]
    more = [f"{len(shares) - 5} more"] if len(shares) > 5 else []
    return f"{sum(share.quantity for share in shares)} ({', '.join([*listed, *more])})"


def _as_one(changes: Sequence[StockChange], message: str) -> StockChange:
    movement_ids = tuple(movement_id for change in changes for movement_id in change.movement_ids)
    return StockChange(changes[0].batch_id, changes[0].part_key, movement_ids, message)
