"""Which request wrote a batch under its idempotency key: the key is good for no other."""

import sqlalchemy as sa
from alembic import op

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("batches", sa.Column("request", sa.String(200), nullable=True))


def downgrade() -> None:
    op.drop_column("batches", "request")
