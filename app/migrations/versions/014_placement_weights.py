"""What the terms of a layout's cost weigh, where somebody changed that."""

import sqlalchemy as sa
from alembic import op

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placement_weights",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("travel", sa.Float(), nullable=False),
        sa.Column("co_use", sa.Float(), nullable=False),
        sa.Column("spread", sa.Float(), nullable=False),
        sa.Column("handling", sa.Float(), nullable=False),
        sa.Column("horizon_months", sa.Float(), nullable=False),
        sa.Column("misplaced", sa.Float(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_placement_weights_one_row")),
        sa.CheckConstraint("travel BETWEEN 0 AND 1000000", name=op.f("ck_placement_weights_travel_range")),
        sa.CheckConstraint("co_use BETWEEN 0 AND 1000000", name=op.f("ck_placement_weights_co_use_range")),
        sa.CheckConstraint("spread BETWEEN 0 AND 1000000", name=op.f("ck_placement_weights_spread_range")),
        sa.CheckConstraint("handling BETWEEN 0 AND 1000000", name=op.f("ck_placement_weights_handling_range")),
        sa.CheckConstraint(
            "horizon_months > 0 AND horizon_months <= 1200", name=op.f("ck_placement_weights_horizon_months_range")
        ),
        sa.CheckConstraint("misplaced BETWEEN 0 AND 1000000", name=op.f("ck_placement_weights_misplaced_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_weights")),
    )


def downgrade() -> None:
    op.drop_table("placement_weights")
