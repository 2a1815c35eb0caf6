"""A store with two parts and three slots, and plain SQL to write its ledger with."""

import pytest
from sqlalchemy import text

MOVEMENT = """
    INSERT INTO stock_movements (part_id, location_id, delta, reason, actor, batch_id, undoes_movement_id)
    VALUES (:part, :slot, :delta, :reason, 'test', :batch, :undoes) RETURNING id
"""


class Ledger:
    """Plain SQL on the ledger of one database; every call is a transaction of its own."""

    def __init__(self, engine, parts, slots, batch):
        self.engine, self.parts, self.slots, self.batch = engine, parts, slots, batch

    def run(self, statement, **values):
        with self.engine.begin() as connection:
            result = connection.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    def move(self, delta, reason="adjust", *, part=0, slot=0, undoes=None):
        """The id of a new movement."""
        values = {"part": self.parts[part], "slot": self.slots[slot], "batch": self.batch, "undoes": undoes}
        return self.run(MOVEMENT, delta=delta, reason=reason, **values)[0][0]

    def balances(self):
        """What the store says lies where: (part, slot) as places in `parts` and `slots`, to units."""
        rows = self.run("SELECT part_id, location_id, quantity FROM part_locations")
        return {(self.parts.index(part), self.slots.index(slot)): quantity for part, slot, quantity in rows}

    def sums(self):
        """What the ledger adds up to, empty slots left out."""
        rows = self.run(
            "SELECT part_id, location_id, sum(delta) FROM stock_movements GROUP BY 1, 2 HAVING sum(delta) <> 0"
        )
        return {(self.parts.index(part), self.slots.index(slot)): quantity for part, slot, quantity in rows}


@pytest.fixture
def ledger(container):
    with container.unit_of_work() as work:
        batch = work.batches.open("edit").id
        work.boxes.create("Drawer", 3)
        for key in ("ABCD", "EFGH"):
            work.parts.create(key=key, description=f"Gadget {key}")
    with container.engine().connect() as connection:
        parts = list(connection.execute(text("SELECT id FROM parts ORDER BY key")).scalars())
        slots = list(connection.execute(text("SELECT id FROM locations ORDER BY loc_no")).scalars())
    return Ledger(container.engine(), parts, slots, batch)
