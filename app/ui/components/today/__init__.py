"""Pieces of the Today page: what runs low, what runs out, what is broken, what waits, and the store as it stands."""
