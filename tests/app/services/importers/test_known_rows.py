import pytest

from app.models import Box, Part
from app.services.importers.known_rows import known_rows

pytestmark = pytest.mark.integration


def test_rows_are_found_and_empty_values_mean_nothing(shop):
    def look(work):
        parts = known_rows(work.session, Part, Part.key, ["EFGH", None, "", "ABCD", "ZZZZ", "ABCD"])
        boxes = known_rows(work.session, Box, Box.box_no, (number for number in (2, None, 1, 9)))
        return [part.key for part in parts], [box.box_no for box in boxes]

    keys, numbers = shop.do(look)
    assert sorted(keys) == ["ABCD", "EFGH"]
    assert sorted(numbers) == [1, 2]
    assert shop.do(lambda work: list(known_rows(work.session, Part, Part.key, [None, ""]))) == []


def test_more_values_than_a_statement_takes_are_looked_up(shop):
    boxes = shop.do(lambda work: list(known_rows(work.session, Box, Box.box_no, range(70_000))))
    assert [box.box_no for box in boxes] == [1, 2]
