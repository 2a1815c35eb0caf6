"""In which boxes parts of a type lie, at hand: joining it together took half of the time of a putaway suggestion.

Places follow balances as they come and go, not as their quantities change, so writers of one balance do not meet here.
"""

import sqlalchemy as sa
from alembic import op

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None

# By now the reference from part_locations to parts has share-locked the parts: their types stay until the commit.
# One look-up for each value rather than a join, whose plan a connection would keep after a bulk write for single rows.
APPEAR = """
CREATE FUNCTION part_places_appear() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO part_places (part_id, location_id, box_id, type_id)
        SELECT part_id, location_id,
            (SELECT box_id FROM locations WHERE id = added.location_id),
            (SELECT type_id FROM parts WHERE id = added.part_id)
        FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER part_places_appear AFTER INSERT ON part_locations REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION part_places_appear();
"""

VANISH = """
CREATE FUNCTION part_places_vanish() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM part_places WHERE part_id = OLD.part_id AND location_id = OLD.location_id;
    RETURN NULL;
END $$;
CREATE TRIGGER part_places_vanish AFTER DELETE ON part_locations
    FOR EACH ROW EXECUTE FUNCTION part_places_vanish();
"""

# Whoever puts the part somewhere at this moment has read the old type: the lock waits for them, so that the update
# sees their places. Places are written under a lock of their part alone, so that nobody waits in a circle here.
FOLLOW_TYPE = """
CREATE FUNCTION part_places_follow_type() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM parts WHERE id = NEW.id FOR UPDATE;
    UPDATE part_places SET type_id = NEW.type_id WHERE part_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER part_places_follow_type AFTER UPDATE ON parts
    FOR EACH ROW WHEN (OLD.type_id IS DISTINCT FROM NEW.type_id) EXECUTE FUNCTION part_places_follow_type();
"""


def upgrade() -> None:
    op.create_table(
        "part_places",
        sa.Column("part_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("part_id", "location_id", name=op.f("pk_part_places")),
    )
    for statement in (APPEAR, VANISH, FOLLOW_TYPE):
        op.execute(statement)
    op.execute(
        "INSERT INTO part_places (part_id, location_id, box_id, type_id) "
        "SELECT held.part_id, held.location_id, locations.box_id, parts.type_id FROM part_locations held "
        "JOIN locations ON locations.id = held.location_id JOIN parts ON parts.id = held.part_id"
    )
    op.create_index("ix_part_places_type_id_box_id_part_id", "part_places", ["type_id", "box_id", "part_id"])


def downgrade() -> None:
    for table, name in (
        ("part_locations", "part_places_appear"),
        ("part_locations", "part_places_vanish"),
        ("parts", "part_places_follow_type"),
    ):
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("part_places")
