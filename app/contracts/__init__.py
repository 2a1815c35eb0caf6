"""The promises Binsight makes about its tables, one module per table, as plain data.

Belongs here: columns, types, units, grain, key, owner, version, rules; their lock and their dictionary.
Does not belong here: how a table is computed (`assets`, `app.domain`) or read (`app.warehouse`).
"""
