"""Demo data as pure functions: the same size, seed and last day give the same frames, down to the last row.

Belongs here: what a believable store looks like - words, families of parts, storage, demand, the simulated ledger.
Does not belong here: the clock, the database, S3 (`app.services.demo` writes what is made here).
"""
