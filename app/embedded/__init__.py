"""Supervised PostgreSQL and S3 for one machine, and the supervisor behind `binsight up`.

Belongs here: starting, health-checking, stopping and recovering local servers.
Does not belong here: anything that also runs against outside servers - that reads `Settings` only.
"""
