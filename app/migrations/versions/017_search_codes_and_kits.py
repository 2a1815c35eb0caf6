"""Codes are found however their separators are typed: each is also kept as one word, `#tl072cp` of `TL-072/CP`."""

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None

_LETTERS = r"0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2fff\u3040-\ufdff\ufe10-\U0010ffff"

CODES = rf"""
CREATE FUNCTION search_code(code text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN joined = '' THEN '{{}}' ELSE ARRAY['#' || left(joined, 60)] END
    FROM regexp_replace(search_folded(code), '[^{_LETTERS}.]+|(?<![0-9])\.|\.(?![0-9])', '', 'g') AS joined
$$;
"""
_VALUE = "search_value(p.si_value, p.si_unit)"
_VALUE_AND_CODE = f"{_VALUE} || search_code(p.manufacturer_code)"
_CODED = "FROM parts p WHERE p.id = part_id AND p.manufacturer_code IS NOT NULL"


def upgrade() -> None:
    op.execute(sa.text(CODES))
    _change_refresh(_VALUE, _VALUE_AND_CODE)
    op.execute(f"UPDATE part_search SET own = own || array_to_tsvector(search_code(p.manufacturer_code)) {_CODED}")


def downgrade() -> None:
    op.execute(f"UPDATE part_search SET own = ts_delete(own, search_code(p.manufacturer_code)) {_CODED}")
    _change_refresh(_VALUE_AND_CODE, _VALUE)
    op.execute("DROP FUNCTION search_code(text)")


def _change_refresh(old: str, new: str) -> None:
    """What is indexed of a part's own fields, changed in the one place that says it."""
    connection = op.get_bind()
    definition = connection.scalar(sa.text("SELECT pg_get_functiondef(CAST('search_refresh_own' AS regproc))"))
    connection.exec_driver_sql(definition.replace("%", "%%").replace(old, new))
