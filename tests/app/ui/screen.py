"""A page as a person sees it: what it says, what it shows in tables, what can be clicked and typed."""

import re
from functools import cache, cached_property
from pathlib import Path

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, local_script_runner

from app.ui.components.errors import UNEXPECTED

ENTRY = Path(__file__).resolve().parents[3] / "app" / "ui" / "main.py"
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_FORMATTED = ("title", "subheader", "markdown", "caption", "info", "warning", "error", "success")
_TEXTS = ("title", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success")


def literal(markdown):
    """Markdown with its escapes resolved: what stands on the screen where nothing else was formatted."""
    return _ESCAPE.sub(r"\1", markdown).replace("\u2060", "")


@cache
def _components():
    """The registry of third-party components, of which there are none: looking for them takes 0.2 s per session."""
    return BidiComponentManager()


@cache
def _scripts():
    """The pages as they were compiled for the first run."""
    return ScriptCache()


def _end(runner, timeout):
    """Wait for a run; asked for every millisecond, as AppTest does, it would take a tenth longer."""
    runner._script_thread.join(timeout)
    if not runner.script_stopped():
        runner.request_stop()
        runner.join()
        raise TimeoutError(f"the page took more than {timeout} s")


def _session():
    session = AppTest.from_file(str(ENTRY), default_timeout=60)
    session._bidi_component_manager = _components()
    return session


local_script_runner.ScriptCache = _scripts
local_script_runner.require_widgets_deltas = _end


_PAGES = {}
"""The pages by hash, as the first session of the run met them."""


class Screen:
    """One session of the app; `open` goes to a page, `press` clicks, `said` is all words on it."""

    @cached_property
    def at(self):
        """The session. It begins on the first page; where it is opened at another one, the first is not drawn."""
        session = _session().run()
        _PAGES.update(session._registered_pages)
        return session

    def open(self, page, **query):
        if _PAGES and "at" not in vars(self):
            self.at = _session()
            self.at._registered_pages = _PAGES
        self.at.switch_page(f"app_pages/{page}.py")
        self.at.query_params.clear()
        self.at.query_params.update({name: str(value) for name, value in query.items()})
        return self.run()

    def run(self):
        for box in self.at.selectbox:
            if box.value is not None and (label := _label(box)) not in box.options:
                box.options.append(label)  # AppTest itself knows only what was offered before
        self.at.run()
        assert not self.at.exception, [error.value for error in self.at.exception]
        return self

    @property
    def said(self):
        """All words on the page, one element a line, escapes resolved."""
        texts = [element.value for name in _TEXTS for element in getattr(self.at, name)]
        links = [link.label for link in self.at.get("page_link")]
        return literal("\n".join([*texts, *links]))

    @property
    def errors(self):
        return [literal(error.value) for error in self.at.error]

    @property
    def unexpected(self):
        """Errors that nobody raised on purpose."""
        return [text for text in self.errors if UNEXPECTED in text]

    @property
    def warnings(self):
        return [literal(warning.value) for warning in self.at.warning]

    @property
    def markdown(self):
        """Everything that Streamlit formats, as it was given to it: escapes are still there."""
        texts = [element.value for name in _FORMATTED for element in getattr(self.at, name)]
        labels = [element.label for name in ("page_link", "button", "metric") for element in self.at.get(name)]
        cells = [str(cell) for table in self.at.table for row in table.value.reset_index().values for cell in row]
        return "\n".join([*texts, *labels, *cells])

    @property
    def title(self):
        return self.at.title[0].value

    @property
    def metrics(self):
        return {metric.label: metric.value for metric in self.at.metric}

    @property
    def links(self):
        """Labels of links to their page and query."""
        return {literal(link.label): (link.page, link.query_string) for link in self.at.get("page_link")}

    @property
    def tables(self):
        """Small tables, each as rows of text."""
        return [
            [[literal(str(cell)) for cell in row] for row in table.value.values.tolist()] for table in self.at.table
        ]

    @property
    def facts(self):
        """The first table of names and values."""
        return self.facts_of(0)

    def facts_of(self, table):
        """A table of names and values, by its place on the page."""
        return {literal(str(name)): literal(str(value)) for name, value in _pairs(self.at.table[table].value)}

    def frame(self, name):
        """The rows of the large table whose key starts with `name`, or that has no key and a column of that name."""
        (found,) = (
            frame.value
            for frame in self.at.dataframe
            if (frame.key.startswith(name) if frame.key else name in frame.value.columns)
        )
        return found.to_dict("records")

    def press(self, key):
        """Click the button whose key starts with `key`."""
        self.button(key).click()
        return self.run()

    def button(self, key):
        (found,) = (button for button in self.at.button if button.key is not None and button.key.startswith(key))
        return found

    def field(self, key):
        """The field whose key starts with `key`."""
        names = (
            *("number_input", "text_input", "text_area", "selectbox", "multiselect", "button_group", "date_input"),
            *("datetime_input", "checkbox"),
        )
        fields = [field for name in names for field in getattr(self.at, name)]
        (found,) = (field for field in fields if field.key is not None and field.key.startswith(key))
        return found

    def set(self, key, value):
        """Put a value into the field whose key starts with `key`."""
        self.field(key).set_value(value)
        return self

    def beside(self, key):
        """The error that stands directly below a field; None when there is none."""
        nodes = list(self.at.main)
        below = nodes[nodes.index(self.field(key)) + 1]
        return literal(below.value) if below.type == "error" else None

    def click_cell(self, key, row, column):
        """Click a cell of the large table with this key."""
        self.at.session_state[key] = {"selection": {"rows": [], "columns": [], "cells": [[row, column]]}}
        return self.run()


def _label(box):
    """How the value of a box of choices reads; one that was set as it reads, or typed, reads so already."""
    try:
        return box.format_func(box.value)
    except (KeyError, AttributeError, TypeError):
        return box.value


def _pairs(table):
    return table.itertuples(index=table.shape[1] == 1)
