"""A small shop to work in, and one-line ways to act on it."""

from datetime import UTC, datetime, timedelta

import pytest
from dependency_injector import providers
from sqlalchemy import text

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


class Shop:
    """Two boxes of four slots and the parts ABCD and EFGH; `do` is one unit of work, `now` its clock."""

    def __init__(self, container):
        self.container = container
        self.now = NOW
        container.clock.override(providers.Object(lambda: self.now))
        with container.unit_of_work(actor="setup") as work:
            work.batches.open("edit")
            work.boxes.create("Drawer", 4)
            work.boxes.create("Shelf", 4)
            work.parts.create(key="ABCD", description="Red LED")
            work.parts.create(key="EFGH", description="Resistor 10k 0603")

    def do(self, act, actor="test"):
        """The result of `act(work)`, committed."""
        self.now += timedelta(minutes=1)
        with self.container.unit_of_work(actor=actor) as work:
            return act(work)

    def held(self):
        """Balances as `{(part, slot): quantity}`."""
        return self._slots("SELECT part_id, location_id, quantity FROM part_locations")

    def ledger(self):
        """Sums of the ledger as `{(part, slot): quantity}`, empty slots left out."""
        return self._slots(
            "SELECT part_id, location_id, sum(delta) AS quantity FROM stock_movements "
            "GROUP BY 1, 2 HAVING sum(delta) <> 0"
        )

    def rows(self, query, **values):
        """Rows of a query as tuples."""
        with self.container.engine().connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def _slots(self, source):
        query = (
            f"SELECT p.key, b.box_no || '-' || l.loc_no, s.quantity FROM ({source}) s JOIN parts p ON p.id = s.part_id "
            "JOIN locations l ON l.id = s.location_id JOIN boxes b ON b.id = l.box_id"
        )
        return {(key, slot): int(quantity) for key, slot, quantity in self.rows(query)}


@pytest.fixture
def shop(container):
    return Shop(container)
