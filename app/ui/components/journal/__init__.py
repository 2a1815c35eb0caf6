"""Pieces of the Stock journal: its filters, its lines, and all changes, with undo."""
