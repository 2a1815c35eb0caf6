"""What moves of applied plans were said to save."""

import sqlalchemy as sa
from alembic import op

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None

TABLE = "placement_outcomes"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("from_location_id", sa.Integer(), nullable=False),
        sa.Column("to_location_id", sa.Integer(), nullable=False),
        sa.Column("predicted_m_per_month", sa.Float(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("from_location_id <> to_location_id", name=op.f("ck_placement_outcomes_slots_differ")),
        sa.CheckConstraint(
            "predicted_m_per_month BETWEEN -1e12 AND 1e12", name=op.f("ck_placement_outcomes_prediction_range")
        ),
        _to("batch_id", "batches", None),
        _to("part_id", "parts", "CASCADE"),
        _to("from_location_id", "locations", "CASCADE"),
        _to("to_location_id", "locations", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_outcomes")),
        sa.UniqueConstraint(
            "batch_id",
            "part_id",
            "from_location_id",
            name=op.f("uq_placement_outcomes_batch_id_part_id_from_location_id"),
        ),
    )
    for column in ("part_id", "from_location_id", "to_location_id"):
        op.create_index(f"ix_placement_outcomes_{column}", TABLE, [column])


def _to(column: str, table: str, ondelete: str | None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_placement_outcomes_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete=ondelete)


def downgrade() -> None:
    op.drop_table(TABLE)
