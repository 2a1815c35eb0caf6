import pytest
from hypothesis import given
from ledgers import START, Line, ledgers, root_of, rooted

from app.domain.portable import collect
from app.exceptions import ContractViolationException


@given(ledgers())
def test_roots_equal_those_found_link_by_link(lines):
    found = {row["id"]: row for row in collect(rooted(lines)).iter_rows(named=True)}
    assert len(found) == len(lines)
    for line in lines:
        root = root_of(line, lines)
        row = found[line.id]
        assert (row["root_id"], row["root_reason"], row["root_occurred_at"]) == (root.id, root.reason, root.occurred_at)


def _line(number, undone):
    return Line(number, "AAAA", 1, 1, 1, "undo" if undone else "receive", START, undone)


def test_a_chain_may_be_as_long_as_somebody_changed_their_mind():
    lines = [_line(number, number - 1 or None) for number in range(1, 101)]
    assert collect(rooted(lines))["root_id"].unique().to_list() == [1]


def test_undos_in_a_circle_are_refused_instead_of_followed_for_ever():
    with pytest.raises(ContractViolationException, match="in a circle"):
        rooted([_line(1, 2), _line(2, 1)])
