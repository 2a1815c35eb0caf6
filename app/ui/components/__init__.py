"""Pieces of pages: each hides its own session-state keys."""
