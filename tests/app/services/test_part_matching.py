"""Which parts fit a query: PostgreSQL and a naive search through the words agree, and patterns are plain text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.quality.si_values import parse_value
from app.exceptions import ValidationException
from app.services.part_matching import MAX_WORDS, query_words

pytestmark = pytest.mark.integration
PARTS = {
    "ABCD": {"description": "Red LED 5mm 100%", "tags": ["a_b", "smd"], "manufacturer": "Acme"},
    "BCDE": {"description": "red led", "manufacturer_code": "LED-5", "series": "a\\b"},
    "CDEF": {"description": "Resistor 4k7 0603", "package": "0603"},
    "DEFG": {"description": "Resistor 4.7 kOhm", "tags": ["red"]},
    "EFGH": {"description": "Cap 100nF X7R", "manufacturer": "O'Hara & Söhne"},
    "FGHI": {"description": "Cap 0.1uF", "manufacturer_code": "100NF"},
}
WORDS = ["red", "LED", "led-5", "a_b", "_", "%", "100%", "\\", "a\\b", "'", "o'hara", "4k7", "4.7k", "100nF", "0.1µF",
         "0603", "cap", "x7", "söhne", "abc", "d", "fghi", "mm", "("]  # fmt: skip


@pytest.fixture
def catalogue(container):
    with container.unit_of_work() as work:
        work.batches.open("edit")
        for key, fields in PARTS.items():
            work.parts.create(key=key, **fields)
    return container


def fits(key, fields, word):
    """The rules once more, on plain texts."""
    names = ("description", "manufacturer_code", "manufacturer", "package", "series")
    texts = [fields.get(name, "") for name in names] + fields.get("tags", [])
    if key.lower().startswith(word.lower()) or any(word.lower() in text.lower() for text in texts):
        return True
    value = parse_value(word)
    return value is not None and any(
        parse_value(part) == value for text in texts[:1] for part in query_words(text) if parse_value(part)
    )


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_word_must_be_found_somewhere(catalogue, words):
    query = " ".join(words)
    with catalogue.unit_of_work() as work:
        found = {row.part.key for row in work.parts.list(query=query)[0]}
    assert found == {
        key for key, fields in PARTS.items() if all(fits(key, fields, word) for word in query_words(query))
    }


@pytest.mark.parametrize("query", [None, "", " \t\n"])
def test_an_empty_query_has_no_words_and_finds_everything(catalogue, query):
    assert query_words(query) == []
    with catalogue.unit_of_work() as work:
        assert work.parts.list(query=query)[1] == len(PARTS)


def test_a_value_and_its_unit_stay_together_and_many_words_are_cut():
    assert query_words("red 4.7 kΩ 0603") == ["red", "4.7 kΩ", "0603"]
    assert len(query_words("a " * 90)) == MAX_WORDS


@pytest.mark.parametrize("query", ["x" * 201, "a\x00b", "a\ud800"])
def test_what_cannot_be_asked_is_refused_with_its_field(query):
    with pytest.raises(ValidationException) as caught:
        query_words(query)
    assert caught.value.field == "query"
