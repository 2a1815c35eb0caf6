"""Databases that are not ours: the mapping that says what their tables mean, their columns, and their rows.

Belongs here: reading them, under one snapshot and never writing.
Does not belong here: what becomes of the rows (`app.services.foreign`), which drift matters (`app.domain.quality`).
"""
