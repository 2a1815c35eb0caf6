"""Batches that take single lines of the ledger back."""

from alembic import op

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None

NAME = "ck_batches_kind_known"
OLD_KINDS = (
    "'receive', 'use', 'move', 'count', 'adjust', 'scrap', 'repair', 'pick', 'import', 'demo', 'edit', 'placement', "
    "'merge', 'build', 'shopping', 'undo'"
)


def upgrade() -> None:
    op.drop_constraint(op.f(NAME), "batches")
    op.create_check_constraint(op.f(NAME), "batches", f"kind IN ({OLD_KINDS}, 'undo_line')")


def downgrade() -> None:
    op.drop_constraint(op.f(NAME), "batches")
    op.execute("UPDATE batches SET kind = 'adjust' WHERE kind = 'undo_line'")
    op.create_check_constraint(op.f(NAME), "batches", f"kind IN ({OLD_KINDS})")
