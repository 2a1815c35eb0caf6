"""Pieces of the Part page: facts, stock with its forms, charts, history."""
