"""A few words around a place, without words that were cut in two."""

import pytest

from app.domain.catalogue.excerpt import LENGTH, excerpt

LONG = "The quiescent current of this regulator is low, and it stays low over the whole range of temp"[:LENGTH]


@pytest.mark.parametrize(
    ("cut", "is_start", "shown"),
    [
        ("The quiescent\n current", True, "The quiescent current"),
        ("ery low quiescent current", False, "… low quiescent current"),
        (" very low", False, "… very low"),
        ("word", False, "… word"),
        (LONG, True, f"{LONG.rsplit(' ', 1)[0]} …"),
        ("x" * LENGTH, True, f"{'x' * LENGTH} …"),
    ],
)
def test_an_excerpt_has_whole_words_and_says_where_more_stands(cut, is_start, shown):
    assert excerpt(cut, is_start=is_start) == shown
