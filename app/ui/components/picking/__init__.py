"""Pieces of the Pick lists page: list, the walk line by line, paper, and what was built."""
