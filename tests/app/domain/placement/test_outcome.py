"""What moves saved, against walking every order of every session twice."""

from itertools import permutations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.placement.outcome import saved_by_move_m, saved_m

BOXES = {1: (1.0, 0.0, 0.0), 2: (4.0, 2.0, 1.0), 3: (0.0, 6.0, 2.0)}
PLACES = pl.DataFrame(
    [
        {"location": f"{box}-{slot}", "box": box, "x_m": x, "y_m": y, "z_m": z, "distance_m": x + y + 0.4 * z}
        for box, (x, y, z) in BOXES.items()
        for slot in (1, 2)
    ]
)
LINES = {"session": pl.String, "part_key": pl.String, "location": pl.String}
MOVES = {"part_key": pl.String, "origin": pl.String, "target": pl.String}


def frames(lines, moves):
    return pl.DataFrame(lines, LINES, orient="row"), pl.DataFrame(moves, MOVES, orient="row")


def between(one, other):
    a, b = (BOXES[int(label.split("-")[0])] for label in (one, other))
    return 0.0 if a == b else abs(a[0] - b[0]) + abs(a[1] - b[1]) + 0.4 * abs(a[2] - b[2]) + 0.3


def bench(label):
    x, y, z = BOXES[int(label.split("-")[0])]
    return x + y + 0.4 * z


def mean_walk(stops):
    walks = [
        bench(order[0]) + sum(map(between, order, order[1:])) + bench(order[-1])
        for order in permutations(sorted(stops))
    ]
    return sum(walks) / len(walks)


labels = st.sampled_from(PLACES["location"].to_list())
lines = st.lists(st.tuples(st.sampled_from("st"), st.sampled_from("ABCD"), labels), unique=True, max_size=7)
moves = st.lists(st.tuples(st.sampled_from("ABCD"), labels, labels), max_size=3, unique_by=lambda move: move[2])


@given(lines, moves)
def test_it_is_the_mean_walk_over_all_orders_before_less_after(lines, moves):
    moves = [move for move in moves if move[1] != move[2]]
    origin = {(part, target): old for part, old, target in moves}
    naive = 0.0
    for session in "st":
        visits = [(part, label) for one, part, label in lines if one == session]
        if any(visit in origin for visit in visits):
            naive += mean_walk({origin.get(visit, visit[1]) for visit in visits})
            naive -= mean_walk({label for _, label in visits})
    assert saved_m(*frames(lines, moves), PLACES) == pytest.approx(naive, abs=1e-9)


@given(lines, moves)
def test_by_itself_a_move_saves_what_its_walks_would_be_longer_had_it_stayed(lines, moves):
    moves = [move for move in moves if move[1] != move[2]]
    expected = []
    for part, old, target in moves:
        walks = [[(who, slot) for one, who, slot in lines if one == session] for session in "st"]
        walks = [walk for walk in walks if (part, target) in walk]
        stayed = [{old if visit == (part, target) else visit[1] for visit in walk} for walk in walks]
        naive = sum(map(mean_walk, stayed)) - sum(mean_walk({slot for _, slot in walk}) for walk in walks)
        expected.append((part, old, target, len(walks), pytest.approx(naive, abs=1e-9)))
    assert saved_by_move_m(*frames(lines, moves), PLACES).rows() == expected


def test_a_part_fetched_alone_saves_the_way_there_and_back():
    found = saved_m(*frames([("s", "A", "1-1"), ("t", "A", "1-1")], [("A", "2-1", "1-1")]), PLACES)
    assert found == pytest.approx(2 * 2 * (6.4 - 1.0))


def test_walks_to_other_parts_to_the_old_slot_and_to_unknown_places_do_not_count():
    lines = [("s", "B", "1-1"), ("t", "A", "2-1"), ("u", "A", "9-9")]
    assert saved_m(*frames(lines, [("A", "2-1", "1-1"), ("A", "2-1", "9-9")]), PLACES) == 0.0
    assert saved_m(*frames([], []), PLACES) == 0.0
