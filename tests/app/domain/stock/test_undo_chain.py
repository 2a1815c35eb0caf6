from hypothesis import given
from ledgers import frame, ledgers, root_of

from app.domain.stock.undo_chain import with_roots


@given(ledgers())
def test_roots_equal_those_found_link_by_link(lines):
    found = {row["id"]: row for row in with_roots(frame(lines)).iter_rows(named=True)}
    assert len(found) == len(lines)
    for line in lines:
        root = root_of(line, lines)
        row = found[line.id]
        assert (row["root_id"], row["root_reason"], row["root_occurred_at"]) == (root.id, root.reason, root.occurred_at)
