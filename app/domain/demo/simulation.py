"""Two years of a store, day by day: deliveries, uses, undos, evening moves and counts, orders.

All parts of a day are handled at once. Within a day things happen in this order: deliveries before opening, units
taken and given back while open, moves and counts after closing. So no slot is ever below zero, at any instant.
"""

from dataclasses import dataclass

import numpy as np

from app.domain.demo.consumption import Kits, Wants, allocate, bench_wants, repair_wants, session_wants, together
from app.domain.demo.demand import WEEK, Demand, Supply
from app.domain.demo.ledger import LedgerBook, Lines
from app.domain.demo.vocabulary import PEOPLE

UNDONE, REDONE = 0.006, 0.1
"""Share of takings that are undone within the hour, and share of these undos that are undone again."""
RELOCATED, COUNTED = 0.0008, 0.002
"""Chance per part and working day to be moved to another slot, and to be counted with a difference."""
REPAIRED = 0.0015
"""Chance per device and working day to be repaired."""
DELIVERY, EVENING, COUNTING = 7 * 3600, 18 * 3600, 19 * 3600
SATURDAY = 5


@dataclass
class Stock:
    """Units by part in its pick slot and its reserve slot (slot -1: none), and the order under way (-1: none)."""

    pick_slot: np.ndarray
    reserve_slot: np.ndarray
    pick: np.ndarray
    reserve: np.ndarray
    arrives: np.ndarray


@dataclass(frozen=True)
class Workshop:
    """What the simulation needs to know besides stock: names and devices."""

    kit_names: list[str]
    device_keys: list[str]
    kit_of_device: np.ndarray
    device_first_day: np.ndarray
    sessions: float
    group_of_part: np.ndarray
    free_slots: list[list[int]]


class Simulation:
    """Runs day after day and writes everything down in `book`."""

    def __init__(
        self,
        rng: np.random.Generator,
        *,
        demand: Demand,
        supply: Supply,
        kits: Kits,
        workshop: Workshop,
        stock: Stock,
    ) -> None:
        self._rng = rng
        self._demand = demand
        self._supply = supply
        self._kits = kits
        self._workshop = workshop
        self.stock = stock
        self.book = LedgerBook()
        self._session = 0
        self._order = 0

    def run(self, days: int, first_weekday: int) -> None:
        """Simulate `days` days; `first_weekday` is 0 for Monday."""
        for day in range(days):
            weekday = (first_weekday + day) % 7
            self._open_stock(day)
            self._deliver(day)
            self._take(day, weekday)
            if weekday < SATURDAY:
                self._replenish(day)
                self._relocate(day)
                self._count(day)
            self._reorder(day, weekday)

    def _open_stock(self, day: int) -> None:
        """First units of parts that are new today; on the first day that is the opening stock."""
        part = np.flatnonzero((self._demand.first_day == day) & (self._supply.opening > 0))
        self._put_away(day, part, self._supply.opening[part], "import" if day == 0 else "receive")

    def _deliver(self, day: int) -> None:
        part = np.flatnonzero(self.stock.arrives == day)
        self.stock.arrives[part] = -1
        orders = self.book.refer([f"PO-{self._order + n:06d}" for n in range(1, len(part) + 1)])
        self._order += len(part)
        self._put_away(day, part, self._supply.order_quantity[part], "receive", orders)

    def _put_away(
        self, day: int, part: np.ndarray, quantity: np.ndarray, reason: str, reference: np.ndarray | None = None
    ) -> None:
        """Units go to the reserve slot where a part has one, else to its pick slot."""
        stock = self.stock
        in_reserve = stock.reserve_slot[part] >= 0
        slot = np.where(in_reserve, stock.reserve_slot[part], stock.pick_slot[part])
        np.add.at(stock.reserve, part[in_reserve], quantity[in_reserve])
        np.add.at(stock.pick, part[~in_reserve], quantity[~in_reserve])
        second = DELIVERY + self._rng.integers(0, 4000, len(part))
        self.book.add(day, Lines(second, part, slot, quantity, self._actors(len(part)), reference), reason)

    def _take(self, day: int, weekday: int) -> None:
        wants = together([bench_wants(self._rng, self._demand, day, weekday), *self._planned(day, weekday)])
        stock = self.stock
        from_pick, from_reserve = allocate(wants.part, wants.quantity, stock.pick, stock.reserve)
        self._take_from(day, wants, from_pick, stock.pick_slot, stock.pick)
        self._take_from(day, wants, from_reserve, stock.reserve_slot, stock.reserve)

    def _planned(self, day: int, weekday: int) -> list[Wants]:
        """Pick sessions and repairs."""
        kits, shop = self._kits, self._workshop
        weight = kits.active_weight(day)
        count = int(self._rng.poisson(shop.sessions * WEEK[weekday])) if weight.any() else 0
        built = self._rng.choice(len(weight), count, p=weight) if count else np.empty(0, dtype=int)
        names = [f"{shop.kit_names[kit]}/S{self._session + n:06d}" for n, kit in enumerate(built.tolist(), start=1)]
        self._session += count
        sessions = session_wants(self._rng, kits, built, self.book.refer(names), self.stock.pick_slot)
        broken = self._rng.random(len(shop.device_keys)) < REPAIRED * WEEK[weekday]
        devices = np.flatnonzero(broken & (shop.device_first_day < day))
        keys = self.book.refer([f"device {shop.device_keys[device]}" for device in devices])
        return [sessions, repair_wants(self._rng, kits, shop.kit_of_device[devices], keys)]

    def _take_from(self, day: int, wants: Wants, taken: np.ndarray, slots: np.ndarray, balance: np.ndarray) -> None:
        """Book what was taken from one kind of slot."""
        some = np.flatnonzero(taken)
        part = wants.part[some]
        lines = Lines(wants.second[some], part, slots[part], -taken[some], wants.actor[some], wants.reference[some])
        numbers = self.book.add(day, lines, wants.reason[some])
        np.add.at(balance, part, lines.delta + self._undo_some(day, lines, numbers))

    def _undo_some(self, day: int, lines: Lines, numbers: np.ndarray) -> np.ndarray:
        """Undo a few of the lines within the hour, and a few of these undos again; returns units back, by line."""
        undone = np.flatnonzero(self._rng.random(len(numbers)) < UNDONE)
        back = lines.mirrored(undone, self._rng.integers(60, 2400, len(undone)))
        back_numbers = self.book.add(day, back, "undo", undoes=numbers[undone])
        redone = np.flatnonzero(self._rng.random(len(undone)) < REDONE)
        again = back.mirrored(redone, self._rng.integers(60, 600, len(redone)))
        self.book.add(day, again, "undo", undoes=back_numbers[redone])
        returned = np.zeros(len(numbers), dtype=int)
        returned[undone] = back.delta
        returned[undone[redone]] = 0
        return returned

    def _replenish(self, day: int) -> None:
        """Refill pick slots from the reserve when they run low."""
        stock, supply = self.stock, self._supply
        low = np.maximum(2, supply.daily_units * 4)
        part = np.flatnonzero((stock.reserve_slot >= 0) & (stock.pick < low) & (stock.reserve > 0))
        quantity = np.minimum(stock.reserve[part], np.ceil(supply.daily_units[part] * 20 + 5).astype(int))
        self._move(day, part, stock.reserve_slot[part], stock.pick_slot[part], quantity)
        stock.reserve[part] -= quantity
        stock.pick[part] += quantity

    def _relocate(self, day: int) -> None:
        """Move a few parts to a free slot of the same kind of box; their old slot becomes free."""
        stock, shop = self.stock, self._workshop
        chosen = (self._rng.random(len(stock.pick)) < RELOCATED) & (stock.reserve_slot < 0) & (stock.pick > 0)
        part = np.array([p for p in np.flatnonzero(chosen) if shop.free_slots[shop.group_of_part[p]]], dtype=int)
        source = stock.pick_slot[part]
        for one in part.tolist():
            free = shop.free_slots[shop.group_of_part[one]]
            free.append(int(stock.pick_slot[one]))
            stock.pick_slot[one] = free.pop(0)
        self._move(day, part, source, stock.pick_slot[part], stock.pick[part])

    def _move(self, day: int, part: np.ndarray, source: np.ndarray, target: np.ndarray, quantity: np.ndarray) -> None:
        second = EVENING + self._rng.integers(0, 3000, len(part))
        actor = self._actors(len(part))
        self.book.add(day, Lines(second, part, source, -quantity, actor), "move_out")
        self.book.add(day, Lines(second, part, target, quantity, actor), "move_in")

    def _count(self, day: int) -> None:
        """Count some pick slots and correct what was a little off."""
        stock = self.stock
        part = np.flatnonzero((self._rng.random(len(stock.pick)) < COUNTED) & (stock.pick > 0))
        error = np.rint(self._rng.normal(-0.3, 1 + np.sqrt(stock.pick[part]) / 3)).astype(int)
        error = np.maximum(error, -stock.pick[part])
        part, error = part[error != 0], error[error != 0]
        second = COUNTING + self._rng.integers(0, 3000, len(part))
        self.book.add(day, Lines(second, part, stock.pick_slot[part], error, self._actors(len(part))), "count")
        stock.pick[part] += error

    def _reorder(self, day: int, weekday: int) -> None:
        """Order what has fallen to its reorder point; it arrives on a working day."""
        stock, supply, demand = self.stock, self._supply, self._demand
        short = stock.pick + stock.reserve <= supply.reorder_point
        bought = (demand.first_day <= day) & (day < demand.last_order_day) & (stock.arrives < 0)
        part = np.flatnonzero(short & bought)
        lead = np.maximum(1, np.rint(supply.lead_days[part] * self._rng.lognormal(0, 0.25, len(part)))).astype(int)
        due = (weekday + lead) % 7
        stock.arrives[part] = day + lead + np.where(due >= SATURDAY, 7 - due, 0)

    def _actors(self, count: int) -> np.ndarray:
        return self._rng.integers(0, len(PEOPLE), count)


def empty_stock(pick_slot: np.ndarray, reserve_slot: np.ndarray) -> Stock:
    """Slots are given out, nothing lies in them yet."""
    zero = np.zeros(len(pick_slot), dtype=int)
    return Stock(pick_slot.copy(), reserve_slot.copy(), zero, zero.copy(), zero - 1)
