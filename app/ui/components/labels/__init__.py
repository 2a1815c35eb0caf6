"""Printing labels from wherever something is shown."""
