"""The words of a query, and conditions on a column in which %, _ and quotes are plain text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.exceptions import ValidationException
from app.models import PartType
from app.services.part_matching import MAX_WORDS, contains, equals, query_words, starts_with

pytestmark = pytest.mark.integration
NAMES = ["Relay", "100% cotton", "a_b", "a\\b", "O'Hara", 'say "x"', "RELAY 5V", "x/y", "[a-z]", "ab"]
CONDITIONS = {
    contains: lambda name, word: word.lower() in name.lower(),
    starts_with: lambda name, word: name.lower().startswith(word.lower()),
    equals: lambda name, word: name.lower() == word.lower(),
}


@pytest.fixture
def types(container):
    with container.unit_of_work() as work:
        work.types.seed(NAMES)
    return container


@given(
    condition=st.sampled_from(list(CONDITIONS)),
    word=st.sampled_from([*NAMES, "%", "_", "\\", "'", '"', "/", "a", "re", "LAY", "b\\", "[a"]) | st.text("ab_%\\/'"),
)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_database_agrees_with_a_plain_comparison(types, condition, word):
    with types.unit_of_work() as work:
        found = set(work.session.scalars(select(PartType.name).where(condition(PartType.name, word))))
    assert found == {name for name in NAMES if CONDITIONS[condition](name, word)}


@pytest.mark.parametrize("query", [None, "", " \t\n"])
def test_an_empty_query_has_no_words(query):
    assert query_words(query) == []


def test_a_value_and_its_unit_stay_together_and_many_words_are_cut():
    assert query_words("red 4.7 kΩ 0603") == ["red", "4.7 kΩ", "0603"]
    assert len(query_words("a " * 90)) == MAX_WORDS


@pytest.mark.parametrize("query", ["x" * 201, "a\x00b", "a\ud800"])
def test_what_cannot_be_asked_is_refused_with_its_field(query):
    with pytest.raises(ValidationException) as caught:
        query_words(query)
    assert caught.value.field == "query"
