"""The ledger keeps itself: immutable movements, balances written only by their trigger.

The balance trigger works per statement on the net change of each (part, slot), so one row and a bulk COPY obey the
same rule at bulk speed. Rows are locked in a fixed order, so two writers cannot deadlock on the same slots.
"""

from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

REFUSE_CHANGE = """
CREATE FUNCTION stock_movements_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: record a compensating movement instead'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'stock_movements_append_only';
END $$;
CREATE TRIGGER stock_movements_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movements
    FOR EACH STATEMENT EXECUTE FUNCTION stock_movements_refuse_change();
"""

STAMP = """
CREATE FUNCTION stock_movements_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.xid := pg_current_xact_id();
    NEW.recorded_at := now();
    IF NEW.undoes_movement_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM stock_movements original
        WHERE original.id = NEW.undoes_movement_id AND original.part_id = NEW.part_id
          AND original.location_id = NEW.location_id AND original.delta = -NEW.delta
    ) THEN
        RAISE EXCEPTION 'An undo must mirror movement %: same part, same location, opposite quantity',
            NEW.undoes_movement_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_movements_undo_mirrors';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stock_movements_stamp
    BEFORE INSERT ON stock_movements
    FOR EACH ROW EXECUTE FUNCTION stock_movements_stamp();
"""

APPLY = """
CREATE FUNCTION stock_movements_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    short record;
BEGIN
    PERFORM 1 FROM part_locations
        WHERE (part_id, location_id) IN (SELECT part_id, location_id FROM new_movements)
        ORDER BY part_id, location_id
        FOR UPDATE;

    INSERT INTO part_locations (part_id, location_id, quantity)
        SELECT part_id, location_id, sum(delta) FROM new_movements
        GROUP BY part_id, location_id HAVING sum(delta) > 0
        ORDER BY part_id, location_id
        ON CONFLICT (part_id, location_id)
        DO UPDATE SET quantity = part_locations.quantity + EXCLUDED.quantity, updated_at = now();

    SELECT taken.part_id, taken.location_id, taken.quantity, coalesce(held.quantity, 0) AS available INTO short
        FROM (SELECT part_id, location_id, -sum(delta) AS quantity FROM new_movements
              GROUP BY part_id, location_id HAVING sum(delta) < 0) taken
        LEFT JOIN part_locations held USING (part_id, location_id)
        WHERE coalesce(held.quantity, 0) < taken.quantity
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Part % has % in location %, % were to be taken',
            short.part_id, short.available, short.location_id, short.quantity
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_movements_never_negative';
    END IF;

    DELETE FROM part_locations held
        USING (SELECT part_id, location_id, -sum(delta) AS quantity FROM new_movements
               GROUP BY part_id, location_id HAVING sum(delta) < 0) taken
        WHERE held.part_id = taken.part_id AND held.location_id = taken.location_id
          AND held.quantity = taken.quantity;

    UPDATE part_locations held SET quantity = held.quantity - taken.quantity, updated_at = now()
        FROM (SELECT part_id, location_id, -sum(delta) AS quantity FROM new_movements
              GROUP BY part_id, location_id HAVING sum(delta) < 0) taken
        WHERE held.part_id = taken.part_id AND held.location_id = taken.location_id;
    RETURN NULL;
END $$;
CREATE TRIGGER stock_movements_apply
    AFTER INSERT ON stock_movements
    REFERENCING NEW TABLE AS new_movements
    FOR EACH STATEMENT EXECUTE FUNCTION stock_movements_apply();
"""

GUARD = """
CREATE FUNCTION part_locations_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Depth 1 is a statement of a client; the ledger's trigger writes at depth 2.
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'Balances follow from the ledger: insert a stock movement instead'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'part_locations_only_by_ledger';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER part_locations_guard
    BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON part_locations
    FOR EACH STATEMENT EXECUTE FUNCTION part_locations_guard();
"""


def upgrade() -> None:
    for statement in (REFUSE_CHANGE, STAMP, APPLY, GUARD):
        op.execute(statement)


def downgrade() -> None:
    for table, name in (
        ("part_locations", "part_locations_guard"),
        ("stock_movements", "stock_movements_apply"),
        ("stock_movements", "stock_movements_stamp"),
        ("stock_movements", "stock_movements_append_only"),
    ):
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for function in (
        "part_locations_guard",
        "stock_movements_apply",
        "stock_movements_stamp",
        "stock_movements_refuse_change",
    ):
        op.execute(f"DROP FUNCTION {function}()")
