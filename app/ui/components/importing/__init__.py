"""Pieces of the Imports page: upload, verdict of a dry run, past imports."""
