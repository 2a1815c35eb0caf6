"""Boxes on the map: visits counted by loops, stacks side by side, and a picture that is well-formed."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.placement.box_map import BoxVisits, box_visits
from app.domain.placement.map_svg import map_svg
from app.domain.placement.problem import NOWHERE
from tests.app.domain.placement.problems import layouts, problem_from, problems

SVG = "{http://www.w3.org/2000/svg}"


def drawn(problem, before, after, fetched=None):
    fetched = np.ones(len(before)) if fetched is None else fetched
    return box_visits(problem, range(1, len(problem.boxes.x) + 1), fetched, before, after)


@given(problems(most=5, placed=True), st.data())
def test_visits_of_a_box_are_those_of_what_lies_in_it(problem, data):
    home = problem.holdings.slot
    after = data.draw(st.sampled_from([home, *layouts(problem)]))
    fetched = np.arange(1.0, len(home) + 1)
    found = {box.box_no: box for box in drawn(problem, home, after, fetched)}
    assert sorted(found) == list(range(1, len(problem.boxes.x) + 1))
    for number, box in found.items():
        lies = [
            [int(problem.slots.box[s]) == number - 1 if s != NOWHERE else False for s in slot] for slot in (home, after)
        ]
        before, then = (sum(f for f, here in zip(fetched, one, strict=True) if here) for one in lies)
        assert (box.before, box.after) == pytest.approx((before, then))
        assert box.change == int(then > before) - int(then < before)


def test_boxes_on_each_other_lie_side_by_side_and_do_not_reach_the_next_place():
    boxes = [(2.0, 0.0, z, 0, 0, -1) for z in (1.0, 0.0)] + [(4.0, 0.0, 0.0, 0, 0, -1)]
    problem = problem_from(boxes, [(0, 1.0, False)], [], {})
    empty = np.zeros(0, np.int32)
    found = [(box.box_no, box.level, box.drawn_x) for box in drawn(problem, empty, empty)]
    assert found == [(2, 1, 2.0), (1, 2, pytest.approx(2.8)), (3, 1, 4.0)]


def test_the_picture_shows_every_box_twice_and_marks_what_changes_once():
    boxes = (BoxVisits(1, 1.0, 0.0, 0.0, 0.0, 8.0, 1, 1.0), BoxVisits(2, 3.0, 2.0, 0.0, 5.0, 5.0, 1, 3.0))
    picture = map_svg(boxes, "1 move saves <much> & more")
    root = ET.fromstring(picture)
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert titles.count("bench") == 2
    assert "box 1, 0.0 fetches a month" in titles
    assert "box 1, 8.0 fetches a month" in titles
    assert titles.count("box 2, 5.0 fetches a month") == 2
    assert len(list(root.iter(f"{SVG}path"))) == 1
    assert root.find(f"{SVG}title").text == "1 move saves <much> & more"
    assert map_svg(boxes, "a") == map_svg(boxes, "a")


@given(problems(most=5, placed=True))
def test_any_store_has_a_picture_inside_its_frame(problem):
    home = problem.holdings.slot
    root = ET.fromstring(map_svg(drawn(problem, home, home), "Nothing to do"))
    _, _, width, height = map(float, root.get("viewBox").split())
    for rect in root.iter(f"{SVG}rect"):
        assert float(rect.get("x", 0)) >= 0
        assert float(rect.get("x", 0)) + float(rect.get("width")) <= width
        assert float(rect.get("y", 0)) + float(rect.get("height")) <= height


def test_a_store_without_boxes_has_an_empty_picture():
    assert "After" in map_svg((), "No improvement found")
