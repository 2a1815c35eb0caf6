"""Walks a page of the app and fills every field it finds; what is new on a page is found without being named.

Fields belong to a form or, outside of forms, to the page. Each form is sent as often as there are values, every field
with another one, of which the first is plausible, so that the refusal of one field does not hide another for ever.
"""

import os
import re
from collections import deque
from datetime import date

from streamlit.runtime.state.common import user_key_from_element_id

from tests.app.ui.screen import Screen

TURNS = int(os.environ.get("BINSIGHT_FORM_TURNS", "1"))
"""How many values each field gets; five sends every text through every field, which takes a few minutes."""
CHOICES = ("button_group", "selectbox", "checkbox", "radio")
FIELDS = ("text_input", "text_area", "number_input", "selectbox", "date_input", "file_uploader", "data_editor")
NOT_PRESSED = re.compile(r"go-find|undo-last|run-now|start-|dismiss-run|cancel-run")
"""Buttons of the frame, and those that start another process."""
READY = "what was typed made ready"
"""Stands for a button outside of forms that could not be pressed before."""
MOST_OPTIONS = 14
_RECORD = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+|\b[A-Z]{4}\b")
"""Ids of uploaded files, numbers and keys of parts."""

TEXTS = (
    "a\x00b",
    "x" * 10_000,
    '=HYPERLINK("http://127.0.0.1");\'); DROP TABLE parts;-- \u202eמספר\u0301\ufffe <script> **:red[x]** $a$ %s%n ٣',
    " ",
)
FILES = (("../../\u202ex", b"%PDF-1.7\x00"), ("=1+1", b'a;"b\n\xff\xfe\x00'), ("x" * 300, b"x"))
TABLE = ("table.csv", b"Designator,Quantity,Value,MPN,Price\nR1 R2,2,4k7,ABC-1,0.10\nX1,1,Spare lens,,\n", "text/csv")
PLAUSIBLE = {"box-slot": "2-1", "four letters": "ABCD", "keys of": "EFGH", "https://": "https://127.0.0.1/x"}
"""What a field wants by how its placeholder begins; the others get their placeholder, or words."""


class Walk:
    """One page; `answered` looks at the screen after each press."""

    def __init__(self, page, answered):
        self.page, self.answered = page, answered
        self._filled, self._chosen = set(), set()

    def everything(self, query):
        """At this address: fill the forms, then choose what can be chosen, one after the other, and do it again."""
        self._enter(query, ())
        ahead = deque([()])
        while ahead:
            path = ahead.popleft()
            if path and not self._choose(path[-1]):
                self._enter(query, path)
            forms = dict.fromkeys(form_kind(widget) for widget in self._all(*FIELDS, "button"))
            if sum(self._fill(form, query, path) for form in forms):
                self._enter(query, path)
            steps = [(kind(widget), option) for widget in self._choices() for option in others(widget)]
            ahead.extend((*path, step) for step in dict.fromkeys(steps) if step not in self._chosen)
            self._chosen.update(steps)

    def _enter(self, query, path):
        """A new session at the page, popovers open, something looked for and uploaded, chosen what `path` says."""
        self.screen = Screen().open(self.page, **query)
        for block in self.screen.at.main:
            if block.type == "popover" and block.proto.popover.id:
                self.screen.at.session_state[user_key_from_element_id(block.proto.popover.id)] = True
        for field in self._all("text_input", "file_uploader"):
            if not form_of(field) and not is_words(field):
                field.set_value(TABLE if field.type == "file_uploader" else "gadget")
        self.screen.run()
        for step in path:
            self._choose(step)

    def _choose(self, step):
        """Choose an option where it is offered; says whether it was."""
        name, option = step
        for widget in self._choices():
            if kind(widget) == name and widget.type == "button":
                widget.click()
                self.screen.run()
                return True
            if kind(widget) == name and option in (widget.options if widget.type != "checkbox" else [True, False]):
                widget.set_value([option] if isinstance(widget.value, list) else option)
                self.screen.run()
                return True
        return False

    def _fill(self, form, query, path):
        """Send a form until its fields have had every value; says whether there was anything new in it."""
        members = self._members(form)
        names = {kind(widget) for widget in members}
        if names <= self._filled:
            return False
        self._filled |= names
        turns = range(min(TURNS, max(len(values_of(widget)) for widget in members) or 1))
        buttons = dict.fromkeys(kind(widget) for widget in members if widget.type == "button")
        for button in buttons if form else [READY, *buttons]:
            for turn in turns if form or button is READY or any(map(is_words, members)) else turns[:1]:
                members = self._members(form)
                if not members or (button is not READY and button not in map(kind, members)):
                    self._enter(query, path)  # what was done before led to another page
                self._send(form, button, turn, but=buttons)
                self.answered(self.screen, f"{self.page} {query} {path} {form} {button} {turn}")
        return True

    def _send(self, form, button, turn, but):
        """Put another value into every field of the form and press; a button that went away is not missed."""
        for place, field in enumerate(field for field in self._members(form) if field.type != "button"):
            self._put(field, turn + place)
        if button is READY:
            self.screen.run()
        ready = [widget for widget in self._members(form) if widget.type == "button"]
        for found in [one for one in ready if kind(one) == button or (button is READY and kind(one) not in but)][:1]:
            found.click()
        self.screen.run()

    def _put(self, field, number):
        values = values_of(field)
        if not values:
            return
        value = values[number % len(values)]
        if field.type == "dataframe":
            added = [dict.fromkeys(field.value.columns, value), {}]
            self.screen.at.session_state[field.key] = {"edited_rows": {}, "added_rows": added, "deleted_rows": []}
        else:
            field.set_value(value)

    def _members(self, form):
        """Fields and buttons of the first form of this kind."""
        found = [widget for widget in self._all(*FIELDS, "button") if form_kind(widget) == form]
        return [widget for widget in found if form_of(widget) == form_of(found[0])]

    def _all(self, *names):
        return [widget for widget in self._every(*names) if not is_choice(widget)]

    def _every(self, *names):
        found = [widget for name in names for widget in getattr(self.screen.at, name)]
        return [
            widget
            for widget in found
            if not getattr(widget.proto, "disabled", False) and not NOT_PRESSED.match(widget.key or "")
        ]

    def _choices(self):
        chosen = [widget for widget in self._all(*CHOICES) if not form_of(widget)]
        return chosen + [widget for widget in self._every("button") if is_choice(widget)]


def is_choice(widget):
    """Whether it is a button that only chooses what is shown."""
    return widget.type == "button" and (widget.key or "").startswith("choose-")


def kind(widget):
    """Its key without the record it is about and the count of writes: all lines of a list have the same fields."""
    return _without_record(widget.key or widget.label)


def form_kind(widget):
    """The same for the form it belongs to; empty when it belongs to none."""
    return _without_record(form_of(widget))


def _without_record(key):
    return _RECORD.sub("#", key)


def form_of(widget):
    return getattr(widget.proto, "form_id", "")


def others(widget):
    """What could be chosen instead."""
    if widget.type == "button":
        return [widget.label]
    if widget.type == "checkbox":
        return [not widget.value]
    now = widget.formatted_values if widget.type == "button_group" else [widget.options[widget.index or 0]]
    return [option for option in widget.options[:MOST_OPTIONS] if option not in now]


def plausible(hint):
    """A text that a field with this placeholder may well accept."""
    return next((value for start, value in PLAUSIBLE.items() if hint.startswith(start)), hint or "Plain words")


def values_of(field):
    """What is put into it, one after the other; nothing where only what is offered can be chosen."""
    if field.type == "dataframe":
        return (PLAUSIBLE["box-slot"], *TEXTS) if field.editing_mode in {"dynamic", "add"} else ()
    if is_text(field):
        return (plausible(field.proto.placeholder), *TEXTS)
    if field.type == "number_input":
        return (field.value, 2**53, field.max, field.min, 0.1)
    if field.type == "date_input":
        return (field.value, field.min, date(1970, 1, 1), field.max)
    if field.type == "file_uploader" and form_of(field):
        suffix = (field.allowed_type or [".bin"])[-1]
        return [(name + suffix, data, "") for name, data in FILES]
    return ()


def is_text(field):
    """Whether any text can be typed into it."""
    if field.type == "selectbox":
        return field.proto.accept_new_options
    return field.type in {"text_input", "text_area"}


def is_words(field):
    """Whether it takes text that is kept, not only looked for."""
    return is_text(field) and (field.type != "text_input" or field.proto.type != field.proto.SEARCH)
