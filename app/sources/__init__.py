"""Readers of the world outside: Postgres export, object store listings, files that other systems wrote.

Belongs here: turning bytes and rows into frames and plain records, with clear refusals.
Does not belong here: deciding what the rows mean for the store (`app.services`) or writing anything.
"""
