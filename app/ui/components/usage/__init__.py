"""Pieces of the Usage page: consumption over time, classes, dead stock."""
