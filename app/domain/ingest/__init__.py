"""What an ingest decides: what to read of a table that grows, and how facts that change become history.

Belongs here: decisions on positions and frames. Does not belong here: reading a source or writing a file.
"""
