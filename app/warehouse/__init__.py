"""The published lake: the writer that publishes a snapshot and the reader that every door uses.

Belongs here: layout, manifest, atomic switch, read-only queries on a snapshot.
Does not belong here: computing tables (`app.domain`, `assets`).
"""
