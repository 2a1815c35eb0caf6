"""What is taken back anyway is not indexed for the search: half of what a dry run of an import cost the database."""

from alembic import op

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None

_BOTH = "OLD TABLE AS old_rows NEW TABLE AS new_rows"
_TRIGGERS = (
    ("search_parts_added", "parts", "INSERT", "NEW TABLE AS new_rows"),
    ("search_parts_changed", "parts", "UPDATE", _BOTH),
    ("search_offers_insert", "part_sellers", "INSERT", "NEW TABLE AS new_rows"),
    ("search_offers_update", "part_sellers", "UPDATE", _BOTH),
)
_NO_REHEARSAL = "WHEN (current_setting('binsight.rehearsal', true) IS DISTINCT FROM 'on') "


def upgrade() -> None:
    _replace(_NO_REHEARSAL)


def downgrade() -> None:
    _replace("")


def _replace(condition: str) -> None:
    for name, table, event, transition in _TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {transition} "
            f"FOR EACH STATEMENT {condition}EXECUTE FUNCTION {name}()"
        )
