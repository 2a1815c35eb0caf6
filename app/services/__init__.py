"""All business logic that acts on the system of record; `container.py` wires it.

Belongs here: rules with a session, transactions' content, uploads, tasks.
Does not belong here: web frameworks, Dagster, committing (the edge commits).
"""
