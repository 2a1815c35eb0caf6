"""Reading PostgreSQL: one exported snapshot for all tables, whole or only what is new, through ADBC into Parquet.

Belongs here: connections, queries, the stream into files, what a value must be to enter the lake.
Does not belong here: deciding what is new (`app.domain.ingest`), where files lie (`app.warehouse`).
"""
