"""Placement as a service: the store as a placement problem, plans in the words people use, and their application.

Belongs here: reading the store and the snapshot, names, the stale check. Does not belong here: how a layout is judged
or found (`app.domain.placement`).
"""
