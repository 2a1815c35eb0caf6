"""Pieces of the Imports page: upload, what is asked of it, verdict of a dry run, begun and past imports."""
