"""InvenTree's demo dumps as the tables they were dumped from, and the mapping that the documentation shows."""

import json
import re
from pathlib import Path

import psycopg
from psycopg import sql

DOCS = Path(__file__).resolve().parents[4] / "docs" / "foreign_sources.md"
TABLES = ("part.part", "stock.stockitem", "stock.stockitemtracking")
KEYS = {"category", "part", "location", "item", "supplier_part", "user"}
TYPES = {"quantity": "numeric(15,5)", "date": "timestamptz", "deltas": "jsonb"}


def mapping_text(url, source="workshop"):
    """The worked mapping of the documentation, for another database."""
    text = re.search(r"```yaml\n(.*?)```", DOCS.read_text(), re.DOTALL)[1]
    return re.sub(r"url: .*", f"url: {url}", text).replace("source: workshop", f"source: {source}")


def restore(url, dump):
    """Make the mapped tables anew from a dump."""
    rows = json.loads(dump.read_text())
    with psycopg.connect(url) as connection:
        for model in TABLES:
            records = [{"id": row["pk"], **row["fields"]} for row in rows if row["model"] == model]
            _restore(connection, model.replace(".", "_"), records)


def _restore(connection, table, records):
    names = {name: f"{name}_id" if name in KEYS else name for name in records[0]}
    columns = [
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(TYPES.get(name) or _type(name, records)))
        for name, column in names.items()
    ]
    place = sql.Identifier(table)
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(place))
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(place, sql.SQL(", ").join(columns)))
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(place, sql.SQL(", ").join(map(sql.Identifier, names.values())))
    with connection.cursor().copy(copy) as stream:
        for record in records:
            values = [record[name] for name in names]
            stream.write_row([json.dumps(value) if isinstance(value, dict | list) else value for value in values])


def _type(name, records):
    value = next((record[name] for record in records if record[name] is not None), "")
    return {bool: "boolean", int: "bigint", dict: "jsonb"}.get(type(value), "text")
