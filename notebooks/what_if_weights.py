"""What if other things counted? Plans under other weights, from the published snapshot."""

import marimo

app = marimo.App(app_title="Weights of a plan")


@app.cell
def _():
    import marimo as mo

    from app.config import load_settings
    from app.exceptions import SnapshotNotFoundException
    from app.warehouse.open_lake import open_lake
    from app.warehouse.snapshot import SnapshotStore

    store = SnapshotStore(open_lake(load_settings()))
    try:
        snapshot = store.open()
        message = f"Snapshot {snapshot.id}, data as of {snapshot.manifest.watermark['as_of']}"
    except SnapshotNotFoundException as nothing:
        snapshot, message = None, nothing.message
    mo.md(f"# Weights of a plan\n\n{message}")
    return mo, snapshot


@app.cell
def _(snapshot):
    from app.domain.placement.walks import WALK_DAYS
    from app.services.placement.published_frames import published_frames
    from app.services.placement.store_problem import problem_of, with_usage
    from app.warehouse.queries.fetches import fetches

    shelf = None
    if snapshot:
        shelf = with_usage(problem_of(published_frames(snapshot)), fetches(snapshot, WALK_DAYS), WALK_DAYS)
    return (shelf,)


@app.cell
def _(mo):
    from app.domain.placement.weights import MEANINGS

    weights = ("travel", "co_use", "spread", "handling")
    names = {f"{name}: {MEANINGS[name]}": name for name in weights}
    chosen = mo.ui.dropdown(names, value=next(key for key, name in names.items() if name == "spread"), label="Weight")
    chosen  # noqa: B018 - a cell shows its last expression
    return chosen, names, weights


@app.cell
def _(chosen, mo, shelf):
    from time import perf_counter

    import polars as pl

    from app.domain.placement.weights import Weights, changed
    from app.services.placement.proposal import propose

    moves, evaluations = 20, 200_000
    usual = getattr(Weights(), chosen.value)
    rows = []
    for factor in (0.0, 0.5, 1.0, 2.0, 5.0) if shelf is not None and shelf.parts else ():
        tried = changed(Weights(), {chosen.value: factor * usual})
        plan = propose(shelf, moves, clock=perf_counter, weights=tried, evaluations=evaluations)
        rows.append(
            {
                chosen.value: factor * usual,
                "moves": len(plan.moves),
                "saved, m a month": round(plan.saving_m_per_month, 1),
                **{f"{term} after": round(after, 1) for term, (_, after) in plan.terms.items()},
            }
        )
    plans = pl.DataFrame(rows)
    mo.ui.table(plans, selection=None) if rows else mo.md("There is no stock to plan with yet.")
    return (plans,)


if __name__ == "__main__":
    app.run()
