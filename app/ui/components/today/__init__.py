"""Pieces of the Today page: what runs out, what is broken, what waits."""
