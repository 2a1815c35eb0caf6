"""Accepted moves of a plan against the store as it is now: which still hold, and why the others do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.stock.location_label import format_label, parse_label
from app.exceptions import ValidationException
from app.services.placement.store_problem import StoreProblem


@dataclass(frozen=True)
class AcceptedMove:
    """Units of a part that were to go from one slot to another, and what that was said to save; as in the plan."""

    part: str
    origin: str
    target: str
    quantity: int
    saving_m_per_month: float | None = None


def accepted(
    part: str, origin: str, target: str, quantity: int, saving_m_per_month: float | None = None
) -> AcceptedMove:
    """A move as somebody typed it.

    Raises:
        ValidationException: a slot is not written as box-slot.
    """
    origin, target = (format_label(*parse_label(label)) for label in (origin, target))
    return AcceptedMove(part.strip().upper(), origin, target, quantity, saving_m_per_month)


@dataclass(frozen=True)
class Refusal:
    """A move that cannot be made any more, and why."""

    part: str
    origin: str
    why: str

    def as_json(self) -> dict[str, str]:
        """For programs, with the words that a plan uses for its moves."""
        return {"part": self.part, "from": self.origin, "why": self.why}


def still_valid(store: StoreProblem, moves: Sequence[AcceptedMove]) -> tuple[dict[int, int], list[Refusal]]:
    """Slot by holding for the moves whose units still lie where they did; refusals for the others.

    Steps of one part that follow each other, as those through a temporary slot do, are one move.
    """
    holding_at = {
        (part, store.slots[slot]): number
        for number, (part, slot) in enumerate(zip(store.parts, store.problem.holdings.slot, strict=True))
    }
    slot_of = {label: number for number, label in enumerate(store.slots)}
    wanted: dict[int, int] = {}
    refused: list[Refusal] = []
    for move in joined(moves):
        holding = holding_at.get((move.part, move.origin))
        if holding is None:
            refused.append(Refusal(move.part, move.origin, f"it no longer lies in {move.origin}"))
        elif store.quantities[holding] != move.quantity:
            held = store.quantities[holding]
            refused.append(
                Refusal(move.part, move.origin, f"{move.origin} holds {held} of it now, {move.quantity} were planned")
            )
        elif move.target not in slot_of:
            refused.append(Refusal(move.part, move.origin, f"there is no slot {move.target} in use"))
        elif move.target != move.origin:
            wanted[holding] = slot_of[move.target]
    return wanted, refused


def joined(moves: Sequence[AcceptedMove]) -> list[AcceptedMove]:
    """One move for each holding, from its first slot to its last, with what its steps save together.

    Raises:
        ValidationException: moves that contradict each other.
    """
    ends: dict[tuple[str, str], AcceptedMove] = {}
    for move in moves:
        if move.origin == move.target:
            raise ValidationException(f"{move.origin} is both source and destination of {move.part}", field="moves")
        earlier = ends.pop((move.part, move.origin), None)
        whole = move if earlier is None else _after(earlier, move)
        if (move.part, move.target) in ends:
            raise ValidationException(f"{move.part} is carried to {move.target} twice", field="moves")
        ends[move.part, move.target] = whole
    origins = [(move.part, move.origin) for move in ends.values()]
    if len(set(origins)) != len(origins):
        raise ValidationException("Units of a part in one slot can only go to one other slot", field="moves")
    return list(ends.values())


def _after(earlier: AcceptedMove, move: AcceptedMove) -> AcceptedMove:
    said = [one.saving_m_per_month for one in (earlier, move) if one.saving_m_per_month is not None]
    return AcceptedMove(move.part, earlier.origin, move.target, move.quantity, sum(said) if said else None)


def named_refusals(store: StoreProblem, wanted: Mapping[int, int], blocked: Mapping[int, int]) -> list[Refusal]:
    """Why holdings cannot reach their slots, in words."""
    return [
        Refusal(store.parts[holding], _origin(store, holding), _why(store, holding, wanted[holding], keeper))
        for holding, keeper in sorted(blocked.items())
    ]


def _origin(store: StoreProblem, holding: int) -> str:
    return store.slots[int(store.problem.holdings.slot[holding])]


def _why(store: StoreProblem, holding: int, slot: int, keeper: int) -> str:
    problem, label = store.problem, store.slots[slot]
    if keeper != holding:
        return f"{label} is taken by {store.parts[keeper]}"
    if not problem.movable[holding]:
        return f"it stays in {_origin(store, holding)}: the slot is locked or shared, or a pick list takes from it"
    if not problem.open_slots[slot]:
        return f"{label} is locked or taken"
    if not problem.legal[problem.group[holding], problem.slots.box[slot]]:
        return f"{label} is not for such parts any more"
    return "no slot is free to let it change places"
