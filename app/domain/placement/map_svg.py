"""The boxes before and after a plan as one picture: Scalable Vector Graphics 1.1, written as text."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

from app.domain.placement.box_map import BoxVisits

_PANEL, _MARGIN, _HEAD, _FOOT = 420.0, 30.0, 66.0, 66.0
_LOW, _HIGH = (230, 242, 250), (0, 82, 140)
"""Colours of a box that nothing, and of one that most, is fetched from."""
_LARGEST, _SMALLEST, _NUMBERED = 30.0, 3.0, 16.0
"""Sides of a box, and the least in which its number can be read."""
_LEGEND = (
    "Triangles: fetched from more (up) or less (down) often than before. Boxes on each other lie side by side, "
    "the lowest first."
)
_SAME_M = 1e-3
"""Places nearer than this are one place of the grid."""


def map_svg(boxes: Sequence[BoxVisits], title: str) -> str:
    """Two panels seen from above, the bench at its place; a darker box is fetched from more often.

    In the right panel a triangle up marks boxes that are fetched from more often than before, one down those less.
    """
    scale = _Scale(boxes)
    most = max((max(box.before, box.after) for box in boxes), default=0.0)
    width, height = 2 * _PANEL + 3 * _MARGIN, _HEAD + scale.height + _FOOT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
        _text(_MARGIN, 26, title, 15),
        *_panel(boxes, scale, _MARGIN, most, is_after=False),
        *_panel(boxes, scale, _PANEL + 2 * _MARGIN, most, is_after=True),
        _text(
            _MARGIN, height - 34, f"Seen from above; the circle is the bench. Darkest: {most:.0f} fetches a month.", 11
        ),
        _text(_MARGIN, height - 18, _LEGEND, 11),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


class _Scale:
    """From metres to points of a panel, as large as fits; the bench at 0, 0 is always in the picture."""

    def __init__(self, boxes: Sequence[BoxVisits]) -> None:
        xs, ys = [0.0, *(box.drawn_x for box in boxes)], [0.0, *(box.y_m for box in boxes)]
        self._left, self._bottom = min(xs), min(ys)
        wide, high = max(xs) - self._left, max(ys) - self._bottom
        self._points = (_PANEL - _LARGEST) / max(wide, high, 1e-9)
        self.height = high * self._points + _LARGEST
        self.side = min(_LARGEST, max(_SMALLEST, 0.9 * self._points * _closest(boxes)))

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Centre of a box in its panel; further away is further up."""
        half = _LARGEST / 2
        return half + (x - self._left) * self._points, self.height - half - (y - self._bottom) * self._points


def _closest(boxes: Sequence[BoxVisits]) -> float:
    """The shortest way between neighbours in one direction; 1 when there are none."""
    gaps = [
        later - earlier
        for values in (sorted({box.drawn_x for box in boxes}), sorted({box.y_m for box in boxes}))
        for earlier, later in pairwise(values)
        if later - earlier > _SAME_M
    ]
    return min(gaps, default=1.0)


def _panel(boxes: Sequence[BoxVisits], scale: _Scale, left: float, most: float, *, is_after: bool) -> Iterator[str]:
    yield _text(left, 50, "After" if is_after else "Before", 13)
    yield f'<g transform="translate({left:.0f},{_HEAD:.0f})">'
    x, y = scale.at(0.0, 0.0)
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#D55E00"><title>bench</title></circle>'
    for box in boxes:
        yield _box(box, scale, most, is_after=is_after)
    yield "</g>"


def _box(box: BoxVisits, scale: _Scale, most: float, *, is_after: bool) -> str:
    x, y = scale.at(box.drawn_x, box.y_m)
    visits, side = (box.after if is_after else box.before), scale.side
    words = f"box {box.box_no}, {visits:.1f} fetches a month"
    corner = f'x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side:.1f}" height="{side:.1f}"'
    drawn = f'<rect {corner} fill="{_colour(visits, most)}" stroke="#8C8C8C" stroke-width="0.5"><title>{words}</title>'
    ink = "#ffffff" if 2 * visits > most else "#10151a"
    number = _number(box.box_no, x, y, side, ink) if side >= _NUMBERED else ""
    sign = _sign(x, y + 0.22 * side, box.change, side, ink) if is_after and box.change else ""
    return f"{drawn}</rect>{number}{sign}"


def _number(box_no: int, x: float, y: float, side: float, ink: str) -> str:
    where = f'x="{x:.1f}" y="{y - 0.05 * side:.1f}" font-size="{0.36 * side:.1f}"'
    return f'<text {where} text-anchor="middle" fill="{ink}">{box_no}</text>'


def _sign(x: float, y: float, change: int, side: float, ink: str) -> str:
    half = 0.18 * side
    foot, tip = y + half * change, y - half * change
    return f'<path d="M{x - half:.1f} {foot:.1f}H{x + half:.1f}L{x:.1f} {tip:.1f}z" fill="{ink}"/>'


def _colour(visits: float, most: float) -> str:
    share = visits / most if most else 0.0
    mixed = (round(low + share * (high - low)) for low, high in zip(_LOW, _HIGH, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _text(x: float, y: float, words: str, size: int) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="#10151a">{escape(words)}</text>'
