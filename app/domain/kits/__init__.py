"""Kits as arithmetic: what a number of units needs, what kits claim, what stock covers, where to take it from."""
