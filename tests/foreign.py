"""A small foreign source: an in-house system of three parts, in a schema of its own beside the store's tables."""

import json

import psycopg

TABLES = """
CREATE SCHEMA workshop
CREATE TABLE bits (id int, title text, in_use boolean)
CREATE TABLE lying (id int, bit int, shelf text, amount numeric)
CREATE TABLE booked (id int, at timestamptz, lying int, bit int, change numeric, kind int);
INSERT INTO workshop.bits VALUES (1, 'Screw', true), (2, 'Wire, by the metre', true), (3, 'Glue', NULL);
INSERT INTO workshop.lying VALUES
    (1, 1, 'A1', 70), (2, 1, NULL, 5), (3, 2, 'A1', 12.25), (4, 2, 'A1', 0.5), (5, 3, 'B', 0);
INSERT INTO workshop.booked VALUES
    (1, now() - interval '90 days', 1, NULL, 100, 1),
    (2, now() - interval '60 days', 1, NULL, -25, 2),
    (3, now() - interval '60 days', 2, NULL, -2.5, 2),
    (4, now() - interval '60 days', 1, NULL, 1, 2),
    (5, now() - interval '50 days', NULL, 2, -0.75, 2),
    (6, now() - interval '5 days', NULL, 2, NULL, 2),
    (7, now() - interval '5 days', NULL, 3, -4, 3),
    (8, now() - interval '4 days', NULL, 3, -1, 2),
    (9, NULL, 99, NULL, -1, 2),
    (10, now() - interval '3 days', NULL, 4, NULL, NULL);
"""
"""Kind 2 is use. The wire was used once without saying how much; line 9 names neither time nor a part that is known."""
COLUMNS = {
    "part": {"part_id": "id", "name": "title", "is_active": "in_use"},
    "stock": {"stock_id": "id", "part_id": "bit", "location": "shelf", "quantity": "amount"},
    "movement": {
        "movement_id": "id",
        "occurred_at": "at",
        "stock_id": "lying",
        "part_id": "bit",
        "quantity": "change",
        "taken": "change",
        "reason": "kind",
    },
}
PLACES = {"part": "bits", "stock": "lying", "movement": "booked"}


def workshop(database_url, folder):
    """Make the source; returns the file of its mapping."""
    url = database_url.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        connection.execute(TABLES)
    tables = {name: {"table": f"workshop.{PLACES[name]}", "columns": columns} for name, columns in COLUMNS.items()}
    consumption = {"reasons": [2], "taken_is": "negative"}
    mapping = folder / "workshop.yaml"
    mapping.write_text(json.dumps({"source": "shop", "url": url, "tables": tables, "consumption": consumption}))
    return mapping
