"""History of the database schema: Alembic versions, numbered 001_, 002_, ..., and the runner that applies them.

Belongs here: DDL and the data changes that go with it. Does not belong here: services or models' imports in versions.
"""
