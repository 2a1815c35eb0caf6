"""A page as a person sees it: what it says, what it shows in tables, what can be clicked and typed."""

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

ENTRY = Path(__file__).resolve().parents[3] / "app" / "ui" / "main.py"
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TEXTS = ("title", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success")


def literal(markdown):
    """Markdown with its escapes resolved: what stands on the screen where nothing else was formatted."""
    return _ESCAPE.sub(r"\1", markdown).replace("\u2060", "")


class Screen:
    """One session of the app; `open` goes to a page, `press` clicks, `said` is all words on it."""

    def __init__(self):
        self.at = AppTest.from_file(str(ENTRY), default_timeout=60)
        self.at.run()

    def open(self, page, **query):
        self.at.switch_page(f"app_pages/{page}.py")
        self.at.query_params.clear()
        self.at.query_params.update({name: str(value) for name, value in query.items()})
        return self.run()

    def run(self):
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
        return {literal(str(name)): literal(str(value)) for name, value in _pairs(self.at.table[0].value)}

    def frame(self, column):
        """The large table that has this column, as a list of dictionaries."""
        (found,) = (f.value for f in self.at.dataframe if column in f.value.columns)
        return found.to_dict("records")

    def press(self, key):
        """Click the button whose key starts with `key`."""
        self.button(key).click()
        return self.run()

    def button(self, key):
        (found,) = (button for button in self.at.button if button.key is not None and button.key.startswith(key))
        return found

    def set(self, key, value):
        """Put a value into the field whose key starts with `key`."""
        fields = [*self.at.number_input, *self.at.text_input, *self.at.selectbox, *self.at.button_group]
        (found,) = (field for field in fields if field.key is not None and field.key.startswith(key))
        found.set_value(value)
        return self


def _pairs(table):
    return table.itertuples(index=table.shape[1] == 1)
