"""Pieces of the Placement page: suggestions with reasons, and how far categories are scattered."""
