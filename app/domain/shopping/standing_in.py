"""Standing in: pieces of substitutes that spare a kit from buying its own parts."""

from collections import Counter
from collections.abc import Mapping, Sequence

from app.domain.kits.allocation import Demand, Share, assign, lacking


def stand_ins(demands: Sequence[Demand], own: Mapping[int, int], spare: Mapping[int, int]) -> list[Share]:
    """Shares of `spare` pieces that stand in where the lines' own parts do not suffice.

    `own` are pieces per part that the kit can count on, there or on their way; `spare` pieces lie in stock and nobody
    else claims them. What a line takes of its own part stands in nowhere else.
    """
    served = assign([Demand(demand.content_id, demand.part_ids[:1], demand.units) for demand in demands], own)
    used: Counter[int] = Counter()
    for share in served:
        used[share.part_id] += share.units
    missing = lacking(demands, served)
    unserved = [Demand(demand.content_id, demand.part_ids, missing.get(demand.content_id, 0)) for demand in demands]
    left = {part_id: min(units, own.get(part_id, 0) - used[part_id]) for part_id, units in spare.items()}
    own_parts = {demand.content_id: demand.part_ids[0] for demand in demands}
    return [share for share in assign(unserved, left) if share.part_id != own_parts[share.content_id]]
