"""Generated bills of materials without cycles, and a second, slower way to read them."""

from decimal import Decimal
from math import ceil

from hypothesis import strategies as st

from app.domain.kits.bill import BillLine

KITS, PARTS = 5, 4


@st.composite
def bills(draw):
    """Kit 0 is the outermost; a kit only contains kits with a higher number."""
    made, content_id = {}, 0
    for kit in range(KITS):
        lines = [(None, inner) for inner in range(kit + 1, KITS) if draw(st.booleans())]
        lines += [(part, None) for part in draw(st.sets(st.integers(1, PARTS), max_size=PARTS))]
        made[kit] = []
        for part, inner in lines:
            content_id += 1
            made[kit].append(
                BillLine(
                    content_id,
                    kit,
                    part,
                    inner,
                    draw(st.integers(1, 5)),
                    draw(st.sampled_from([Decimal(0), Decimal("2.5"), Decimal("33.333"), Decimal(100)])),
                    draw(st.integers(0, 3)),
                )
            )
    return made


def naive_needs(made, root, units):
    """(net, total) of every part line, asking each kit upwards how often it is wanted."""

    def wanted(kit):
        if kit == root:
            return units, units
        net = total = 0
        for lines in made.values():
            for line in lines:
                if line.child_kit_id == kit and reachable(line.kit_id):
                    line_net, line_total = of_line(line)
                    net, total = net + line_net, total + line_total
        return net, total

    def reachable(kit):
        return kit == root or any(
            line.child_kit_id == kit and reachable(line.kit_id) for lines in made.values() for line in lines
        )

    def of_line(line):
        net, total = wanted(line.kit_id)
        pieces = total * line.required_per_unit
        if pieces == 0:
            return 0, 0
        return net * line.required_per_unit, pieces + ceil(pieces * line.attrition_percent / 100) + line.attrition_fixed

    return {
        line.content_id: of_line(line)
        for kit, lines in made.items()
        if reachable(kit)
        for line in lines
        if line.part_id is not None
    }
