"""Pieces of the Data health page: checks, tables, snapshots, the data dictionary."""
