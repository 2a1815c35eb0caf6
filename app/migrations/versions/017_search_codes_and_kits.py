"""Codes are found however their separators are typed, and kits by their documents.

Each code is also kept as one word, `#tl072cp` of `TL-072/CP`; `kit_search` holds the words of kits' documents.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

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

KITS = """
CREATE FUNCTION search_refresh_kits(ids integer[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM kit_search WHERE kit_id = ANY (ids);
    INSERT INTO kit_search (kit_id, documents)
    SELECT k.id, array_to_tsvector(
        search_lexemes(string_agg(concat_ws(' ', a.title, a.filename), ' ' ORDER BY a.id), 60000)
        || search_lexemes(string_agg(a.text_content, ' ' ORDER BY a.id), 350000))
    FROM unnest(ids) AS wanted JOIN kits k ON k.id = wanted
    JOIN attachments a ON a.attachment_set_id = k.attachment_set_id
    GROUP BY k.id ORDER BY k.id
    ON CONFLICT (kit_id) DO UPDATE SET documents = EXCLUDED.documents
$$;
"""
# A kit that is brought back comes after its documents, so it is refreshed as well; one without documents has no row.
_TOUCHED = """
CREATE FUNCTION {name}_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_refresh_kits(touched.ids)
        FROM (SELECT array_agg(DISTINCT k.id) AS ids FROM ({rows}) AS owners
              JOIN kits k ON k.attachment_set_id = owners.attachment_set_id {condition}) AS touched
        WHERE touched.ids IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER {name}_{event} AFTER {event} ON {table} REFERENCING {transition}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_{event}();
"""
_EVENTS = {
    "insert": ("NEW TABLE AS new_rows", ("new_rows",)),
    "update": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", ("old_rows", "new_rows")),
    "delete": ("OLD TABLE AS old_rows", ("old_rows",)),
}
_HAS_DOCUMENTS = "WHERE EXISTS (SELECT FROM attachments a WHERE a.attachment_set_id = k.attachment_set_id)"
_TRIGGERS = (
    *(("search_kit_documents", "attachments", event, "") for event in _EVENTS),
    ("search_kits_added", "kits", "insert", _HAS_DOCUMENTS),
)


def upgrade() -> None:
    op.execute(sa.text(CODES))
    _change_refresh(_VALUE, _VALUE_AND_CODE)
    op.execute(f"UPDATE part_search SET own = own || array_to_tsvector(search_code(p.manufacturer_code)) {_CODED}")
    _add_kits()


def downgrade() -> None:
    for name, table, event, _ in _TRIGGERS:
        op.execute(f"DROP TRIGGER {name}_{event} ON {table}")
        op.execute(f"DROP FUNCTION {name}_{event}()")
    op.execute("DROP FUNCTION search_refresh_kits(integer[])")
    op.drop_table("kit_search")
    op.execute(f"UPDATE part_search SET own = ts_delete(own, search_code(p.manufacturer_code)) {_CODED}")
    _change_refresh(_VALUE_AND_CODE, _VALUE)
    op.execute("DROP FUNCTION search_code(text)")


def _add_kits() -> None:
    op.create_table(
        "kit_search",
        sa.Column("kit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("documents", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_kit_search_kit_id_kits"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kit_id", name=op.f("pk_kit_search")),
    )
    op.create_index("ix_kit_search_documents", "kit_search", ["documents"], postgresql_using="gin")
    op.execute(sa.text(KITS))
    for name, table, event, condition in _TRIGGERS:
        transition, sources = _EVENTS[event]
        rows = " UNION ".join(f"SELECT attachment_set_id FROM {source}" for source in sources)
        op.execute(
            _TOUCHED.format(name=name, event=event, table=table, condition=condition, rows=rows, transition=transition)
        )
    op.execute(f"SELECT search_refresh_kits(array_agg(k.id)) FROM kits k {_HAS_DOCUMENTS} HAVING count(*) > 0")


def _change_refresh(old: str, new: str) -> None:
    """What is indexed of a part's own fields, changed in the one place that says it."""
    connection = op.get_bind()
    definition = connection.scalar(sa.text("SELECT pg_get_functiondef(CAST('search_refresh_own' AS regproc))"))
    connection.exec_driver_sql(definition.replace("%", "%%").replace(old, new))
