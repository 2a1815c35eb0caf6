"""Batches are append-only like the ledger and know their transaction: what readers of new rows alone rely on.

All batches that are there already get the transaction of this step, which is above all that readers have seen.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import UserDefinedType

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None


class XID8(UserDefinedType[int]):
    """The transaction id type, spelled here so that this version never changes with the models."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        """The type's name in DDL."""
        return "xid8"


REFUSE_CHANGE = """
CREATE FUNCTION batches_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Batches are append-only: undo a batch by another one instead'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'batches_append_only';
END $$;
CREATE TRIGGER batches_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON batches
    FOR EACH STATEMENT EXECUTE FUNCTION batches_refuse_change();
"""

STAMP = """
CREATE FUNCTION batches_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.xid := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER batches_stamp
    BEFORE INSERT ON batches
    FOR EACH ROW EXECUTE FUNCTION batches_stamp();
"""


def upgrade() -> None:
    op.add_column("batches", sa.Column("xid", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False))
    op.create_index("ix_batches_xid", "batches", ["xid"])
    for statement in (REFUSE_CHANGE, STAMP):
        op.execute(statement)


def downgrade() -> None:
    for trigger, function in (
        ("batches_append_only", "batches_refuse_change"),
        ("batches_stamp", "batches_stamp"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON batches")
        op.execute(f"DROP FUNCTION {function}()")
    op.drop_index("ix_batches_xid", "batches")
    op.drop_column("batches", "xid")
