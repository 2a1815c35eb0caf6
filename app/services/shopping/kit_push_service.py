"""Kits on shopping lists: what a number of units still lacks is put on a list, and the list remembers for which kit.

Pushing again sets what the kit asks for, it never adds up; what it no longer needs is taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.kits.coverage import MAX_UNITS
from app.domain.shopping.netting import Purchase
from app.exceptions import InvalidOperationException, ValidationException
from app.models import (
    Kit,
    KitShoppingLink,
    Part,
    ShoppingList,
    ShoppingListLine,
    ShoppingListNeed,
)
from app.services.batch_service import BatchService
from app.services.lookups import find_by_id
from app.services.metrics_service import MetricsService
from app.services.reservation_service import ReservationService
from app.services.shopping.guards import lock_open_list, touch
from app.services.shopping.kit_demands import KitDemands, PartDemand
from app.services.shopping.list_service import ShoppingListService

SUBSTITUTES_NAMED = 3
"""How many substitutes a message names; the demands hold them all."""

HONOR_RESERVED = True
"""Unless somebody says otherwise, other kits keep what they claim."""


@dataclass(frozen=True)
class PushResult:
    """The list and the link, none when nothing was needed; what was needed, part by part; whether the list is new.

    `batch_id` takes it back; none when nothing was written. `message` says what is bought, and what is not and why.
    """

    link: KitShoppingLink | None
    demands: tuple[PartDemand, ...]
    is_new_list: bool
    batch_id: int | None
    message: str


def is_stale(link: KitShoppingLink) -> bool:
    """Whether the kit was changed since it was put on the list."""
    return link.kit.updated_at > link.snapshot_kit_updated_at


class KitPushService:
    """Puts kits on lists and takes the link away again."""

    def __init__(
        self,
        session: Session,
        batches: BatchService,
        metrics: MetricsService,
        *,
        lists: ShoppingListService,
        reservations: ReservationService,
    ) -> None:
        self._session = session
        self._batches = batches
        self._metrics = metrics
        self._lists = lists
        self._demands = KitDemands(session, reservations)

    def push(
        self,
        kit_id: int,
        *,
        list_id: int | None = None,
        new_list: str | None = None,
        units: int | None = None,
        honor_reserved: bool = HONOR_RESERVED,
    ) -> PushResult:
        """Put on a list what `units` (default: the build target) still lack: need - stock - on order + minimum.

        Units that the kit has picked already count as stock. With `honor_reserved` stock that other kits claim does not
        count. A part whose substitutes suffice is not bought. When nothing is needed and the kit is not on the list
        yet, nothing is written.

        Raises:
            RecordNotFoundException: unknown kit or list. ValidationException: units below 1, or not exactly one of
            `list_id` and `new_list`. ResourceConflictException: the new list's name is taken.
            InvalidOperationException: the kit is archived, the list done, or a needed part ordered there already.
        """
        started = perf_counter()
        kit = self._active_kit(kit_id)
        wanted = _check_units(kit.build_target if units is None else units)
        if (list_id is None) == (new_list is None):
            raise ValidationException("Name a shopping list, or a new one", field="shopping_list_id")
        shopping_list = None if list_id is None else lock_open_list(self._session, list_id, f"put {kit.name} on a list")
        demands = self._demands.of_kit(kit, wanted, shopping_list, honor_reserved=honor_reserved)
        link = None if shopping_list is None else self._link(kit, shopping_list)
        is_needed = link is not None or any(demand.purchase.total for demand in demands)
        batch_id = None
        if is_needed:
            batch = self._batches.open("shopping", note=f"Put {wanted} x {kit.name} on a shopping list")
            shopping_list = shopping_list or self._lists.create(new_list or "")
            self._set_lines(kit, shopping_list, demands)
            link = self._set_link(link, kit, shopping_list, wanted, honor_reserved=honor_reserved)
            batch_id = batch.id
        outcome = "success" if is_needed else "noop"
        self._metrics.kit_pushed(outcome, honor_reserved=honor_reserved, seconds=perf_counter() - started)
        message = _said(wanted, kit, shopping_list if is_needed else None, demands)
        return PushResult(link, tuple(demands), is_needed and list_id is None, batch_id, message)

    def unlink(self, link_id: int) -> None:
        """Take away the link of a kit and a list; the lines stay, with their reason.

        Raises:
            RecordNotFoundException: no such link.
        """
        link = find_by_id(self._session, KitShoppingLink, link_id, "Link of kit and shopping list")
        self._batches.open("shopping", note=f"Unlinked kit {link.kit.name} from {link.shopping_list.name}")
        touch(link.shopping_list)
        self._session.flush()
        self._session.delete(link)
        self._session.flush()
        self._metrics.kit_unlinked()

    def _active_kit(self, kit_id: int) -> Kit:
        kit = find_by_id(self._session, Kit, kit_id, "Kit")
        if kit.status == "archived":
            raise InvalidOperationException(f"put {kit.name} on a list", "it is archived; unarchive it first")
        return kit

    def _set_lines(self, kit: Kit, shopping_list: ShoppingList, demands: list[PartDemand]) -> None:
        lines = {line.part_id: line for line in shopping_list.lines if line.part_id is not None}
        late = [
            f"{demand.part.key} ({demand.purchase.total} more)"
            for demand in demands
            if demand.purchase.total and demand.part.id in lines and lines[demand.part.id].status != "new"
        ]
        if late:
            raise InvalidOperationException(
                f"put {kit.name} on {shopping_list.name}",
                f"these are ordered or done there already: {', '.join(late[:5])}; reopen the order or use another list",
            )
        wanted = {demand.part.id: demand for demand in demands if demand.purchase.total}
        for part_id, demand in wanted.items():
            line = lines.get(part_id) or self._new_line(kit, shopping_list, demand.part)
            self._set_share(line, kit, demand.purchase)
        for part_id, line in lines.items():
            if part_id not in wanted and line.status == "new":
                self._set_share(line, kit, Purchase(0, 0))
        touch(shopping_list)
        self._session.flush()
        self._session.expire(shopping_list, ["lines"])

    @staticmethod
    def _new_line(kit: Kit, shopping_list: ShoppingList, part: Part) -> ShoppingListLine:
        notes = [content.note for content in kit.contents if content.part_id == part.id and content.note]
        return ShoppingListLine(
            shopping_list_id=shopping_list.id, part_id=part.id, needed=0, note="; ".join(notes) or None
        )

    def _set_share(self, line: ShoppingListLine, kit: Kit, purchase: Purchase) -> None:
        """Make the purchase the kit's share of a line; a line that nobody wants any more goes."""
        share = next((need for need in line.needs if need.kit_id == kit.id), None)
        before = share.quantity if share else 0
        needed = max(line.needed - before, 0) + purchase.total
        if needed == 0:
            self._session.delete(line)
            return
        if needed != line.needed:
            line.needed = needed
        self._session.add(line)
        if share is None and purchase.for_kit:
            line.needs.append(ShoppingListNeed(kit_id=kit.id, quantity=purchase.for_kit))
        elif share is not None and purchase.for_kit:
            share.quantity = purchase.for_kit
        elif share is not None:
            line.needs.remove(share)

    def _link(self, kit: Kit, shopping_list: ShoppingList) -> KitShoppingLink | None:
        return self._session.scalar(
            select(KitShoppingLink).where(
                KitShoppingLink.kit_id == kit.id, KitShoppingLink.shopping_list_id == shopping_list.id
            )
        )

    def _set_link(
        self,
        link: KitShoppingLink | None,
        kit: Kit,
        shopping_list: ShoppingList,
        units: int,
        *,
        honor_reserved: bool,
    ) -> KitShoppingLink:
        made = link or KitShoppingLink(kit_id=kit.id, shopping_list_id=shopping_list.id)
        made.requested_units, made.honor_reserved = units, honor_reserved
        made.snapshot_kit_updated_at = kit.updated_at
        self._session.add(made)
        self._session.flush()
        return made


def _said(units: int, kit: Kit, shopping_list: ShoppingList | None, demands: Sequence[PartDemand]) -> str:
    """What is bought, and what is not because substitutes stand in."""
    bought = [demand.purchase.total for demand in demands if demand.purchase.total]
    if shopping_list is None or not bought:
        what = f"Nothing has to be bought for {units} x {kit.name}"
    else:
        parts = "1 part" if len(bought) == 1 else f"{len(bought)} parts"
        pieces = "1 piece" if sum(bought) == 1 else f"{sum(bought):,} pieces"
        what = f"Put {parts} ({pieces}) for {units} x {kit.name} on {shopping_list.name}"
    helped = [f"{one.units:,} of {one.part.key} instead of {d.part.key}" for d in demands for one in d.stand_ins]
    more = f" and {len(helped) - SUBSTITUTES_NAMED} more" if len(helped) > SUBSTITUTES_NAMED else ""
    return f"{what}; substitutes are used: {', '.join(helped[:SUBSTITUTES_NAMED])}{more}" if helped else what


def _check_units(units: int) -> int:
    if not 1 <= units <= MAX_UNITS:
        raise ValidationException(f"Units must be between 1 and {MAX_UNITS}", field="requested_units")
    return units
