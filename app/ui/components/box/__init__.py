"""Pieces of the Boxes page: the overview of all boxes, one box as a grid, one slot."""
