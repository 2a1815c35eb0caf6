"""What people decided about dropped files that could not be read."""

import sqlalchemy as sa
from alembic import op

revision = "013"
down_revision = "011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drop_decisions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(1024), nullable=False),
        sa.Column("etag", sa.String(200), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("original_s3_key", sa.String(200), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("action IN ('replay', 'discard', 'mend')", name=op.f("ck_drop_decisions_action_known")),
        sa.CheckConstraint(
            "(action = 'mend') = (original_s3_key IS NOT NULL)", name=op.f("ck_drop_decisions_mends_keep_the_original")
        ),
    )
    op.create_index("ix_drop_decisions_key_etag", "drop_decisions", ["key", "etag"])


def downgrade() -> None:
    op.drop_table("drop_decisions")
