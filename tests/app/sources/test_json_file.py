"""Files that somebody else wrote: read when they are what they should be, else refused in one sentence."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exceptions import SourceFormatException
from app.sources.json_file import list_of_objects, load_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def write(tmp_path_factory):
    place = tmp_path_factory.mktemp("json") / "parts.json"

    def to_disk(content):
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return place

    return to_disk


@given(VALUES)
def test_what_was_written_is_read(write, value):
    assert load_json(write(json.dumps(value))) == value


def test_a_byte_order_mark_is_not_content(write):
    assert load_json(write(b"\xef\xbb\xbf[1]")) == [1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('[{"key": "ABCD"', "parts.json: it is not JSON (Expecting ',' delimiter, line 1 column 16)"),
        ("", "parts.json: it is not JSON (Expecting value, line 1 column 1)"),
        ("[]\n[]", "line 2 column 1"),
        (b"[\xff]", "parts.json: byte 1 is not UTF-8"),
        ("[]".encode("utf-16"), "is not UTF-8"),
        ("[NaN]", "it holds NaN, which is not a number"),
        ("[-Infinity]", "it holds -Infinity, which is not a number"),
        ("[" * 200_000, "parts.json"),
        ("1" * 5000, "parts.json"),
    ],
)
def test_damage_is_a_sentence_that_names_the_file(write, content, sentence):
    with pytest.raises(SourceFormatException, match=re.escape(sentence)) as error:
        load_json(write(content))
    assert error.value.details == {"where": "parts.json"}
    assert "\n" not in error.value.message


def test_a_missing_file_and_a_folder_are_no_files(tmp_path):
    for place in (tmp_path / "parts.json", tmp_path):
        with pytest.raises(SourceFormatException, match="there is no such file"):
            load_json(place)


def test_the_limit_of_size_is_kept_to_the_byte(write):
    place = write("[" + " " * 98 + "]")
    assert load_json(place, max_bytes=100) == []
    with pytest.raises(SourceFormatException, match="the limit is 0 MB"):
        load_json(place, max_bytes=99)


@pytest.mark.parametrize("content", [{}, {"key": 1}, "text", 1, None, True])
def test_records_come_as_a_list(content):
    with pytest.raises(SourceFormatException, match=r"parts.json: it must be a list of records"):
        list_of_objects(content, "parts.json")


@pytest.mark.parametrize("row", [[], "text", 1, None])
def test_the_first_row_that_is_no_record_is_named(row):
    assert list_of_objects([{}, {"key": 1}], "parts.json") == [{}, {"key": 1}]
    with pytest.raises(SourceFormatException, match=r"parts.json row 2: it must be a record"):
        list_of_objects([{}, row, row], "parts.json")
