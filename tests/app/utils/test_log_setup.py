"""Log lines go to standard error, as JSON or for a person, and a trace never shows what variables held."""

import json

import pytest
import structlog

from app.utils.log_setup import configure_logging


@pytest.fixture(autouse=True)
def keep_configuration():
    before = structlog.get_config()
    yield
    structlog.contextvars.clear_contextvars()
    structlog.configure(**before)


def fail(password):
    try:
        int(f"{password[:0]}broken")
    except ValueError:
        structlog.get_logger().exception("it_failed")


def test_machines_get_one_json_object_a_line_on_standard_error(capsys):
    configure_logging(as_json=True)
    structlog.contextvars.bind_contextvars(correlation_id="abc")
    structlog.get_logger().warning("disk_low", free=3, name="µ")
    out, err = capsys.readouterr()
    assert out == "", "standard output is for answers"
    (line,) = err.splitlines()
    entry = json.loads(line)
    stamp = entry.pop("timestamp")
    assert entry == {"event": "disk_low", "level": "warning", "free": 3, "name": "µ", "correlation_id": "abc"}
    assert stamp.endswith("Z")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_trace_shows_where_but_never_what_variables_held(capsys, as_json):
    configure_logging(as_json=as_json)
    fail("hidden" + "-" + "secret")
    err = capsys.readouterr().err
    assert "ValueError: invalid literal" in err
    assert "it_failed" in err
    assert "hidden-secret" not in err


def test_people_get_plain_lines_without_colours(capsys):
    configure_logging(as_json=False)
    structlog.get_logger().info("started", port=8000)
    err = capsys.readouterr().err
    assert "started" in err
    assert "port=8000" in err
    assert "\x1b" not in err
