"""What stands on a label, whatever it is stuck to."""

from dataclasses import dataclass
from typing import Literal

CodeStyle = Literal["none", "qr", "datamatrix", "code128", "qr+code128"]
CODE_STYLES: tuple[CodeStyle, ...] = ("qr", "datamatrix", "code128", "qr+code128", "none")


@dataclass(frozen=True)
class Label:
    """`heading` is the id in large letters, `code` what a scanner reads (the search box finds it), `lines` the rest."""

    heading: str
    code: str
    lines: tuple[str, ...] = ()


def part_label(key: str, description: str, details: tuple[str | None, ...] = ()) -> Label:
    """The label of a part: its key, what it is, then code, type and package as far as they are known."""
    known = " · ".join(detail for detail in details if detail)
    return Label(key, key, tuple(line for line in (description, known) if line))


def box_label(box_no: int, description: str, place: str, meant_for: str | None) -> Label:
    """The label of a box: its number, its name, where it stands and what it is meant for."""
    return Label(f"Box {box_no}", f"BOX {box_no}", tuple(line for line in (description, place, meant_for) if line))


def slot_label(location: str, box_description: str) -> Label:
    """The label of a slot, such as `7-3`, with the name of its box."""
    return Label(location, location, (box_description,) if box_description else ())
