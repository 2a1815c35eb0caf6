"""The table of rules and the tests that hold them."""

from tests.rule_coverage import PAGE, differing, made_anew, open_rules, table


def test_the_page_names_the_tests_that_are_there_now():
    page = PAGE.read_text(encoding="utf-8")
    assert made_anew(page) == page, "run `python -m tests.rule_coverage`"


def test_every_rule_has_a_test_or_a_line():
    assert open_rules(PAGE.read_text(encoding="utf-8")) == []


def test_lines_may_name_several_rules():
    page = "- **Rule 4.** a\n- **Rules 5 and 7.** b\ntext **Rule 9.**\n- **Rules 71-73, 75.** c\n"
    assert differing(page) == {4, 5, 7, 71, 72, 73, 75}


def test_a_rule_without_test_or_line_is_open():
    rows = table({1: ["tests/a.py::test_a"], 2: [f"tests/a.py::test_{n}" for n in range(5)]}, {3}).splitlines()
    assert rows[2] == "| 1 | `a.py::test_a` |"
    assert rows[3].endswith("<br>and 2 more |")
    assert rows[4:6] == ["| 3 | differs, see above |", "| 4 | open |"]
