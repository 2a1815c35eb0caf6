"""Links keep the picture of their page."""

import sqlalchemy as sa
from alembic import op

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachments", sa.Column("preview_s3_key", sa.String(500), nullable=True))
    op.create_index("ix_attachments_preview_s3_key", "attachments", ["preview_s3_key"])
    op.create_check_constraint(
        op.f("ck_attachments_preview_of_link"), "attachments", "preview_s3_key IS NULL OR attachment_type = 'url'"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_attachments_preview_of_link"), "attachments")
    op.drop_index("ix_attachments_preview_s3_key", "attachments")
    op.drop_column("attachments", "preview_s3_key")
