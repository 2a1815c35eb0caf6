"""Pieces of the Quarantine page: the list of files, and one file with what to do about it."""
