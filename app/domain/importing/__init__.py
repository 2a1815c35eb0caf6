"""What importers agree on: neutral records between a foreign format and the store, and how stock history is replayed.

Belongs here: records and pure mapping. Does not belong here: reading files (`app.sources`), writing (`app.services`).
"""
