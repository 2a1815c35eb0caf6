"""Are few moves worth much, and can every plan be carried out?"""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from app.domain.placement.cost import terms_of
from app.domain.placement.plan import Plan, plan_of_moves, plan_towards
from app.domain.placement.problem import NOWHERE, PlacementProblem
from app.domain.placement.search import Budget, improve
from app.domain.placement.weights import Weights
from tests.benchmarks.figure import Figure
from tests.benchmarks.made_layout import PARTS, made_problem
from tests.benchmarks.pinned import pinned as on_one_core

KEY = "P9"
WHOLE_SECONDS, PLAN_SECONDS = 60.0, 30.0
TITLE = (
    f"P9, P10: plans in the made warehouse of {PARTS:,} parts, from a random layout, one pinned core: share of the "
    "gain of a whole re-layout (60 s) that a plan of as many steps as 1 % and 5 % of the parts brings (search "
    f"{PLAN_SECONDS:g} s); then every step carried out on a plain list of slots, and a random half accepted."
)
SHARES = {0.01: 0.075, 0.05: 0.31}
STANDING = Weights(handling=0.0, horizon_months=1e9)


def measure(repeats: int) -> list[Figure]:
    """Shares of the gain, negated limits being least values, and broken steps."""
    with TemporaryDirectory() as folder:
        found = on_one_core(__name__, Path(folder))
    figures = []
    for share, least in SHARES.items():
        name = f"{share:.0%} of parts"
        figures += [
            Figure(f"{name}: wanted share / share of the gain", (least / found[f"gain {share}"],), "x", 1.0),
            Figure(f"{name}: share of the gain", (100 * found[f"gain {share}"],), "%"),
            Figure(f"{name}: seconds, plan included", (found[f"seconds {share}"],), "s"),
            Figure(f"{name}: steps that could not be done", (found[f"broken {share}"],), "", 0),
        ]
    return figures


def pinned(folder: Path, repeats: int) -> dict[str, float]:
    """Gains and broken steps in this process."""
    problem = made_problem()
    now = problem.holdings.slot
    improve(problem, STANDING, now, Budget(1), seed=1, clock=perf_counter)
    cost = terms_of(problem, now, STANDING).total
    whole = improve(problem, STANDING, now, Budget(90_000_000, WHOLE_SECONDS), seed=1, clock=perf_counter)
    gain = cost - terms_of(problem, whole.slot, STANDING).total
    found = {}
    for share in SHARES:
        steps, began = int(len(now) * share), perf_counter()
        target = improve(
            problem, STANDING, now, Budget(45_000_000, PLAN_SECONDS), seed=1, clock=perf_counter, most_steps=steps
        )
        plan = plan_towards(problem, STANDING, target.slot, steps)
        half = np.random.default_rng(1).random(len(plan.steps)) < 0.5
        moves = {step.holding: step.target for step, is_in in zip(plan.steps, half, strict=True) if is_in}
        some, _ = plan_of_moves(problem, STANDING, moves)
        found |= {
            f"seconds {share}": perf_counter() - began,
            f"gain {share}": (cost - terms_of(problem, plan.layout, STANDING).total) / gain,
            f"broken {share}": float(_broken(problem, plan) + _broken(problem, some) + (len(plan.steps) > steps)),
        }
    return found


def _broken(problem: PlacementProblem, plan: Plan) -> int:
    """Steps whose holding is not where it should be, or whose slot is taken or not for it."""
    slot, held, broken = problem.holdings.slot.copy(), np.full(len(problem.slots.box), NOWHERE), 0
    held[slot] = np.arange(len(slot))
    for step in plan.steps:
        box = problem.slots.box[step.target]
        is_legal = problem.legal[problem.group[step.holding], box]
        broken += int(slot[step.holding] != step.origin or held[step.target] != NOWHERE or not is_legal)
        held[step.origin], held[step.target], slot[step.holding] = NOWHERE, step.holding, step.target
    return broken
