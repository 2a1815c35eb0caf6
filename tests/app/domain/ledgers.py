"""Generated ledgers: small, legal, full of undos and of undos of undos."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import narwhals as nw
import polars as pl
from hypothesis import strategies as st

from app.domain.stock.undo_chain import originals, with_roots

START = datetime(2025, 1, 1, tzinfo=UTC)
REASONS = ("receive", "use", "pick", "scrap", "repair", "count", "adjust", "import", "move_out", "move_in")


@dataclass(frozen=True)
class Line:
    """One ledger line, in plain Python."""

    id: int
    part_key: str
    box_no: int
    loc_no: int
    delta: int
    reason: str
    occurred_at: datetime
    undoes_movement_id: int | None = None

    @property
    def location(self):
        return f"{self.box_no}-{self.loc_no}"


@st.composite
def ledgers(draw):
    """Up to 25 lines over 3 parts and 4 slots in 40 days; times repeat and run backwards now and then."""
    lines: list[Line] = []
    for number in range(1, draw(st.integers(0, 25)) + 1):
        undone = {line.undoes_movement_id for line in lines}
        open_lines = [line for line in lines if line.id not in undone]
        at = START + timedelta(hours=12 * draw(st.integers(0, 80)))
        if open_lines and draw(st.booleans()):
            original = draw(st.sampled_from(open_lines))
            at = max(at, original.occurred_at)
            line = replace(
                original,
                id=number,
                delta=-original.delta,
                reason="undo",
                occurred_at=at,
                undoes_movement_id=original.id,
            )
        else:
            line = draw(_fresh_line(number, at))
        lines.append(line)
    return lines


@st.composite
def _fresh_line(draw, number, at):
    reason = draw(st.sampled_from(REASONS))
    size = draw(st.integers(1, 9))
    sign = {"receive": 1, "move_in": 1, "use": -1, "pick": -1, "scrap": -1, "repair": -1, "move_out": -1}.get(reason)
    return Line(
        number,
        draw(st.sampled_from(("AAAA", "BBBB", "CCCC"))),
        draw(st.integers(1, 2)),
        draw(st.integers(1, 2)),
        size * (sign or draw(st.sampled_from((1, -1)))),
        reason,
        at,
    )


def frame(lines):
    """The lines as the core table has them, roots left out."""
    schema = {
        "id": pl.Int64,
        "part_key": pl.String,
        "location": pl.String,
        "box_no": pl.Int32,
        "loc_no": pl.Int32,
        "delta": pl.Int64,
        "reason": pl.String,
        "occurred_at": pl.Datetime("us", "UTC"),
        "undoes_movement_id": pl.Int64,
    }
    rows = [
        (x.id, x.part_key, x.location, x.box_no, x.loc_no, x.delta, x.reason, x.occurred_at, x.undoes_movement_id)
        for x in lines
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def movements(lines):
    """The lines as the stock and usage functions take them."""
    return nw.from_native(frame(lines).lazy())


def rooted(lines):
    """The lines with the originals of their undos."""
    rows = movements(lines)
    return with_roots(rows, originals(rows))


def root_of(line, lines):
    """The original of an undo chain, followed one link at a time."""
    by_id = {other.id: other for other in lines}
    while line.undoes_movement_id is not None:
        line = by_id[line.undoes_movement_id]
    return line
