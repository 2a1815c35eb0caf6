"""Stock and use of databases that are not ours.

Belongs here: what follows from rows that a foreign source told, and what cannot be said of them.
Does not belong here: reading them (`app.sources.foreign`), stock and use of our own (`app.domain.stock`, `.usage`).
"""
