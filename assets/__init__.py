"""What exists: thin Dagster assets, one module per table family; the layer is the subpackage and the group.

Belongs here: naming an asset, its inputs, metadata and checks.
Does not belong here: rules (`app.domain`), schedules and jobs (`pipelines`).
"""
