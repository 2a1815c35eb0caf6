"""Pairs of parts that a person found to be different things, so that they are not asked about again."""

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duplicate_dismissals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_part_id", sa.Integer(), nullable=False),
        sa.Column("second_part_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("first_part_id < second_part_id", name=op.f("ck_duplicate_dismissals_first_is_older")),
        sa.ForeignKeyConstraint(
            ["first_part_id"],
            ["parts.id"],
            name=op.f("fk_duplicate_dismissals_first_part_id_parts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_part_id"],
            ["parts.id"],
            name=op.f("fk_duplicate_dismissals_second_part_id_parts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_dismissals")),
        sa.UniqueConstraint(
            "first_part_id", "second_part_id", name=op.f("uq_duplicate_dismissals_first_part_id_second_part_id")
        ),
    )
    op.create_index("ix_duplicate_dismissals_second_part_id", "duplicate_dismissals", ["second_part_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_duplicate_dismissals_second_part_id", table_name="duplicate_dismissals")
    op.drop_table("duplicate_dismissals")
