"""Kits keep themselves: no kit inside itself, pick lists follow their lines, a used list stays, edits date their kit."""

from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None

# One writer at a time puts kits into kits (4711003), so that two edits together never make a circle.
REFUSE_CIRCLE = """
CREATE FUNCTION kit_contents_refuse_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4711003);
    IF EXISTS (
        WITH RECURSIVE inside(kit_id) AS (
            SELECT NEW.child_kit_id
            UNION SELECT content.child_kit_id FROM kit_contents content JOIN inside ON inside.kit_id = content.kit_id
            WHERE content.child_kit_id IS NOT NULL
        )
        SELECT 1 FROM inside WHERE kit_id = NEW.kit_id
    ) THEN
        RAISE EXCEPTION 'Kit % would contain itself through kit %', NEW.kit_id, NEW.child_kit_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'kit_contents_no_circle';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER kit_contents_refuse_circle
    AFTER INSERT OR UPDATE OF kit_id, child_kit_id ON kit_contents
    FOR EACH ROW WHEN (NEW.child_kit_id IS NOT NULL) EXECUTE FUNCTION kit_contents_refuse_circle();
"""

DATE_KIT = """
CREATE FUNCTION kit_contents_date_kit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE kits SET updated_at = now() WHERE id IN (SELECT kit_id FROM changed) AND updated_at < now();
    RETURN NULL;
END $$;
CREATE TRIGGER kit_contents_date_kit_insert AFTER INSERT ON kit_contents
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION kit_contents_date_kit();
CREATE TRIGGER kit_contents_date_kit_update AFTER UPDATE ON kit_contents
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION kit_contents_date_kit();
CREATE TRIGGER kit_contents_date_kit_delete AFTER DELETE ON kit_contents
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION kit_contents_date_kit();
"""

# The lists are locked first: of two who pick the last two lines at once, the second sees the first.
FOLLOW_LINES = """
CREATE FUNCTION pick_lists_follow_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM pick_lists WHERE id IN (SELECT pick_list_id FROM changed) ORDER BY id FOR UPDATE;
    UPDATE pick_lists list
        SET status = CASE WHEN lines.is_done THEN 'completed' ELSE 'open' END,
            completed_at = CASE WHEN lines.is_done THEN lines.last_pick END,
            updated_at = now()
        FROM (SELECT pick_list_id, bool_and(status = 'completed') AS is_done, max(picked_at) AS last_pick
              FROM pick_list_lines WHERE pick_list_id IN (SELECT pick_list_id FROM changed)
              GROUP BY pick_list_id) lines
        WHERE list.id = lines.pick_list_id AND (list.status = 'completed') <> lines.is_done;
    RETURN NULL;
END $$;
CREATE TRIGGER pick_lists_follow_lines_insert AFTER INSERT ON pick_list_lines
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION pick_lists_follow_lines();
CREATE TRIGGER pick_lists_follow_lines_update AFTER UPDATE ON pick_list_lines
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION pick_lists_follow_lines();
CREATE TRIGGER pick_lists_follow_lines_delete AFTER DELETE ON pick_list_lines
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION pick_lists_follow_lines();
"""

KEEP_USED = """
CREATE FUNCTION pick_list_lines_keep_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM builds WHERE pick_list_id = OLD.pick_list_id) THEN
        RAISE EXCEPTION 'A build has used pick list %', OLD.pick_list_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pick_list_lines_keep_used';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER pick_list_lines_keep_used
    AFTER UPDATE OF part_id, location_id, quantity_to_pick, quantity_picked, status ON pick_list_lines
    FOR EACH ROW EXECUTE FUNCTION pick_list_lines_keep_used();
"""


def upgrade() -> None:
    for statement in (REFUSE_CIRCLE, DATE_KIT, FOLLOW_LINES, KEEP_USED):
        op.execute(statement)


def downgrade() -> None:
    events = ("insert", "update", "delete")
    for table, name in (
        ("pick_list_lines", "pick_list_lines_keep_used"),
        *(("pick_list_lines", f"pick_lists_follow_lines_{event}") for event in events),
        *(("kit_contents", f"kit_contents_date_kit_{event}") for event in events),
        ("kit_contents", "kit_contents_refuse_circle"),
    ):
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for function in (
        "pick_list_lines_keep_used",
        "pick_lists_follow_lines",
        "kit_contents_date_kit",
        "kit_contents_refuse_circle",
    ):
        op.execute(f"DROP FUNCTION {function}()")
