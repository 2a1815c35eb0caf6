"""What lies where in a box? Its grid with quantities, from the published snapshot."""

import marimo

app = marimo.App(app_title="Layout of a box")


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
    mo.md(f"# Layout of a box\n\n{message}")
    return mo, snapshot


@app.cell
def _(mo, snapshot):
    from app.warehouse.queries.storage import box_utilisation

    boxes = box_utilisation(snapshot) if snapshot else None
    numbers = {f"{row['box_no']}: {row['description']}": row["box_no"] for row in boxes.to_dicts()} if snapshot else {}
    chosen = mo.ui.dropdown(numbers, value=next(iter(numbers), None), label="Box")
    chosen  # noqa: B018 - a cell shows its last expression
    return boxes, chosen


@app.cell
def _(chosen, mo, snapshot):
    layout = None
    if chosen.value:
        layout = snapshot.query(
            """
            SELECT l.loc_no, (l.loc_no - 1) // l.grid_columns + 1 AS grid_row,
                   (l.loc_no - 1) % l.grid_columns + 1 AS grid_column,
                   c.part_key, c.description, coalesce(c.quantity, 0) AS quantity
            FROM core.location_v1 l LEFT JOIN marts.stock_current_v1 c USING (location)
            WHERE l.box_no = $box_no ORDER BY l.loc_no
            """,
            {"box_no": chosen.value},
        )
    mo.md("There are no boxes to show yet.") if layout is None else mo.ui.table(layout, selection=None)
    return (layout,)


if __name__ == "__main__":
    app.run()
