"""How a column is declared: the rows its figures follow from, and how these combine.

In all SQL here `figure` is the one published row that is asked about, with the snapshot's day as `as_of`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

FIRST = "first(amount)"
SUM = "coalesce(sum(amount), 0)"


@dataclass(frozen=True)
class Origin:
    """`rows` is a query that returns source rows with a column `amount`; `combine` makes the figure of these rows."""

    words: str
    rows: str
    combine: str = FIRST

    @property
    def tables(self) -> list[str]:
        """Published tables that the rows come from, in the order in which the query names them."""
        return list(dict.fromkeys(re.findall(r"\b(?:core|marts)\.\w+", self.rows)))


@dataclass(frozen=True)
class Fact:
    """A fact copied from a source whose rows are not published: the raw table, its column, and which row of it."""

    table: str
    column: str
    row: str

    @property
    def words(self) -> str:
        """Where it stands."""
        return f"copied from {self.table}, column {self.column}, {self.row}"


Declared = Mapping[str, Origin | Fact]
"""Origins by column."""

LEDGER_LINE = "m.id, m.occurred_at, m.reason, m.part_key, m.location, m.delta, m.actor, m.reference, m.root_id"


def ledger(words: str, where: str, amount: str = "m.delta", combine: str = SUM) -> Origin:
    """Lines of the ledger (`m`) that fit the figure (`f`)."""
    return Origin(
        words,
        f"SELECT {LEDGER_LINE}, {amount} AS amount FROM core.movement_v1 m, figure f WHERE {where}",
        combine,
    )


def part_fact(column: str, raw: str) -> Origin:
    """A fact of the part, copied through the catalogue."""
    rows = f"SELECT p.part_key, p.description, p.{column} AS amount FROM core.part_v1 p JOIN figure USING (part_key)"
    return Origin(f"copied from {raw}, the row of the part", rows)


def slot_fact(column: str, raw: str) -> Origin:
    """A fact of the slot, copied through the list of slots."""
    rows = f"SELECT l.location, l.{column} AS amount FROM core.location_v1 l JOIN figure USING (location)"
    return Origin(f"copied from {raw}, the row of the slot", rows)


def box_fact(column: str, raw: str) -> Origin:
    """A fact of the box, the same on each of its slots."""
    rows = f"SELECT DISTINCT l.box_no, l.{column} AS amount FROM core.location_v1 l JOIN figure USING (box_no)"
    return Origin(f"{raw}, the row of the box", rows)


def formula(words: str, expression: str, **terms: str) -> Origin:
    """A formula over other columns of the same row; `terms` names what goes in."""
    rows = " UNION ALL ".join(
        f"SELECT {step} AS step, '{name}' AS term, {term} AS amount FROM figure"
        for step, (name, term) in enumerate(terms.items(), 1)
    )
    return Origin(words, rows, f"(SELECT {expression} FROM figure)")
