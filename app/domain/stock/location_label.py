"""The name of a slot: *box-slot*, as in `7-3`."""

import re

import narwhals as nw

from app.exceptions import ValidationException

_LABEL = re.compile(r"^\s*(\d{1,6})\s*-\s*(\d{1,4})\s*$")

LABEL = nw.concat_str(nw.col("box_no").cast(nw.String), nw.col("loc_no").cast(nw.String), separator="-")
"""The label of a row with `box_no` and `loc_no`."""


def format_label(box_no: int, loc_no: int) -> str:
    """`7-3` for slot 3 of box 7."""
    return f"{box_no}-{loc_no}"


def parse_label(text: str) -> tuple[int, int]:
    """Box number and slot number of a label.

    Raises:
        ValidationException: when the text is not of the form `7-3`.
    """
    match = _LABEL.match(text)
    if match is None:
        raise ValidationException(f"'{text[:40]}' is not a location; write box-slot, such as 7-3", field="location")
    return int(match[1]), int(match[2])
