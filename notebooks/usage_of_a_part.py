"""How fast does a part go? Usage by day and the stock level, from the published snapshot."""

import marimo

app = marimo.App(app_title="Usage of a part")


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
    mo.md(f"# Usage of a part\n\n{message}")
    return mo, snapshot


@app.cell
def _(mo, snapshot):
    from app.warehouse.queries.part_activity import part_activity

    parts = part_activity(snapshot, limit=200) if snapshot else None
    keys = parts["part_key"].to_list() if parts is not None else []
    chosen = mo.ui.dropdown(keys, value=keys[0] if keys else None, label="Part")
    chosen  # noqa: B018 - a cell shows its last expression
    return chosen, parts


@app.cell
def _(chosen, mo, parts, snapshot):
    import altair as alt

    from app.warehouse.queries.usage_by_day import usage_of_part

    usage = usage_of_part(snapshot, chosen.value) if chosen.value else None
    if usage is None:
        chart = mo.md("There are no parts to show yet.")
    else:
        row = parts.filter(parts["part_key"] == chosen.value).row(0, named=True)
        chart = (
            alt.Chart(
                usage.select("day", "used_qty"), title=f"{row['description']}: {row['used_365d']} used in 365 days"
            )
            .mark_bar()
            .encode(x=alt.X("day:T", title="Day (UTC)"), y=alt.Y("used_qty:Q", title="Used, pieces"))
        )
    chart  # noqa: B018 - a cell shows its last expression
    return (usage,)


if __name__ == "__main__":
    app.run()
