"""Pieces of the Kits page: list, what lacks, coverage, lines, picking and building."""
