"""What a receipt knows of its order: how many were ordered, and for which day they were promised."""

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("receipts", sa.Column("ordered_quantity", sa.Integer(), nullable=True))
    op.add_column("receipts", sa.Column("expected_on", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("ck_receipts_ordered_quantity_positive"), "receipts", "ordered_quantity >= 1")


def downgrade() -> None:
    op.drop_column("receipts", "expected_on")
    op.drop_column("receipts", "ordered_quantity")
