"""What the search box looks into: the words of each part and the vocabulary, kept in step by triggers.

Triggers work per statement, so that one edit and a bulk COPY obey the same rule at bulk speed, and so that imports,
merges and undo need not think of search. `app.domain.catalogue.search_words` makes the same words of what is typed.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None

_LETTERS = r"0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2fff\u3040-\ufdff\ufe10-\U0010ffff"
_CAPITALS = "".join(map(chr, (*range(0x391, 0x3AA), *range(0x410, 0x430)))) + "\u03bc"
_SMALL = "".join(chr(code + 32) for code in (*range(0x391, 0x3AA), *range(0x410, 0x430))).replace("\u03bc", "u") + "u"

_WORD = rf"([{_LETTERS}]+(?:\.[{_LETTERS}]+)*)"
_BORDER = r"[0-9][^0-9.]|[^0-9.][0-9]|\.."
"""Where a second word begins within a word: between digits and letters, and behind a full stop."""

WORDS = rf"""
CREATE FUNCTION search_folded(body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        replace(translate(
            lower(regexp_replace(normalize(coalesce(body, ''), NFKD), '[\u0300-\u036f]', '', 'g') COLLATE "C"),
            '{_CAPITALS}', '{_SMALL}'), '{chr(0x3C9)}', 'ohm'),
        '([0-9]),([0-9])', '\1.\2', 'g')
$$;
CREATE FUNCTION search_whole_words(body text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT left(found[1], 60)), '{{}}')
    FROM regexp_matches(search_folded(body), '{_WORD}', 'g') AS found
$$;
CREATE FUNCTION search_words(body text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH whole AS (SELECT unnest(search_whole_words(body)) AS word)
    SELECT coalesce(array_agg(DISTINCT word), '{{}}') FROM (
        SELECT word FROM whole
        UNION ALL
        SELECT substr(word, place) FROM whole, generate_series(2, length(word) - 1) AS place
        WHERE word ~ '{_BORDER}' AND substr(word, place - 1, 2) ~ '^({_BORDER})'
    ) AS found
$$;
CREATE FUNCTION search_grams(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT gram), '{{}}') FROM (
        SELECT substr(word, place, 3) AS gram FROM generate_series(1, length(word) - 2) AS place
        UNION ALL
        SELECT (place - 1) || ':' || substr(word, place, 2) FROM generate_series(1, least(length(word) - 1, 24)) AS place
    ) AS found
$$;
"""

# Each word is kept once for each of its marks, which say where it stands. A tsvector holds at most a megabyte; `most`
# bytes of words are kept, so that no text can make an edit fail. Short texts of many owners are taken apart together,
# because calling a function for each costs more than its work, five thousand owners at a time, so that memory and plans
# stay small; the long texts of documents are taken one by one.
VECTORS = rf"""
CREATE FUNCTION search_lexemes(body text, most integer) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(word), '{{}}')
    FROM (SELECT word, sum(octet_length(word) + 8) OVER (ORDER BY word COLLATE "C") AS size
          FROM unnest(search_words(left(body, 150000))) AS word) AS found
    WHERE size <= most
$$;
CREATE FUNCTION search_lexemes_of(owners integer[], bodies text[], marks text[], most integer[])
RETURNS TABLE (owner integer, lexemes text[]) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH given AS (
        SELECT * FROM unnest(owners, bodies, marks, most) WITH ORDINALITY AS row(owner, body, marks, most, place)
    ), whole AS (
        SELECT DISTINCT given.owner, given.marks, given.most, given.place, left(found[1], 60) AS word
        FROM given, regexp_matches(
            search_folded(left(given.body, 150000)), '{_WORD}', 'g') AS found
    ), words AS (
        SELECT * FROM whole
        UNION
        SELECT whole.owner, whole.marks, whole.most, whole.place, substr(word, letter)
        FROM whole, generate_series(2, length(word) - 1) AS letter
        WHERE word ~ '{_BORDER}' AND substr(word, letter - 1, 2) ~ '^({_BORDER})'
    ), sized AS (
        SELECT *, sum(octet_length(word) + 8) OVER (PARTITION BY words.place ORDER BY word COLLATE "C") AS size
        FROM words
    )
    SELECT sized.owner, array_agg(DISTINCT mark || word)
    FROM sized, string_to_table(sized.marks, NULL) AS mark WHERE size <= sized.most GROUP BY sized.owner
$$;
CREATE FUNCTION search_value(value double precision, unit text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value IS NULL THEN '{{}}' ELSE ARRAY['=' || coalesce(unit, '') || trim(to_char(value, '9.999999EEEE'))] END
$$;
CREATE FUNCTION search_fields(part parts, type_name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT concat_ws(' ', part.manufacturer, type_name, part.package, part.series, part.mounting_type,
        part.voltage_rating, part.input_voltage, part.output_voltage, array_to_string(part.tags, ' '))
$$;
CREATE FUNCTION search_learn(words text[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_vocabulary (word)
    SELECT DISTINCT fresh FROM unnest(words) AS fresh
    WHERE length(fresh) > 2 AND NOT EXISTS (SELECT FROM search_vocabulary known WHERE known.word = fresh)
$$;
"""

REFRESH = """
CREATE FUNCTION search_refresh_own(ids integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(ids) > 5000 THEN
        PERFORM search_refresh_own(ids[place:place + 4999]) FROM generate_series(1, cardinality(ids), 5000) AS place;
        RETURN;
    END IF;
    INSERT INTO part_search (part_id, is_archived, own)
        WITH texts AS (
            SELECT p.id, body, marks, most
            FROM unnest(ids) AS wanted JOIN parts p ON p.id = wanted LEFT JOIN types t ON t.id = p.type_id,
                LATERAL (VALUES (concat_ws(' ', p.key, p.manufacturer_code), '^+', 30000), (p.description, '~+', 100000),
                    (search_fields(p, t.name), '+', 60000)) AS of_part(body, marks, most)
        ), found AS MATERIALIZED (
            SELECT made.* FROM (SELECT array_agg(id) AS ids, array_agg(body) AS bodies, array_agg(marks) AS marks,
                    array_agg(most) AS most FROM texts) AS all_texts,
                search_lexemes_of(all_texts.ids, all_texts.bodies, all_texts.marks, all_texts.most) AS made
        )
        SELECT p.id, p.archived_at IS NOT NULL,
            array_to_tsvector(coalesce(found.lexemes, '{}') || search_value(p.si_value, p.si_unit))
        FROM unnest(ids) AS wanted JOIN parts p ON p.id = wanted LEFT JOIN found ON found.owner = p.id
        ORDER BY p.id
        ON CONFLICT (part_id) DO UPDATE SET own = EXCLUDED.own, is_archived = EXCLUDED.is_archived;
    PERFORM search_learn(ARRAY(
        SELECT DISTINCT unnest(search_whole_words(
            concat_ws(' ', p.manufacturer_code, p.description, search_fields(p, t.name))))
        FROM unnest(ids) AS wanted JOIN parts p ON p.id = wanted LEFT JOIN types t ON t.id = p.type_id));
END $$;
CREATE FUNCTION search_refresh_sold(ids integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(ids) > 5000 THEN
        PERFORM search_refresh_sold(ids[place:place + 4999]) FROM generate_series(1, cardinality(ids), 5000) AS place;
        RETURN;
    END IF;
    WITH offers AS (
        SELECT l.part_id, string_agg(concat_ws(' ', s.name, l.sku), ' ' ORDER BY l.id) AS body
        FROM unnest(ids) AS wanted JOIN part_sellers l ON l.part_id = wanted JOIN sellers s ON s.id = l.seller_id
        GROUP BY l.part_id
    ), found AS MATERIALIZED (
        SELECT made.* FROM (SELECT array_agg(part_id) AS ids, array_agg(body) AS bodies,
                array_agg('+'::text) AS marks, array_agg(100000) AS most FROM offers) AS all_texts,
            search_lexemes_of(all_texts.ids, all_texts.bodies, all_texts.marks, all_texts.most) AS made
    )
    UPDATE part_search SET sold = array_to_tsvector(coalesce(found.lexemes, '{}'))
        FROM unnest(ids) AS wanted LEFT JOIN found ON found.owner = wanted
        WHERE part_id = wanted;
    PERFORM search_learn(ARRAY(
        SELECT DISTINCT unnest(search_whole_words(concat_ws(' ', s.name, l.sku)))
        FROM unnest(ids) AS wanted JOIN part_sellers l ON l.part_id = wanted JOIN sellers s ON s.id = l.seller_id));
END $$;
CREATE FUNCTION search_refresh_documents(ids integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE part_search
        SET documents = array_to_tsvector(search_lexemes(names, 60000) || search_lexemes(body, 350000))
        FROM (SELECT p.id, string_agg(concat_ws(' ', a.title, a.filename), ' ' ORDER BY a.id) AS names,
                     string_agg(a.text_content, ' ' ORDER BY a.id) AS body
              FROM unnest(ids) AS wanted JOIN parts p ON p.id = wanted
              LEFT JOIN attachments a ON a.attachment_set_id = p.attachment_set_id GROUP BY p.id) AS held
        WHERE part_id = held.id;
    PERFORM search_learn(ARRAY(
        SELECT DISTINCT unnest(search_whole_words(concat_ws(' ', a.title, a.filename)))
        FROM unnest(ids) AS wanted JOIN parts p ON p.id = wanted
        JOIN attachments a ON a.attachment_set_id = p.attachment_set_id));
END $$;
"""

TRIGGERS = """
CREATE FUNCTION search_parts_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_refresh_own(ARRAY(SELECT id FROM new_rows));
    PERFORM search_refresh_documents(held.ids)
        FROM (SELECT array_agg(DISTINCT n.id) AS ids
              FROM new_rows n JOIN attachments a ON a.attachment_set_id = n.attachment_set_id) AS held
        WHERE held.ids IS NOT NULL;
    RETURN NULL;
END $$;
CREATE FUNCTION search_parts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids integer[];
BEGIN
    ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.key, n.manufacturer_code, n.description, n.manufacturer, n.type_id, n.package, n.series, n.tags,
               n.mounting_type, n.voltage_rating, n.input_voltage, n.output_voltage, n.si_value, n.si_unit, n.archived_at)
            IS DISTINCT FROM
              (o.key, o.manufacturer_code, o.description, o.manufacturer, o.type_id, o.package, o.series, o.tags,
               o.mounting_type, o.voltage_rating, o.input_voltage, o.output_voltage, o.si_value, o.si_unit, o.archived_at));
    IF ids <> '{}' THEN
        PERFORM search_refresh_own(ids);
    END IF;
    ids := ARRAY(SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
                 WHERE n.attachment_set_id <> o.attachment_set_id);
    IF ids <> '{}' THEN
        PERFORM search_refresh_documents(ids);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION search_types_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_refresh_own(touched.ids)
        FROM (SELECT array_agg(p.id) AS ids FROM parts p JOIN new_rows n ON n.id = p.type_id) AS touched
        WHERE touched.ids IS NOT NULL;
    RETURN NULL;
END $$;
CREATE FUNCTION search_sellers_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_refresh_sold(touched.ids)
        FROM (SELECT array_agg(DISTINCT l.part_id) AS ids FROM part_sellers l
              JOIN new_rows n ON n.id = l.seller_id JOIN old_rows o ON o.id = n.id AND o.name <> n.name) AS touched
        WHERE touched.ids IS NOT NULL;
    RETURN NULL;
END $$;
"""

# One trigger function serves insert, update and delete: what it needs to know is which owners are touched.
_TOUCHED = """
CREATE FUNCTION {name}_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM {refresh}(touched.ids)
        FROM (SELECT array_agg(DISTINCT p.id) AS ids FROM ({rows}) AS owners JOIN parts p ON p.{part} = owners.owner)
            AS touched
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
_OWNED = (
    ("search_offers", "part_sellers", "part_id", "id", "search_refresh_sold"),
    ("search_attachments", "attachments", "attachment_set_id", "attachment_set_id", "search_refresh_documents"),
)
_SINGLE = (
    ("search_parts_added", "parts", "INSERT", "NEW TABLE AS new_rows"),
    ("search_parts_changed", "parts", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    ("search_types_changed", "types", "UPDATE", "NEW TABLE AS new_rows"),
    ("search_sellers_changed", "sellers", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
)
_FUNCTIONS = (
    "search_refresh_own(integer[])",
    "search_refresh_sold(integer[])",
    "search_refresh_documents(integer[])",
    "search_learn(text[])",
    "search_fields(parts, text)",
    "search_value(double precision, text)",
    "search_lexemes_of(integer[], text[], text[], integer[])",
    "search_lexemes(text, integer)",
    "search_words(text)",
    "search_whole_words(text)",
    "search_folded(text)",
)


def upgrade() -> None:
    op.execute(sa.text(WORDS.replace(":", r"\:")))
    op.create_table(
        "part_search",
        sa.Column("part_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_archived", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        *(
            sa.Column(name, postgresql.TSVECTOR(), server_default="", nullable=False)
            for name in ("own", "sold", "documents")
        ),
        sa.Column(
            "document",
            postgresql.TSVECTOR(),
            sa.Computed("((own || sold) || documents)", persisted=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["parts.id"], name=op.f("fk_part_search_part_id_parts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_part_search")),
    )
    op.create_index("ix_part_search_document", "part_search", ["document"], postgresql_using="gin")
    op.create_table(
        "search_vocabulary",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column(
            "grams", postgresql.ARRAY(sa.Text()), sa.Computed("search_grams(word)", persisted=True), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_vocabulary")),
    )
    op.create_index("ix_search_vocabulary_word", "search_vocabulary", ["word"])
    op.create_index("ix_search_vocabulary_grams", "search_vocabulary", ["grams"], postgresql_using="gin")
    op.create_index("ix_parts_manufacturer_code_lower", "parts", [sa.literal_column("lower(manufacturer_code)")])
    for statements in (VECTORS, REFRESH, TRIGGERS):
        op.execute(sa.text(statements.replace(":", r"\:")))
    for name, table, event, transition in _SINGLE:
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {transition} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    for name, table, owner, part, refresh in _OWNED:
        for event, (transition, sources) in _EVENTS.items():
            rows = " UNION ".join(f"SELECT {owner} AS owner FROM {source}" for source in sources)
            op.execute(
                _TOUCHED.format(
                    name=name, event=event, table=table, part=part, refresh=refresh, rows=rows, transition=transition
                )
            )
    for refresh in ("own", "sold", "documents"):
        op.execute(f"SELECT search_refresh_{refresh}(array_agg(id)) FROM parts HAVING count(*) > 0")


def downgrade() -> None:
    for name, table, *_ in _OWNED:
        for event in _EVENTS:
            op.execute(f"DROP TRIGGER {name}_{event} ON {table}")
            op.execute(f"DROP FUNCTION {name}_{event}()")
    for name, table, *_ in _SINGLE:
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    for function in _FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.drop_index("ix_parts_manufacturer_code_lower", table_name="parts")
    op.drop_table("search_vocabulary")
    op.drop_table("part_search")
    op.execute("DROP FUNCTION search_grams(text)")
