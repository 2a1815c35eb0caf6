"""What is said beside a file is heard, or refused."""

import pytest

from app.domain.importing.answers import Answers, check_answers
from app.exceptions import ValidationException


@pytest.mark.parametrize(
    ("source_format", "answers"),
    [
        ("csv", Answers(mapping={"No": "ipn"}, currency="EUR")),
        ("predecessor", Answers()),
        ("bom", Answers(name="Board", units=3, choices={"row 2": "new"})),
    ],
)
def test_answers_of_the_format_pass(source_format, answers):
    check_answers(source_format, answers)


@pytest.mark.parametrize(
    ("source_format", "answers", "field"),
    [
        ("bom", Answers(mapping={"No": "ipn"}), "mapping"),
        ("bom", Answers(currency="EUR"), "currency"),
        ("csv", Answers(choices={"row 2": "new"}), "choices"),
        ("csv", Answers(name=""), "name"),
        ("part-db", Answers(units=0), "units"),
    ],
)
def test_answers_to_questions_of_another_format_are_refused_by_field(source_format, answers, field):
    with pytest.raises(ValidationException) as refused:
        check_answers(source_format, answers)
    assert refused.value.field == field
