"""Pieces of the Shopping page: all lists, one list by seller, one line with what can be done to it."""
