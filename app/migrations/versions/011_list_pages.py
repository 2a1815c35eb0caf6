"""Lists of parts that cost the same however many there are: an index in their order, and how many there are.

Counting 100,000 rows takes longer than reading a page of them. Each statement that adds, archives or removes parts
leaves its difference as a row of its own, so that nobody waits for anybody; now and then such rows become one.
"""

import sqlalchemy as sa
from alembic import op

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

COUNTING = """
CREATE FUNCTION count_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    active_more integer := 0;
    archived_more integer := 0;
    written bigint;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        SELECT count(*) FILTER (WHERE archived_at IS NULL), count(archived_at)
            INTO active_more, archived_more FROM new_rows;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT active_more - count(*) FILTER (WHERE archived_at IS NULL), archived_more - count(archived_at)
            INTO active_more, archived_more FROM old_rows;
    END IF;
    IF active_more = 0 AND archived_more = 0 THEN
        RETURN NULL;
    END IF;
    INSERT INTO part_counts (active, archived) VALUES (active_more, archived_more) RETURNING id INTO written;
    IF written % 50 = 0 THEN
        WITH summed AS (
            DELETE FROM part_counts
            WHERE id IN (SELECT id FROM part_counts ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED)
            RETURNING active, archived
        )
        INSERT INTO part_counts (active, archived) SELECT sum(active), sum(archived) FROM summed HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_parts_added AFTER INSERT ON parts REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_parts();
CREATE TRIGGER count_parts_changed AFTER UPDATE ON parts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_parts();
CREATE TRIGGER count_parts_removed AFTER DELETE ON parts REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION count_parts();
"""


def upgrade() -> None:
    op.create_table(
        "part_counts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("archived", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_counts")),
    )
    op.execute(sa.text(COUNTING.replace(":", r"\:")))
    op.execute(
        "INSERT INTO part_counts (active, archived) "
        "SELECT count(*) FILTER (WHERE archived_at IS NULL), count(archived_at) FROM parts HAVING count(*) > 0"
    )
    op.create_index(
        "ix_parts_active_created_at_id", "parts", ["created_at", "id"], postgresql_where=sa.text("archived_at IS NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_parts_active_created_at_id", table_name="parts")
    for event in ("added", "changed", "removed"):
        op.execute(f"DROP TRIGGER count_parts_{event} ON parts")
    op.execute("DROP FUNCTION count_parts()")
    op.drop_table("part_counts")
