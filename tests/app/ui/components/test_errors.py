"""Errors: expected ones say their sentence, others an id under which the log has the trace, without any password."""

import json

import pytest
from sqlalchemy import text

from tests.app.ui.screen import Screen

pytestmark = pytest.mark.integration


@pytest.fixture
def broken(data_store):
    """The store with a table missing, which no page expects."""
    with data_store.container.engine().begin() as connection:
        connection.execute(text("ALTER TABLE boxes RENAME TO gone"))
    return data_store


def logged(capsys):
    """Log lines of the app so far."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_an_unexpected_error_shows_an_id_and_the_log_has_its_trace_under_it(broken, capsys):
    screen = Screen().open("boxes")
    (sentence,) = screen.errors
    assert sentence.startswith("Something went wrong that should not have. Look for ")
    assert "boxes" not in sentence
    entry = logged(capsys)[-1]
    assert entry["level"] == "error"
    assert entry["correlation_id"] in sentence
    assert "UndefinedTable" in entry["exception"]


@pytest.mark.usefixtures("broken")
def test_traces_in_the_log_show_no_local_variables_which_may_hold_passwords(capsys):
    Screen().open("boxes")
    written = capsys.readouterr().err
    assert "Traceback" in written
    assert "locals" not in written


def test_an_unexpected_error_in_a_form_stays_in_the_form_and_nothing_is_written(screen, data_store):
    screen.open("part", part="ABCD").set("use-slot", "2-1")
    with data_store.container.engine().begin() as connection:
        connection.execute(text("ALTER TABLE batches RENAME TO gone"))
    screen.press("use-submit")
    (sentence, *_) = screen.errors
    assert sentence.startswith("Something went wrong that should not have.")
    assert data_store.held("ABCD") == {"1-2": 3, "2-1": 20}


def test_an_expected_error_is_not_logged(viewer, capsys):
    viewer.open("boxes", box=99)
    assert viewer.errors == ["Box 99 was not found"]
    assert logged(capsys) == []
